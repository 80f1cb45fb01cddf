import { type Clock, errorText } from '../../core/index.ts';
import type { PollFault } from '../observation.ts';
import { Cells } from '../snmp/cells.ts';
import { readScalars } from '../snmp/scalars.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import { present } from './fields.ts';
import type { IsolationReading, TableReading } from './model.ts';
import { readAddresses } from './read-addresses.ts';
import { readAdjacencies } from './read-adjacencies.ts';
import { readConnections } from './read-connections.ts';
import { readInterfaces } from './read-interfaces.ts';
import { readNeighbours } from './read-neighbours.ts';
import { readParts } from './read-parts.ts';
import { readPeers } from './read-peers.ts';
import { readPortAccess } from './read-port-access.ts';
import { readRoutes } from './read-routes.ts';
import { readServers } from './read-servers.ts';
import { readStations } from './read-stations.ts';
import { readTranslations } from './read-translations.ts';
import { readTunnels } from './read-tunnels.ts';
import { createWalk, type IsolationTools, unasked } from './walk.ts';

const oid = {
  sysObjectID: '1.3.6.1.2.1.1.2.0',
  sysUpTime: '1.3.6.1.2.1.1.3.0',
  sysName: '1.3.6.1.2.1.1.5.0',
  ifNumber: '1.3.6.1.2.1.2.1.0',
  ipForwarding: '1.3.6.1.2.1.4.1.0',
  ipForwardNumber: '1.3.6.1.2.1.4.24.1.0',
  ipCidrRouteNumber: '1.3.6.1.2.1.4.24.3.0',
  inetCidrRouteNumber: '1.3.6.1.2.1.4.24.6.0',
} as const;

export interface IsolationAsk {
  readonly session: SnmpSession;
  readonly clock: Clock;
  readonly deviceId: string;
}

/** The parts of a reading that are tables. */
type TableName = {
  [Name in keyof IsolationReading]-?: IsolationReading[Name] extends TableReading<unknown> ? Name : never;
}[keyof IsolationReading];
type Tables = Pick<IsolationReading, TableName>;
type Said = Tables & Partial<IsolationReading> & Pick<IsolationReading, 'sysName' | 'sysObjectID'>;

/** Every table unasked, so that a reading is whole whatever came. */
const nothing: Tables = {
  interfaces: unasked,
  addresses: unasked,
  neighbours: unasked,
  routes: unasked,
  connections: unasked,
  stations: unasked,
  peers: unasked,
  parts: unasked,
  tunnels: unasked,
  adjacencies: unasked,
  translations: unasked,
  servers: unasked,
  portAccess: unasked,
};

const tableNames = Object.keys(nothing) as (keyof typeof nothing)[];

/**
 * Asks one device for all that isolation is judged by: old and new tables both, merged by key, with the outcome of each.
 * Never rejects: what could not be read is said by its table's outcome and by `faults`. A device that is silent or refuses
 * at once has tables that nobody asked, and `outcome` says so.
 */
export async function readIsolation({ session, clock, deviceId }: IsolationAsk): Promise<IsolationReading> {
  const startedAt = clock.now();
  const faults: PollFault[] = [];
  const cells = new Cells('system');
  let said: Said = { ...nothing, sysName: '', sysObjectID: '' };
  let silent = false;
  try {
    const scalars = await readScalars(session, 'system', Object.values(oid));
    const number = (name: keyof typeof oid) => cells.number(scalars.values.get(oid[name]), name);
    if (scalars.fault === undefined) {
      const forwarding = number('ipForwarding');
      said = {
        ...said,
        sysName: cells.text(scalars.values.get(oid.sysName), 'sysName') ?? '',
        sysObjectID: cells.oid(scalars.values.get(oid.sysObjectID), 'sysObjectID') ?? '',
        ...present('upTimeBeforeTicks', number('sysUpTime')),
        ...present(
          'forwarding',
          forwarding === undefined
            ? undefined
            : { on: forwarding === 1, source: { oid: oid.ipForwarding, value: String(forwarding) } },
        ),
      };
      const routes = [number('ipForwardNumber'), number('ipCidrRouteNumber'), number('inetCidrRouteNumber')];
      const expected = { interfaces: number('ifNumber'), routes: Math.max(0, ...routes.map((count) => count ?? 0)) };
      const walk = createWalk({ session, clock, onFault: (fault) => faults.push(fault) });
      const { interfaces, portNames } = await readInterfaces(walk, expected.interfaces);
      said = { ...said, interfaces };
      said = { ...said, ...(await readTables({ walk, portNames, sysObjectID: said.sysObjectID }, expected.routes)) };
      const after = await readScalars(session, 'system', [oid.sysUpTime]);
      if (after.fault !== undefined) faults.push(after.fault);
      said = {
        ...said,
        ...present('upTimeAfterTicks', cells.number(after.values.get(oid.sysUpTime), 'sysUpTime')),
      };
    } else {
      faults.push(scalars.fault);
      silent = true;
    }
  } catch (thrown) {
    faults.push({ reason: 'internal', part: 'isolation', detail: errorText(thrown).slice(0, 200) });
  }
  faults.push(...cells.faults(), ...untold(said, faults));
  const whole = tableNames.every((name) => said[name].walks.length === 0 || isWhole(said[name]));
  const harmless = whole && faults.every(({ reason }) => reason === 'not-offered' || reason === 'bad-value');
  const outcome = silent ? 'silent' : harmless ? 'answered' : 'partial';
  return { deviceId, startedAt, finishedAt: clock.now(), outcome, faults, ...said };
}

function isWhole({ outcome }: TableReading<unknown>): boolean {
  return outcome === 'read' || outcome === 'not-offered';
}

/** Tables that are not whole for what they hold or lack, where no walk had a fault to say so. */
function untold(said: Tables, faults: readonly PollFault[]): readonly PollFault[] {
  return tableNames.flatMap((name): readonly PollFault[] => {
    const { outcome, walks, rows } = said[name];
    const parts = new Set(walks.map(({ table }) => table));
    const known = faults.some(({ reason, part }) => reason !== 'not-offered' && parts.has(part));
    if (walks.length === 0 || isWhole(said[name]) || known) return [];
    const part = walks.find((walk) => walk.outcome === outcome)?.table ?? name;
    return outcome === 'malformed'
      ? [{ reason: 'bad-value', part, detail: 'rows whose address cannot be read' }]
      : [{ reason: 'truncated-table', part, detail: `${rows.length} rows, fewer than the device counts` }];
  });
}

/** Every other table, one kind of fact after the other. */
async function readTables(tools: IsolationTools, expectedRoutes: number): Promise<Partial<Tables>> {
  const { walk } = tools;
  const addresses = await readAddresses(walk);
  const neighbours = await readNeighbours(walk);
  const own = new Set(addresses.rows.map(({ address }) => address));
  const routes = await readRoutes(walk, { own, expected: expectedRoutes });
  const connections = await readConnections(walk);
  return {
    addresses,
    neighbours,
    routes,
    connections,
    stations: await readStations(tools),
    peers: await readPeers(tools),
    parts: await readParts(tools),
    tunnels: await readTunnels(tools),
    adjacencies: await readAdjacencies(tools),
    translations: await readTranslations(tools),
    servers: await readServers(tools),
    portAccess: await readPortAccess(tools),
  };
}
