import { randomBytes } from 'node:crypto';
import { type Attempt, type AttemptAsk, bad } from '../attempt.ts';
import { openChannel, type Reader } from '../channel.ts';
import { askByDatagram } from '../datagram.ts';
import { theirWords } from '../fault.ts';
import { type TextMessage, textMessageReader } from '../text-message.ts';
import { isSipWorking, optionsRequest, type SipAnswer, sipAnswerOf } from './message.ts';

/** Over UDP a request is sent again after T1, then after twice as long each time (RFC 3261 section 17.1.2.2). */
const againAfterMs = [500, 1_500, 3_500, 7_500];

/** OPTIONS (RFC 3261 section 11); provisional answers are waited through. @throws ProbeFault */
export const trySip: Attempt<'sip'> = async (ask) => {
  const { host, port, transport } = ask.probe;
  const nonce = randomBytes(12).toString('hex');
  const { status, phrase, agent } = await (transport === 'udp' ? overUdp(ask, nonce) : overTcp(ask, nonce));
  const values = [{ name: 'status', value: status, unit: '' }];
  const said = theirWords(`${status} ${phrase}`);
  if (isSipWorking(status)) return { outcome: 'good', values };
  return { ...bad('sip-status', { host, port, said, agent: theirWords(agent) }, 'answer').tried, values };
};

function finalOf(answer: SipAnswer | undefined): SipAnswer | undefined {
  return answer === undefined || answer.status < 200 ? undefined : answer;
}

function readerOf({ probe: { host, port } }: AttemptAsk<'sip'>, over: 'stream' | 'datagram'): Reader<TextMessage> {
  return textMessageReader({
    protocol: 'SIP',
    over,
    garbage: () => bad('not-protocol', { host, port, protocol: 'SIP' }),
  });
}

function overUdp(ask: AttemptAsk<'sip'>, nonce: string): Promise<SipAnswer> {
  const { host, port } = ask.probe;
  const to = { host, port };
  const read = readerOf(ask, 'datagram');
  return askByDatagram({
    ...ask,
    to,
    againAfterMs,
    packet: (own) => Buffer.from(optionsRequest({ to, transport: 'udp', own, nonce }), 'utf8'),
    read(octets) {
      // Two line ends alone keep a way through a firewall open, and say nothing.
      if (octets.toString('latin1').trim() === '') return undefined;
      const found = read(octets);
      return found === undefined ? undefined : finalOf(sipAnswerOf(found.value, nonce));
    },
  });
}

async function overTcp(ask: AttemptAsk<'sip'>, nonce: string): Promise<SipAnswer> {
  const { host, port } = ask.probe;
  const to = { host, port };
  const channel = await openChannel({ ...ask, to });
  try {
    ask.phases.enter('first-byte');
    channel.write(optionsRequest({ to, transport: 'tcp', own: channel.own, nonce }));
    const read = readerOf(ask, 'stream');
    for (;;) {
      const answer = finalOf(sipAnswerOf(await channel.take(read), nonce));
      if (answer !== undefined) return answer;
    }
  } finally {
    channel.close();
  }
}
