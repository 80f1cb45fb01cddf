import type { Clock } from '../../core/index.ts';
import { pairLimits } from '../pair-limits.ts';
import { type Access, createConnection, type Row, type SqlValue } from './connection.ts';
import { currentTimeline, schemaSql } from './schema.ts';

/** How one server was when it was last asked. */
export interface ServerState {
  readonly host: string;
  readonly port: number;
  readonly at: string | undefined;
  readonly condition: 'primary' | 'replica' | 'unreachable';
  /** Of a primary only. */
  readonly timeline: number | undefined;
  /** Why it is unreachable, in the server's or the system's words. */
  readonly detail?: string;
}

/** `lease` is kept free of large statements, so that a renewal never waits behind a batch of the journal. */
export type Channel = 'lease' | 'journal';

/** The servers of the pair, as one: statements go to the primary of the highest timeline. */
export interface Database {
  /** Asks every server what it is; at once, each bounded. */
  probe(): Promise<readonly ServerState[]>;
  /** Asks one. */
  probeAt(at: string): Promise<void>;
  states(): readonly ServerState[];
  /** Runs a statement on the primary. @throws when none is known or it does not answer. */
  run(channel: Channel, text: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Runs a statement on the server of one instance's host, whatever that is. @throws when there is none or no answer. */
  runAt(at: string, text: string, values?: readonly SqlValue[], timeoutMs?: number): Promise<readonly Row[]>;
  close(): Promise<void>;
}

const stateSql = `SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE ${currentTimeline} END AS timeline`;

export function createDatabase(deps: {
  readonly accesses: readonly Access[];
  readonly clock: Clock;
  /** An answer of the lease that takes longer counts as none. */
  readonly leaseMs?: number;
}): Database {
  const { accesses, clock, leaseMs = pairLimits.statementMs } = deps;
  const servers = accesses.map((access) => ({
    access,
    lease: createConnection(access, clock),
    journal: createConnection(access, clock),
    schemaTimeline: undefined as number | undefined,
    state: unreachable(access, 'not asked yet'),
  }));
  type Server = (typeof servers)[number];

  const look = async (server: Server): Promise<ServerState> => {
    const { access } = server;
    try {
      const [row] = await server.lease.run(stateSql, [], leaseMs);
      const timeline = row?.timeline === null || row?.timeline === undefined ? undefined : Number(row.timeline);
      const { host, port, at } = access;
      server.state = { host, port, at, condition: timeline === undefined ? 'replica' : 'primary', timeline };
      if (timeline !== undefined && server.schemaTimeline !== timeline) await makeSchema(server, timeline);
    } catch (error) {
      server.state = unreachable(access, error instanceof Error ? error.message : String(error));
    }
    return server.state;
  };

  /** Two that come at the same time stumble over each other in the catalogue: the second finds it made. */
  const makeSchema = async (server: Server, timeline: number): Promise<void> => {
    await server.lease.run(schemaSql).catch(() => server.lease.run(schemaSql));
    server.schemaTimeline = timeline;
  };

  const primary = (): Server | undefined =>
    servers
      .filter(({ state }) => state.condition === 'primary')
      .sort((a, b) => (b.state.timeline ?? 0) - (a.state.timeline ?? 0))[0];

  return {
    probe: () => Promise.all(servers.map(look)),
    async probeAt(at) {
      await Promise.all(servers.filter(({ access }) => access.at === at).map(look));
    },
    states: () => servers.map(({ state }) => state),
    async run(channel, text, values = []) {
      if (primary() === undefined) await Promise.all(servers.map(look));
      const server = primary();
      if (server === undefined) throw new Error('no primary');
      try {
        return await server[channel].run(text, values, channel === 'lease' ? leaseMs : undefined);
      } catch (error) {
        // It may be a replica by now, or gone: looked at before the next statement.
        server.state = unreachable(server.access, error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
    async runAt(at, text, values = [], timeoutMs) {
      const server = servers.find(({ access }) => access.at === at);
      if (server === undefined) throw new Error(`no server at ${at}`);
      return server.lease.run(text, values, timeoutMs);
    },
    async close() {
      await Promise.all(servers.flatMap(({ lease, journal }) => [lease.close(), journal.close()]));
    },
  };
}

function unreachable({ host, port, at }: Access, detail: string): ServerState {
  return { host, port, at, condition: 'unreachable', timeline: undefined, detail };
}
