import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../core/index.ts';
import { createConversation } from './conversation.ts';
import { type DatabaseAccess, type DatabaseBehaviour, databaseBounds } from './model.ts';
import type { ScramVerifier } from './scram.ts';

export interface DatabaseServerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly access: DatabaseAccess;
  readonly verifier: ScramVerifier;
  readonly version: string;
  readonly clock: Clock;
  behaviour(): DatabaseBehaviour;
}

/** A database of the lab on a TCP socket. */
export interface DatabaseServer {
  readonly port: number;
  /** Listens, or does not: then nobody can connect and whoever was connected is not. Always on the same port. */
  run(runs: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts to listen. Rejects when the port cannot be had. */
export async function startDatabase(options: DatabaseServerOptions): Promise<DatabaseServer> {
  const { host, clock, behaviour } = options;
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = options.port;
  /** Changes wait for each other: a port is free again only when the last listener has gone. */
  let last: Promise<void> = Promise.resolve();

  function serve(socket: Socket): void {
    if (sockets.size >= databaseBounds.connections) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    const conversation = createConversation(options);
    socket.setTimeout(databaseBounds.idleMs, () => socket.destroy());
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      const { isMute, delayMs } = behaviour();
      if (isMute) return;
      const { reply, ends } = conversation.take(chunk);
      const answer = (): void => {
        if (socket.destroyed) return;
        if (ends) socket.end(reply);
        else socket.write(reply);
      };
      if (delayMs === 0) answer();
      else clock.after(delayMs, answer);
    });
  }

  function listen(): Promise<void> {
    if (server !== undefined) return Promise.resolve();
    const made = createServer(serve);
    return new Promise((resolve, reject) => {
      made.once('error', reject);
      made.listen(port, host, () => {
        const address = made.address();
        if (address !== null && typeof address !== 'string') port = address.port;
        made.off('error', reject);
        made.on('error', () => {});
        server = made;
        resolve();
      });
    });
  }

  function silence(): Promise<void> {
    const listening = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    return listening === undefined ? Promise.resolve() : new Promise((resolve) => listening.close(() => resolve()));
  }

  await listen();
  const run = (runs: boolean): Promise<void> => {
    last = last.then(
      () => (runs ? listen() : silence()),
      () => (runs ? listen() : silence()),
    );
    return last;
  };
  return {
    get port() {
      return port;
    },
    run,
    stop: () => run(false),
  };
}
