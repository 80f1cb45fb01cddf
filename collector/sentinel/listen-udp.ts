import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet';
import { nonceIn } from './heard.ts';

type Answer = (bytes: Buffer, from: RemoteInfo) => Uint8Array | undefined;

/** A UDP socket that answers what `answer` gives, and nothing else. */
export function listenUdpWith(host: string, port: number, answer: Answer): Promise<Socket> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  socket.on('message', (bytes, from) => {
    const back = answer(bytes, from);
    if (back !== undefined) socket.send(back, from.port, from.address, () => undefined);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** Answers TXT of `<nonce>.<zone>` with the signature; what is not in its zone is refused (RFC 1035, RCODE 5). */
export function answerDns(options: {
  readonly zone: string;
  readonly tokenOf: (nonce: string) => string;
  readonly onHeard: (heard: { readonly by: 'dns'; readonly from: string; readonly nonce: string }) => void;
}): Answer {
  const zone = options.zone.toLowerCase();
  return (bytes, from) => {
    try {
      const { id, type, questions = [] } = decode(bytes);
      const question = questions[0];
      if (type !== 'query' || question === undefined) return undefined;
      const name = question.name.toLowerCase();
      const nonce = name.endsWith(`.${zone}`) ? nonceIn(name) : undefined;
      if (nonce === undefined) return encode({ type: 'response', id: id ?? 0, flags: 5, questions: [question] });
      options.onHeard({ by: 'dns', from: from.address, nonce });
      return encode({
        type: 'response',
        id: id ?? 0,
        flags: AUTHORITATIVE_ANSWER,
        questions: [question],
        answers: [{ type: 'TXT', name: question.name, ttl: 0, data: options.tokenOf(nonce) }],
      });
    } catch {
      return undefined;
    }
  };
}

const ntpBytes = 48;

/** A server's answer (RFC 5905, mode 4) that gives the client's transmit timestamp back: enough to show that the way is open. */
export function answerNtp(
  onHeard: (heard: { readonly by: 'ntp'; readonly from: string; readonly stamp: string }) => void,
): Answer {
  return (bytes, from) => {
    if (bytes.length < ntpBytes || ((bytes[0] ?? 0) & 0b111) !== 3) return undefined;
    onHeard({ by: 'ntp', from: from.address, stamp: bytes.toString('hex', 40, 48) });
    const answer = Buffer.alloc(ntpBytes);
    // Leap indicator 3 (not synchronised), version 4, mode 4: nobody shall set a clock by it.
    answer[0] = 0b11_100_100;
    bytes.copy(answer, 24, 40, 48);
    return answer;
  };
}
