import { type Clock, errorText } from '../../core/index.ts';
import type { PollFault } from '../observation.ts';
import { Cells } from '../snmp/cells.ts';
import { bridgePortTable, bridgeTables, lldpTable } from '../snmp/one-shot/bridge-tables.ts';
import { readSpecs, type SpecReading } from '../snmp/one-shot/read-spec.ts';
import type { OneShotRow, TableSpec } from '../snmp/one-shot/table-spec.ts';
import { readScalars } from '../snmp/scalars.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import { decodeMac } from '../snmp/text.ts';
import { type TopologyIdentity, type TopologyReading, topologyBounds } from './model.ts';
import { neighboursOf, portNamesOf, portsOf, serialsOf, stationsOf } from './rows.ts';
import { entityTable, lldpLocalPortTable, portTables } from './tables.ts';

const oid = {
  sysObjectID: '1.3.6.1.2.1.1.2.0',
  sysName: '1.3.6.1.2.1.1.5.0',
  baseBridgeAddress: '1.3.6.1.2.1.17.1.1.0',
  lldpChassisSubtype: '1.0.8802.1.1.2.1.3.1.0',
  lldpChassisId: '1.0.8802.1.1.2.1.3.2.0',
} as const;
/** LldpChassisIdSubtype: the chassis id is a MAC. */
const chassisIsMac = 4;

interface TopologyPoll {
  readonly session: SnmpSession;
  readonly clock: Clock;
  readonly deviceId: string;
}

/**
 * Asks one device who it is and who stands next to it: serial numbers, MACs, LLDP, forwarding table. Never rejects: what
 * could not be read is absent, and `faults` says why.
 */
export async function readTopology({ session, clock, deviceId }: TopologyPoll): Promise<TopologyReading> {
  const startedAt = clock.now();
  const faults: PollFault[] = [];
  const finish = (said: Partial<TopologyReading>, silent = false): TopologyReading => {
    const harmless = faults.every(({ reason }) => reason === 'not-offered' || reason === 'bad-value');
    const outcome = silent ? 'silent' : harmless ? 'answered' : 'partial';
    return { deviceId, startedAt, finishedAt: clock.now(), outcome, faults, ...said };
  };
  try {
    const scalars = await readScalars(session, 'system', Object.values(oid));
    if (scalars.fault !== undefined) {
      faults.push(scalars.fault);
      return finish({}, true);
    }
    const read = async (specs: readonly [TableSpec, ...TableSpec[]]): Promise<readonly OneShotRow[] | undefined> => {
      const reading = await readSpecs({ session, clock }, specs);
      faults.push(...reading.faults);
      return isWhole(reading) ? reading.rows : undefined;
    };
    const ports = await read(portTables);
    // A device that falls silent half-way is not asked six times more.
    if (ports === undefined) return finish({});
    const entities = await read([entityTable]);
    const localPorts = await read([lldpLocalPortTable]);
    const remotes = await read([lldpTable]);
    const bridgePorts = await read([bridgePortTable]);
    const plain = await read([bridgeTables[0] as TableSpec]);
    const byVlan = await read([bridgeTables[1] as TableSpec]);
    const names = portNamesOf(ports);
    const cut = (list: readonly unknown[], most: number, part: string): void => {
      if (list.length > most)
        faults.push({ reason: 'truncated-table', part, detail: `${list.length} rows; ${most} kept` });
    };
    const cells = new Cells('system');
    const chassis = scalars.values.get(oid.lldpChassisId);
    const subtype = cells.integer(scalars.values.get(oid.lldpChassisSubtype), 'lldpLocChassisIdSubtype');
    const bridgeMac = cells.mac(scalars.values.get(oid.baseBridgeAddress), 'dot1dBaseBridgeAddress');
    const chassisMac = subtype === chassisIsMac && chassis?.type === 'octets' ? decodeMac(chassis.value) : undefined;
    const baseMac = bridgeMac ?? chassisMac;
    const identity: TopologyIdentity | undefined =
      entities === undefined
        ? undefined
        : {
            sysName: cells.text(scalars.values.get(oid.sysName), 'sysName') ?? '',
            sysObjectID: cells.oid(scalars.values.get(oid.sysObjectID), 'sysObjectID') ?? '',
            serials: serialsOf(entities),
            ...(baseMac === undefined ? {} : { baseMac }),
          };
    faults.push(...cells.faults());
    const neighbours =
      remotes === undefined || localPorts === undefined ? undefined : neighboursOf(remotes, localPorts, names);
    const stations =
      bridgePorts === undefined || (plain === undefined && byVlan === undefined)
        ? undefined
        : stationsOf([...(plain ?? []), ...(byVlan ?? [])], bridgePorts, names);
    const allPorts = portsOf(ports, names);
    cut(allPorts, topologyBounds.ports, 'ifTable');
    cut(neighbours ?? [], topologyBounds.neighbours, 'lldpRemTable');
    cut(stations ?? [], topologyBounds.stations, 'dot1dTpFdbTable');
    return finish({
      ports: allPorts.slice(0, topologyBounds.ports),
      ...(identity === undefined ? {} : { identity }),
      ...(neighbours === undefined ? {} : { neighbours: neighbours.slice(0, topologyBounds.neighbours) }),
      ...(stations === undefined ? {} : { stations: stations.slice(0, topologyBounds.stations) }),
    });
  } catch (thrown) {
    faults.push({ reason: 'internal', part: 'topology', detail: errorText(thrown).slice(0, 200) });
    return finish({});
  }
}

/** A table that the device does not have was read: it has no rows. */
function isWhole({ faults }: SpecReading): boolean {
  return faults.every(({ reason }) => reason === 'not-offered' || reason === 'bad-value');
}
