import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { errorText } from '../../core/index.ts';
import type { ListenAddress, TlsMaterial } from '../../inventory/index.ts';
import type { Origin } from '../receive/udp-listener.ts';
import { type Frame, StreamFrames } from './stream-frames.ts';

/** Connections at once, of all and of one address; a connection beyond is closed and counted. */
export const maxConnections = 512;
export const maxConnectionsPerSource = 16;
/** Without a message for this long a connection is taken for dead. */
const idleMs = 3_600_000;
/** A TLS handshake takes no longer. */
const handshakeMs = 10_000;

/** A TCP or TLS socket that hears syslog. */
export interface StreamListener {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  /** Octets that wait for the rest of their message, of all connections. */
  readonly heldOctets: number;
  close(): Promise<void>;
}

/** What happens on it. None may throw. */
export interface StreamEvents {
  /** False: nothing is to be heard from this address; the connection is closed at once. */
  readonly admits: (from: Origin) => boolean;
  readonly frame: (frame: Frame, from: Origin) => void;
  /** A connection that was not taken, or that broke by TLS. */
  readonly refused: (from: Origin, reason: 'too-many-connections' | 'tls-failure', detail: string) => void;
}

/** Binds the address. Rejects when it cannot be had. With `tls` the connections are TLS 1.2 or newer (RFC 5425, RFC 9662). */
export async function listenStream(
  { host, port }: Pick<ListenAddress, 'host' | 'port'>,
  events: StreamEvents,
  tls?: TlsMaterial,
): Promise<StreamListener> {
  const open = new Map<Socket, StreamFrames>();
  const perSource = new Map<string, number>();

  /** Takes a connection of TCP in or closes it; before any handshake, so that a stranger costs nothing. */
  function admit(socket: Socket): boolean {
    const from = originOf(socket);
    socket.on('error', () => socket.destroy());
    const ofSource = perSource.get(from.address) ?? 0;
    if (!events.admits(from)) {
      turnAway(socket, from);
      return false;
    }
    if (sockets.size >= maxConnections || ofSource >= maxConnectionsPerSource) {
      events.refused(from, 'too-many-connections', `${sockets.size} connections, ${ofSource} of this address`);
      turnAway(socket, from);
      return false;
    }
    sockets.add(socket);
    perSource.set(from.address, ofSource + 1);
    socket.setKeepAlive(true, 60_000);
    socket.once('close', () => {
      sockets.delete(socket);
      const left = (perSource.get(from.address) ?? 1) - 1;
      if (left > 0) perSource.set(from.address, left);
      else perSource.delete(from.address);
    });
    return true;
  }

  function turnAway(socket: Socket, from: Origin): void {
    if (tls !== undefined) {
      turnedAway.add(nameOf(from));
      // The TLS server has its say right after this; then the name may go.
      socket.once('close', () => setImmediate(() => turnedAway.delete(nameOf(from))));
    }
    socket.destroy();
  }

  function hear(socket: Socket): void {
    const from = originOf(socket);
    const frames = new StreamFrames((frame) => events.frame(frame, from));
    open.set(socket, frames);
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      if (!frames.push(chunk)) socket.destroy();
    });
    socket.once('end', () => frames.end());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => open.delete(socket));
  }

  const sockets = new Set<Socket>();
  const turnedAway = new Set<string>();
  const server: Server =
    tls === undefined
      ? createServer((socket) => {
          if (admit(socket)) hear(socket);
        })
      : createTlsServer(
          {
            cert: tls.certificate,
            key: tls.key,
            handshakeTimeout: handshakeMs,
            minVersion: 'TLSv1.2',
            ...(tls.clientAuthority === undefined
              ? {}
              : { ca: tls.clientAuthority, requestCert: true, rejectUnauthorized: true }),
          },
          hear,
        );
  if (tls !== undefined) {
    server.on('connection', admit);
    server.on('tlsClientError', (error: Error, socket: Socket) => {
      const from = originOf(socket);
      // Who was turned away before the handshake is counted already.
      if (!turnedAway.delete(nameOf(from))) events.refused(from, 'tls-failure', tlsReason(error));
      socket.destroy();
    });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // One connection that fails (no more descriptors) is not the end of the server.
  server.on('error', () => {});
  const address = server.address();
  return {
    host,
    port: typeof address === 'object' && address !== null ? address.port : port,
    get connections() {
      return sockets.size;
    },
    get heldOctets() {
      let octets = 0;
      for (const frames of open.values()) octets += frames.heldOctets;
      return octets;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** OpenSSL's few words for what went wrong, without its addresses and file names. */
function tlsReason(error: Error): string {
  if ('reason' in error && typeof error.reason === 'string') return error.reason;
  return errorText(error).replace(/^[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]*).*$/, '$1');
}

const nameOf = ({ address, port }: Origin) => `${address} ${port}`;

const origins = new WeakMap<Socket, Origin>();

/** Once a socket is closed it no longer says who was there. */
function originOf(socket: Socket): Origin {
  const known = origins.get(socket);
  if (known !== undefined) return known;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '');
  const origin = { address, port: socket.remotePort ?? 0 };
  if (address !== '') origins.set(socket, origin);
  return origin;
}
