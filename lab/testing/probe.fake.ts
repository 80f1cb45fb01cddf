import { createSocket } from 'node:dgram';
import type { AgentTarget } from '../../inventory/index.ts';

/** GET sysUpTime.0 over v2c with the community of `testCredentials`, request id 0x1234. */
const getUpTime = Buffer.from(
  '3029020101' +
    '04086c61622d74657374' +
    'a01a' +
    '02021234' +
    '020100' +
    '020100' +
    '300e300c06082b060102010103000500',
  'hex',
);

/** Sends one request and gives sysUpTime from the answer. Waits for ever: the test's own limit says when that is too long. */
export async function askUpTime({ host, port }: AgentTarget): Promise<number> {
  const socket = createSocket('udp4');
  try {
    const answer = await new Promise<Buffer>((resolve, reject) => {
      socket.once('message', resolve);
      socket.once('error', reject);
      socket.send(getUpTime, port, host);
    });
    // The value is the last thing in the message: tag 0x43, a length, its octets.
    const tag = answer.lastIndexOf(Buffer.from('01030043', 'hex')) + 3;
    return answer.readUIntBE(tag + 2, answer[tag + 1] ?? 0);
  } finally {
    socket.close();
  }
}

/** Sends a request without waiting for anything. */
export async function knock({ host, port }: AgentTarget): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.send(getUpTime, port, host, () => resolve()));
  socket.close();
}

/** Lets other things happen until a condition holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 2));
}
