import { createServer, type Socket } from 'node:net';

export type Ugliness = 'mute' | 'slams' | 'garbage' | 'floods';

export interface UglyServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A TCP server of 127.0.0.1 that says one thing: at once, or to the first that it hears, and then ends the connection. */
export function sayingServer(words: Buffer | string, when: 'at-once' | 'when-asked'): Promise<UglyServer> {
  return listen((socket) => {
    if (when === 'at-once') socket.end(words);
    else socket.once('data', () => socket.end(words));
  });
}

/** A TCP server of 127.0.0.1 that takes connections and then is of no use, each in its own way. */
export function uglyServer(how: Ugliness): Promise<UglyServer> {
  return listen((socket) => {
    if (how === 'slams') socket.destroy();
    if (how === 'garbage')
      socket.end(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n\0\xff\xfe no such protocol\r\n', 'latin1'));
    if (how === 'floods') flood(socket);
  });
}

async function listen(serve: (socket: Socket) => void): Promise<UglyServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Letters without an end: to most protocols a message that is still coming. */
function flood(socket: Socket): void {
  const chunk = Buffer.alloc(64 * 1024, 'A');
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
    socket.once('drain', more);
  };
  more();
}
