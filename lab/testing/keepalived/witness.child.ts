/**
 * The independent probe: asks the service through the virtual address every few milliseconds, whatever became of the try before,
 * and prints a JSON line for each as it ends. `witness.child.ts ADDRESS PORT EVERY-MS TIMEOUT-MS`.
 */
import { connect } from 'node:net';

const [, , address = '', port = '', every = '20', timeout = '500'] = process.argv;

function ask(): void {
  const startedAt = Date.now();
  let heard = '';
  let over = false;
  const socket = connect({ host: address, port: Number(port) });
  const finish = (ok: boolean): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    socket.destroy();
    const by = /x-member: (\S+)/.exec(heard)?.[1] ?? '';
    process.stdout.write(`${JSON.stringify({ startedAt, finishedAt: Date.now(), ok, by })}\n`);
  };
  const timer = setTimeout(() => finish(false), Number(timeout));
  socket.on('connect', () => socket.write('GET / HTTP/1.0\r\n\r\n'));
  socket.on('data', (bytes) => {
    heard += bytes.toString('latin1');
    if (heard.includes('\r\n\r\n')) finish(heard.startsWith('HTTP/1.1 200'));
  });
  socket.on('error', () => finish(false));
  socket.on('end', () => finish(false));
}

setInterval(ask, Number(every));
