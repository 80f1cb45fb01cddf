import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { message } from '../../core/index.ts';
import type { CanaryAnswer, CanaryTarget } from './model.ts';
import { socketAnswer } from './words.ts';

/**
 * Sends one datagram and waits for the first answer of its receiver that `read` accepts; whatever else arrives is passed over. The
 * socket is connected, so that an ICMP error for it is heard.
 */
export function askByDatagram(options: {
  readonly target: CanaryTarget;
  readonly packet: Uint8Array;
  readonly timeoutMs: number;
  readonly read: (bytes: Buffer) => CanaryAnswer | undefined;
}): Promise<CanaryAnswer> {
  const { target, packet, timeoutMs, read } = options;
  const { address, port } = target;
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    let ended = false;
    const finish = (answer: CanaryAnswer): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(
      () => finish({ outcome: 'silent', detail: message('collector.canary.silent', { address }) }),
      timeoutMs,
    );
    socket.on('error', (error) => finish(socketAnswer(error, address)));
    socket.on('message', (bytes) => {
      const answer = read(bytes);
      if (answer !== undefined) finish(answer);
    });
    socket.connect(port, address, () => {
      socket.send(packet, (error) => {
        if (error !== null) finish(socketAnswer(error, address));
      });
    });
  });
}
