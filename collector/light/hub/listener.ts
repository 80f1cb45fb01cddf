/** The hub's own listener for collectors: TLS 1.3 with certificates of both sides, small requests, and connections that end at once. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock, Log } from '../../../core/index.ts';
import type { ListenAddress } from '../../../inventory/index.ts';
import { cannotListen } from '../../receive/listen-address.ts';
import { lightBounds } from '../limits.ts';
import { paths } from '../wire.ts';
import type { Authority } from './authority.ts';

/** Who asks: the serial number of his certificate where our authority made it, and his address. */
export interface Asking {
  readonly serial: string | undefined;
  readonly address: string;
}

/** What the listener does not decide itself: answers are JSON with their HTTP status. */
export type LightDoor = Readonly<
  Record<
    keyof typeof paths,
    (body: unknown, asking: Asking) => Promise<{ readonly status: number; readonly body: unknown }>
  >
>;

export interface LightListener {
  readonly host: string;
  readonly port: number;
  /** Ends every connection whose certificate has one of these serial numbers. */
  drop(serials: ReadonlySet<string>): void;
  connected(): ReadonlySet<string>;
  close(): Promise<void>;
}

const headersMs = 10_000;
const requestMs = 20_000;
/** A connection stays open between two requests of a collector. */
const keepAliveMs = 60_000;
const dayMs = 86_400_000;

/**
 * Listens. The certificate is made anew in time, also while it runs.
 * @throws UserError when the address cannot be had.
 */
export async function listenLight(deps: {
  readonly address: ListenAddress;
  readonly authority: Authority;
  readonly door: LightDoor;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<LightListener> {
  const { address, authority, door, clock, log } = deps;
  const sockets = new Map<TLSSocket, string | undefined>();
  const material = () => {
    const { certificate, key } = authority.issueServer();
    // The authority's own goes along, so that a collector which only knows its fingerprint can look at it.
    return { key, cert: `${certificate}${authority.certificate}`, ca: authority.certificate };
  };
  const server: Server = createServer({
    ...material(),
    requestCert: true,
    // Who has none may enrol; what every request may do is decided by its certificate.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.3',
    maxHeaderSize: 8_192,
  });
  server.headersTimeout = headersMs;
  server.requestTimeout = requestMs;
  server.keepAliveTimeout = keepAliveMs;
  server.maxConnections = lightBounds.connections;
  server.on('secureConnection', (socket: TLSSocket) => {
    sockets.set(socket, serialOf(socket));
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (error: Error, socket: TLSSocket) => {
    log.debug({ address: socket.remoteAddress, reason: error.message }, 'light-handshake-failed');
    socket.destroy();
  });
  server.on('clientError', (_error: Error, socket) => socket.destroy());
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, door).catch((error: unknown) => {
      log.error({ reason: error instanceof Error ? error.message : String(error) }, 'light-request-failed');
      if (!response.headersSent) send(response, 500, { ok: false, fault: 'busy' });
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(address, error)));
    server.listen(address.port, address.host, resolve);
  });
  let cancel = clock.after(dayMs, renew);
  function renew(): void {
    server.setSecureContext(material());
    cancel = clock.after(dayMs, renew);
  }
  const { port } = server.address() as AddressInfo;
  return {
    host: address.host,
    port,
    drop(serials) {
      for (const [socket, serial] of sockets) if (serial !== undefined && serials.has(serial)) socket.destroy();
    },
    connected: () => new Set([...sockets.values()].flatMap((serial) => serial ?? [])),
    async close() {
      cancel();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const socket of sockets.keys()) socket.destroy();
      await closed;
    },
  };
}

/** Of a certificate that our authority made and that holds now; undefined for any other, or none. */
function serialOf(socket: TLSSocket): string | undefined {
  return socket.authorized ? socket.getPeerX509Certificate()?.serialNumber : undefined;
}

async function answer(request: IncomingMessage, response: ServerResponse, door: LightDoor): Promise<void> {
  const verb = (Object.keys(paths) as (keyof typeof paths)[]).find((one) => paths[one] === request.url);
  if (request.method !== 'POST' || verb === undefined) return send(response, 404, { ok: false, fault: 'refused' });
  const body = await bodyOf(request);
  if (body === undefined) {
    // What is too long is not read to its end.
    response.setHeader('connection', 'close');
    return send(response, 413, { ok: false, fault: 'refused' });
  }
  const socket = request.socket as TLSSocket;
  const asking = { serial: serialOf(socket), address: socket.remoteAddress ?? '' };
  const { status, body: said } = await door[verb](parsed(body), asking);
  // Who is not let in holds no connection either.
  if (status === 403) response.setHeader('connection', 'close');
  send(response, status, said);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** The whole body; undefined when it is longer than allowed. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > lightBounds.requestBytes) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
