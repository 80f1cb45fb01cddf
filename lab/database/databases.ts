import type { Clock } from '../../core/index.ts';
import type { AgentTarget, City } from '../../inventory/index.ts';
import type { Faults } from '../faults/model.ts';
import type { World } from '../faults/world.ts';
import { answerOf, databaseVersion } from './answers.ts';
import type { DatabaseAccess } from './model.ts';
import { createDatabasePair, type DatabasePair } from './pair.ts';
import { scramVerifier } from './scram.ts';
import { type DatabaseServer, startDatabase } from './server.ts';

export interface DatabasesOptions {
  readonly city: City;
  readonly access: DatabaseAccess;
  readonly clock: Clock;
  /** City time: it never steps back. */
  now(): number;
  readonly seed: number;
  hostOf(address: string): string;
  /** Ports to take again after a restart; any other is a free one. */
  readonly ports: ReadonlyMap<string, number>;
}

/** The databases of the city's pairs that stand by with PostgreSQL's own replication, each on a socket of its own. */
export interface Databases {
  /** By the device that each runs on. */
  readonly targets: ReadonlyMap<string, AgentTarget>;
  apply(faults: Faults, world: World): void;
  /**
   * A planned switch of a pair, or the promotion of its standby when the primary is gone: the device that is primary now, or undefined when
   * nothing changed.
   */
  switchOver(pairId: string): string | undefined;
  stop(): Promise<void>;
}

/** Starts a server for each member. Rejects when a port cannot be had; nothing is left open then. */
export async function startDatabases(options: DatabasesOptions): Promise<Databases> {
  const { city, access, clock, now, seed, hostOf, ports } = options;
  const verifier = scramVerifier(access.password);
  const servers = new Map<string, DatabaseServer>();
  const pairs = new Map<string, DatabasePair>();
  const byPair = new Map<string, DatabasePair>();
  let world: World | undefined;
  const addressOf = (deviceId: string) => city.devices.get(deviceId)?.address ?? '';
  const stop = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  };
  try {
    for (const pair of city.hostPairs.values()) {
      if (pair.standby !== 'postgresql') continue;
      const made = createDatabasePair(pair, addressOf, { seed, now: now() });
      byPair.set(pair.id, made);
      for (const deviceId of [pair.memberA, pair.memberB]) {
        pairs.set(deviceId, made);
        const server = await startDatabase({
          host: hostOf(addressOf(deviceId)),
          port: ports.get(deviceId) ?? 0,
          access,
          verifier,
          version: databaseVersion,
          clock,
          behaviour: () => ({
            isMute: world?.isReached(deviceId) === false,
            delayMs: world?.delayMs(deviceId) ?? 0,
            answer: (statement) => answerOf(statement, made.at(deviceId, now()), now()),
          }),
        });
        servers.set(deviceId, server);
      }
    }
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return {
    targets: new Map([...servers].map(([id, { port }]) => [id, { host: hostOf(addressOf(id)), port }])),
    stop,
    switchOver: (pairId) => byPair.get(pairId)?.switchOver(now()),
    apply(faults, next) {
      world = next;
      const at = now();
      for (const pair of byPair.values()) pair.apply(faults, next, at);
      for (const [deviceId, server] of servers) {
        // Without power, too, the wire answers nobody: that is silence, as from a host that is gone, and no refusal.
        const runs = !next.hasPower(deviceId) || pairs.get(deviceId)?.at(deviceId, at).runs === true;
        // Somebody else may have taken the port of one that was stopped: it stays so until the next command.
        server.run(runs).catch(() => {});
      }
    },
  };
}
