import { decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { message } from '../../core/index.ts';
import { askByDatagram } from './datagram.ts';
import type { CanaryAnswer, CanaryProbe } from './model.ts';

/**
 * Asks for TXT of `<nonce>.<zone>` (RFC 1035). The question itself is the leak when it gets out: a resolver inside that answers
 * anything but REFUSED has forwarded it, unless the name is its own. With the sentinel's signature in the TXT it is proved.
 */
export const probeDns: CanaryProbe = ({ target, nonce, timeoutMs, isSigned }) => {
  const { address, name = '' } = target;
  const asked = isSigned === undefined ? name : `${nonce}.${name}`;
  const id = Number.parseInt(nonce.slice(0, 4), 16);
  const packet = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ type: isSigned === undefined ? 'A' : 'TXT', name: asked }],
  });
  return askByDatagram({
    target,
    packet,
    timeoutMs,
    read: (bytes) => readAnswer(bytes, { id, asked, address, nonce, isSigned }),
  });
};

function readAnswer(
  bytes: Buffer,
  {
    id,
    asked,
    address,
    nonce,
    isSigned,
  }: {
    readonly id: number;
    readonly asked: string;
    readonly address: string;
    readonly nonce: string;
    readonly isSigned: ((nonce: string, token: string) => boolean) | undefined;
  },
): CanaryAnswer | undefined {
  try {
    const {
      id: answered,
      type,
      questions = [],
      answers = [],
      rcode,
    } = decode(bytes) as ReturnType<typeof decode> & {
      rcode?: string;
    };
    const isOurs = answered === id && type === 'response' && questions[0]?.name.toLowerCase() === asked.toLowerCase();
    if (!isOurs) return undefined;
    const texts = answers.flatMap((answer) =>
      answer.type === 'TXT'
        ? [
            [answer.data]
              .flat()
              .map((part) => part.toString())
              .join(''),
          ]
        : [],
    );
    if (isSigned !== undefined && texts.some((text) => isSigned(nonce, text))) {
      return {
        outcome: 'proved',
        from: address,
        detail: message('collector.canary.dns-signed', { address, name: asked }),
      };
    }
    const detail = message('collector.canary.dns-answer', { address, name: asked, rcode: rcode ?? '' });
    if (rcode === 'REFUSED') return { outcome: 'refused', from: address, detail };
    return { outcome: 'answered', from: address, detail };
  } catch {
    // Not DNS: not an answer to what was asked.
    return undefined;
  }
}
