import { createServer, type Server } from 'node:net';
import { nonceIn } from './heard.ts';
import { sentinelBounds } from './model.ts';

/** Answers `FZ1 NONCE` with its signature over the nonce, and HTTP's GET with the same; says nothing to anything else. */
export function listenTcp(options: {
  readonly host: string;
  readonly port: number;
  readonly tokenOf: (nonce: string) => string;
  readonly onHeard: (heard: { readonly by: 'tcp' | 'http'; readonly from: string; readonly nonce: string }) => void;
}): Promise<Server> {
  const { host, port, tokenOf, onHeard } = options;
  const server = createServer((socket) => {
    let text = '';
    const from = socket.remoteAddress ?? '';
    socket.setTimeout(sentinelBounds.connectionMs, () => socket.destroy());
    const tooLong = setTimeout(() => socket.destroy(), sentinelBounds.connectionMs);
    socket.on('close', () => clearTimeout(tooLong));
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1').slice(0, sentinelBounds.lineBytes - text.length);
      const line = /^([^\n]*)\n/.exec(text)?.[1]?.trim();
      if (line === undefined) {
        if (text.length >= sentinelBounds.lineBytes) socket.destroy();
        return;
      }
      const request = /^GET (\S+) HTTP\/1\.[01]$/.exec(line);
      const nonce = nonceIn(request?.[1] ?? (line.startsWith('FZ1 ') ? line : ''));
      socket.removeAllListeners('data');
      if (nonce !== undefined) onHeard({ by: request === null ? 'tcp' : 'http', from, nonce });
      const token = nonce === undefined ? '' : tokenOf(nonce);
      if (request === null) socket.end(token === '' ? '' : `FZ1 ${token}\n`);
      else socket.end(httpAnswer(token));
    });
  });
  server.maxConnections = sentinelBounds.connections;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve(server);
    });
  });
}

/** Any page inside may ask: that is what the self-check of browsers does. */
function httpAnswer(token: string): string {
  const status = token === '' ? '404 Not Found' : '200 OK';
  return (
    `HTTP/1.1 ${status}\r\ncontent-type: text/plain\r\ncontent-length: ${token.length}\r\n` +
    `access-control-allow-origin: *\r\ncache-control: no-store\r\nconnection: close\r\n\r\n${token}`
  );
}
