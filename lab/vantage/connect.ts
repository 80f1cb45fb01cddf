import { connect, type Socket } from 'node:net';
import type { AgentTarget } from '../../inventory/index.ts';

/** An answer to CONNECT has one line and a few headers. */
const maxAnswerBytes = 4_096;

/**
 * A TCP connection as from a point of the lab to a declared address (`10.10.1.10:443`). Rejects with the status of the refusal: 504 when
 * there is no way, or nobody answers there. It is paused: nothing is lost before somebody listens.
 */
export function connectFrom(vantage: AgentTarget, pointId: string, authority: string): Promise<Socket> {
  const user = Buffer.from(`${pointId}:`).toString('base64');
  return new Promise((resolve, reject) => {
    const socket = connect(vantage);
    const failed = (why: Error): void => {
      socket.destroy();
      reject(why);
    };
    const onEnd = (): void => failed(new Error(`${pointId} to ${authority}: broken off`));
    let answer = '';
    const onData = (data: Buffer): void => {
      answer += data.toString('latin1');
      const end = answer.indexOf('\r\n\r\n');
      if (end < 0 && answer.length < maxAnswerBytes) return;
      const status = / (\d{3}) /.exec(answer.slice(0, 16))?.[1];
      if (end < 0 || status !== '200') {
        failed(new Error(`${pointId} to ${authority}: ${status}`));
        return;
      }
      socket.off('data', onData).off('end', onEnd).off('error', failed).pause();
      resolve(socket);
    };
    socket.on('data', onData).on('end', onEnd).on('error', failed);
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\nProxy-Authorization: Basic ${user}\r\n\r\n`);
  });
}
