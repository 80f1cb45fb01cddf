import { randomBytes } from 'node:crypto';
import { type Attempt, bad } from './attempt.ts';
import { askByDatagram } from './datagram.ts';
import { ntpRequest, offsetOf, readNtp } from './ntp-packet.ts';

/**
 * One request (RFC 5905, client mode): the answer must be of a synchronised clock, of the stratum declared at most, and its time
 * near to this machine's. What the way there and back could explain is not held against it. @throws ProbeFault
 */
export const tryNtp: Attempt<'ntp'> = async (ask) => {
  const { host, port, mostOffsetMs, mostStratum } = ask.probe;
  const { clock } = ask;
  const nonce = randomBytes(8);
  let askedAt = 0;
  let begun = 0;
  const answer = await askByDatagram({
    ...ask,
    to: { host, port },
    packet() {
      [askedAt, begun] = [clock.now(), clock.monotonicMs()];
      return ntpRequest(nonce);
    },
    read(octets) {
      const found = readNtp(octets, nonce, clock.now());
      if (found === 'not-ntp') throw bad('not-protocol', { host, port, protocol: 'NTP' });
      // The wall clock may be set amid the try; its distance is measured by the other one.
      return found === undefined ? undefined : { ...found, tookMs: clock.monotonicMs() - begun };
    },
  });
  const { leap, stratum, referenceId, rootDispersionMs } = answer;
  // INIT and STEP are no refusal: it has no time yet (RFC 5905 section 7.4). Some send no code at all.
  const isRefusal = stratum === 0 && /^[A-Z]{4}$/.test(referenceId) && !/INIT|STEP/.test(referenceId);
  if (isRefusal) throw bad('ntp-kiss', { host, code: referenceId }, 'answer');
  if (leap === 3 || stratum === 0 || stratum >= 16) throw bad('ntp-unsynchronised', { host }, 'answer');
  const { offsetMs, delayMs } = offsetOf(answer, { at: askedAt, answeredAt: askedAt + answer.tookMs });
  const values = [
    { name: 'offset', value: offsetMs / 1_000, unit: 's' },
    { name: 'delay', value: delayMs / 1_000, unit: 's' },
    { name: 'root-dispersion', value: rootDispersionMs / 1_000, unit: 's' },
    { name: 'stratum', value: stratum, unit: '' },
  ];
  const wrong =
    stratum > mostStratum
      ? bad('ntp-stratum', { host, stratum, most: mostStratum })
      : Math.abs(offsetMs) - delayMs / 2 > mostOffsetMs
        ? bad('ntp-offset', { host, ms: Math.round(offsetMs), most: mostOffsetMs })
        : undefined;
  return wrong === undefined ? { outcome: 'good', values } : { ...wrong.tried, failedPhase: 'answer', values };
};
