import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AgentTarget, HostPair } from '../../../inventory/index.ts';
import { listen } from '../../listen.ts';

/** Connections of one service at a time; a probe needs one. */
const maxConnections = 32;
const idleMs = 5_000;

/** What stands behind the pairs' virtual addresses: one small HTTP answer for each. */
export interface PairServices {
  /** By the pair's id. */
  readonly targets: ReadonlyMap<string, AgentTarget>;
  stop(): Promise<void>;
}

/**
 * Serves each pair's page on a port of its own of 127.0.0.1: `ready MEMBER`, the member in the header `x-member`. While nobody
 * answers through the virtual address, the connection is broken off. Rejects when a port cannot be bound; nothing is left then.
 */
export async function startPairServices(deps: {
  readonly pairs: Iterable<HostPair>;
  /** Ports to take again after a restart. */
  readonly ports: ReadonlyMap<string, number>;
  readonly servedBy: (pairId: string) => string | undefined;
}): Promise<PairServices> {
  const servers = new Map<string, Server>();
  const stop = async (): Promise<void> => {
    await Promise.all(
      [...servers.values()].map((server) => {
        server.closeAllConnections();
        return new Promise<void>((resolve) => server.close(() => resolve()));
      }),
    );
  };
  try {
    for (const { id, standby } of deps.pairs) {
      if (standby !== 'vrrp') continue;
      const server = createServer((request, response) => {
        const member = deps.servedBy(id);
        if (member === undefined) return void request.socket.destroy();
        response.writeHead(200, { 'content-type': 'text/plain', 'x-member': member, connection: 'close' });
        response.end(`ready ${member}\n`);
      });
      server.maxConnections = maxConnections;
      server.setTimeout(idleMs);
      await listen(server, deps.ports.get(id) ?? 0);
      servers.set(id, server);
    }
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  const portOf = (server: Server) => (server.address() as AddressInfo).port;
  return {
    targets: new Map([...servers].map(([id, server]) => [id, { host: '127.0.0.1', port: portOf(server) }])),
    stop,
  };
}
