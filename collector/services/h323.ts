import { randomBytes } from 'node:crypto';
import { type Attempt, bad, reasonOf } from './attempt.ts';
import { openChannel } from './channel.ts';
import { readCallSignal, statusEnquiry } from './h225.ts';

/** Who answers a status enquiry does so at once. */
const answerMs = 2_000;

/**
 * Connects to the call signalling port and asks with a STATUS ENQUIRY (Q.931 section 3.1.15, H.225.0 section 7.3.12). Many endpoints
 * answer nothing outside of a call, or hang up: then only the connection is proved, and the reason and the value `h225`
 * (1: answered, 0: connected only) say so. @throws ProbeFault
 */
export const tryH323: Attempt<'h323'> = async (ask) => {
  const { host, port } = ask.probe;
  const to = { host, port };
  const channel = await openChannel({ ...ask, to });
  try {
    ask.phases.enter('first-byte');
    // Bit 15 of a call reference is the flag of who gave it: 0, we did.
    const callReference = randomBytes(2).readUInt16BE() & 0x7fff || 1;
    channel.write(statusEnquiry({ callReference, callId: randomBytes(16) }));
    const answer = await channel.takeWithin(Math.min(answerMs, ask.probe.timeoutMs / 2), (heard) => {
      const found = readCallSignal(heard);
      if (found === 'not-h225') throw bad('not-protocol', { ...to, protocol: 'H.225.0' });
      return found;
    });
    ask.phases.leave();
    return {
      outcome: 'good',
      reason: reasonOf(answer === undefined ? 'h323-connected' : 'h323-answered', { ...to }),
      values: [{ name: 'h225', value: answer === undefined ? 0 : 1, unit: '' }],
    };
  } finally {
    channel.close();
  }
};
