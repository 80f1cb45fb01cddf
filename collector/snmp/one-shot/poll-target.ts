import { type Clock, errorText } from '../../../core/index.ts';
import type { SnmpCredential } from '../../../inventory/index.ts';
import type { HostLoad, Identity, PollFault } from '../../observation.ts';
import { readHostTables } from '../host-load.ts';
import { openSession } from '../session.ts';
import type { SnmpSession } from '../snmp-session.ts';
import { readSystem } from '../system-group.ts';
import type { SnmpTarget } from '../target.ts';
import { bridgePortTable, bridgeTables, lldpTable } from './bridge-tables.ts';
import { ifTable, ifXTable } from './interface-tables.ts';
import { addressTables, neighbourTables, routeTables } from './ip-tables.ts';
import { readSpecs } from './read-spec.ts';
import type { OneShotRow, TableSpec } from './table-spec.ts';

/** Everything that a device tells, as one JSON document: one entry per row as received. */
export interface OneShot {
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly version: SnmpSession['version'];
  readonly outcome: 'answered' | 'partial' | 'silent' | 'refused';
  /** Null when nothing of the system group came. */
  readonly identity: (Partial<Identity> & { readonly ifNumber?: number; readonly ipForwarding?: number }) | null;
  readonly interfaces: readonly OneShotRow[];
  readonly addresses: readonly OneShotRow[];
  readonly neighbours: readonly OneShotRow[];
  readonly bridge: readonly OneShotRow[];
  readonly bridgePorts: readonly OneShotRow[];
  readonly routes: readonly OneShotRow[];
  readonly lldp: readonly OneShotRow[];
  readonly host: HostLoad | null;
  /** What is not there and why; `not-offered` is the device's right, anything else a trouble. */
  readonly missing: readonly PollFault[];
  readonly requests: number;
  readonly responses: number;
  readonly values: number;
  readonly durationMs: number;
}

export interface TargetPoll {
  readonly target: SnmpTarget;
  readonly credential: SnmpCredential;
  readonly clock: Clock;
  readonly timeoutMs?: number;
  readonly retries?: number;
  /** Called after each table. */
  readonly onProgress?: (step: { readonly part: string; readonly rows: number }) => void;
  /** For tests: a session instead of a new one; it is not closed. */
  readonly session?: SnmpSession;
}

type RowKey = 'interfaces' | 'addresses' | 'neighbours' | 'bridge' | 'bridgePorts' | 'routes' | 'lldp';

/** In the order of asking; tables in one group share their index and travel in one GETBULK. */
const plan: readonly (readonly [RowKey, readonly (readonly [TableSpec, ...TableSpec[]])[]])[] = [
  ['interfaces', [[ifTable, ifXTable]]],
  ['addresses', addressTables.map((spec) => [spec] as const)],
  ['neighbours', neighbourTables.map((spec) => [spec] as const)],
  ['bridge', bridgeTables.map((spec) => [spec] as const)],
  ['bridgePorts', [[bridgePortTable]]],
  ['routes', routeTables.map((spec) => [spec] as const)],
  ['lldp', [[lldpTable]]],
];

/** After so many tables in a row that ended in silence the device is taken for gone. */
const silencesUntilGone = 2;

/** Asks one device for everything, once. Never rejects: what is missing and why is in `missing`. */
export async function pollTarget(poll: TargetPoll): Promise<OneShot> {
  const session = poll.session ?? openSession(poll);
  try {
    return await ask(poll, session);
  } finally {
    if (poll.session === undefined) session.close();
  }
}

async function ask(poll: TargetPoll, session: SnmpSession): Promise<OneShot> {
  const { clock, target } = poll;
  const startedAt = clock.monotonicMs();
  const rows: Record<RowKey, OneShotRow[]> = {
    interfaces: [],
    addresses: [],
    neighbours: [],
    bridge: [],
    bridgePorts: [],
    routes: [],
    lldp: [],
  };
  const missing: PollFault[] = [];
  let identity: OneShot['identity'] = null;
  let host: HostLoad | null = null;
  let values = 0;
  let outcome: OneShot['outcome'] = 'answered';
  try {
    const system = await readSystem(session, { host: true, routing: true });
    missing.push(...system.faults);
    values += system.values;
    const { ifNumber, ipForwarding } = system;
    const told = {
      ...system.partialIdentity,
      ...(ifNumber === undefined ? {} : { ifNumber }),
      ...(ipForwarding === undefined ? {} : { ipForwarding }),
    };
    if (Object.keys(told).length > 0) identity = told;
    poll.onProgress?.({ part: 'system', rows: 1 });
    if (system.failed) outcome = session.tally.responses > 0 ? 'refused' : 'silent';
    else {
      values += await readPlan(poll, session, rows, missing);
      const load = await readHostTables({ session, clock, scalars: system.host, expectedRows: undefined, bounds: {} });
      missing.push(...load.faults);
      values += load.values;
      if (Object.keys(load.load).length > 0) host = load.load;
      poll.onProgress?.({ part: 'hrStorageTable', rows: load.rows });
    }
  } catch (thrown) {
    missing.push({ reason: 'internal', part: 'poll', detail: errorText(thrown).slice(0, 200) });
  }
  const harmless = missing.every(({ reason }) => reason === 'not-offered' || reason === 'bad-value');
  if (outcome === 'answered' && !harmless) outcome = 'partial';
  missing.push(...session.takeNotes());
  return {
    target: `${target.transport}:${target.transport === 'udp6' ? `[${target.host}]` : target.host}:${target.port}`,
    at: new Date(clock.now()).toISOString(),
    version: session.version,
    outcome,
    identity,
    ...rows,
    host,
    missing,
    requests: session.tally.requests,
    responses: session.tally.responses,
    values,
    durationMs: Math.round(clock.monotonicMs() - startedAt),
  };
}

async function readPlan(
  poll: TargetPoll,
  session: SnmpSession,
  rows: Record<RowKey, OneShotRow[]>,
  missing: PollFault[],
): Promise<number> {
  let values = 0;
  let silences = 0;
  for (const [key, groups] of plan) {
    for (const specs of groups) {
      if (silences >= silencesUntilGone) {
        missing.push({ reason: 'timeout', part: specs[0].table, detail: 'not asked: the device had fallen silent' });
        continue;
      }
      const reading = await readSpecs({ session, clock: poll.clock }, specs);
      silences = reading.faults.some(({ reason }) => reason === 'timeout') ? silences + 1 : 0;
      for (const row of reading.rows) rows[key].push(row);
      missing.push(...reading.faults);
      values += reading.values;
      poll.onProgress?.({ part: specs[0].table, rows: reading.rows.length });
    }
  }
  return values;
}
