import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AgentTarget } from '../../inventory/index.ts';
import type { Plan } from '../city/plan/model.ts';
import type { World } from '../faults/world.ts';
import type { LabServices } from '../services/services.ts';
import { type Reach, reachFrom } from './reach.ts';

/** Connections of all points at a time. */
const maxConnections = 512;
const idleMs = 10_000;

/** Where a client stands as at a point: an HTTP proxy that takes CONNECT (RFC 9110, 9.3.6), the point as its user (RFC 7617). */
export interface Vantage {
  readonly target: AgentTarget;
  /** From now on the world is this: what has lost its way is broken off. */
  apply(world: World): void;
  stop(): Promise<void>;
}

export interface VantageOptions {
  readonly plan: Plan;
  readonly services: Pick<LabServices, 'enter'>;
  readonly world: World;
  /** 0: any free one. */
  readonly port: number;
}

/**
 * `CONNECT 10.10.1.10:443` by the user `rulin-1` is what a client at that point gets of the declared address: the real site of the lab
 * behind it, or 504 when there is no way, and 502 when the address is nobody's. Rejects when the port cannot be bound.
 */
export async function startVantage(options: VantageOptions): Promise<Vantage> {
  const { plan, services, port } = options;
  let { world } = options;
  let known = new Map<string, Reach>();
  const open = new Map<Duplex, () => boolean>();

  /** As the world is when it is asked. */
  const reachOf =
    (pointId: string): Reach =>
    (deviceId) => {
      const reach = known.get(pointId) ?? reachFrom(pointId, plan, world);
      known.set(pointId, reach);
      return reach(deviceId);
    };

  function connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refuse = (status: string): void => void socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
    const pointId = pointOf(request);
    if (pointId === undefined || !plan.city.points.has(pointId)) {
      refuse('407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="point"');
      return;
    }
    const entry = services.enter(request.url ?? '', reachOf(pointId));
    if (entry === undefined || !entry.isServed()) {
      refuse(entry === undefined ? '502 Bad Gateway' : '504 Gateway Timeout');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    open.set(socket, entry.isServed);
    socket.once('close', () => open.delete(socket));
    entry.accept(socket);
  }

  const server = createServer((_, response) => void response.writeHead(405, { allow: 'CONNECT' }).end());
  server.on('connect', connect);
  server.on('clientError', (_, socket) => socket.destroy());
  server.maxConnections = maxConnections;
  server.requestTimeout = idleMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    target: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    apply(next) {
      world = next;
      known = new Map();
      for (const [socket, isServed] of open) if (!isServed()) socket.destroy();
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of open.keys()) socket.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The user of `Proxy-Authorization: Basic`. */
function pointOf({ headers }: IncomingMessage): string | undefined {
  const [, encoded] = /^Basic (\S+)$/i.exec(headers['proxy-authorization'] ?? '') ?? [];
  if (encoded === undefined) return undefined;
  return Buffer.from(encoded, 'base64').toString('utf8').split(':')[0];
}
