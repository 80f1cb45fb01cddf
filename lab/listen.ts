import type { Server } from 'node:http';

/** Begins to serve on 127.0.0.1; 0 is any free port. Rejects when it cannot be bound. */
export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      // What a client does to its connection is no reason to end.
      server.on('clientError', (_, socket) => socket.destroy());
      resolve();
    });
  });
}
