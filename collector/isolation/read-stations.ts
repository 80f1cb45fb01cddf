import { bridgePortTable, bridgeTables } from '../snmp/one-shot/bridge-tables.ts';
import type { OneShotRow, TableSpec } from '../snmp/one-shot/table-spec.ts';
import { vlanTables } from '../snmp/one-shot/vlan-tables.ts';
import { numberOf, present, textOf } from './fields.ts';
import type { SeenStation, TableReading } from './model.ts';
import { type IsolationTools, merged, only, outcomeOfAll, sourceOf, type Walked } from './walk.ts';

/** By VLAN first: what the plain table tells again says less. */
const tables = [...bridgeTables].reverse();

/** What both forwarding tables hold, at the stable names of their ports, each with its VLAN where the device tells it. */
export async function readStations({ walk, portNames }: IsolationTools): Promise<TableReading<SeenStation>> {
  const walked: { readonly spec: TableSpec; readonly walked: Walked }[] = [];
  for (const spec of tables) walked.push({ spec, walked: await walk([spec], ['port']) });
  const offered = walked.some(({ walked: { rows } }) => rows.length > 0);
  // A device without stations is not asked what its bridge ports are.
  const base: Walked = offered ? await walk([bridgePortTable], ['ifIndex']) : { walks: [], rows: [] };
  const vlanOf = offered ? await readVlans(walk) : new Map<number, number>();
  const ifIndexes = new Map(base.rows.map((row) => [numberOf(row, 'port'), numberOf(row, 'ifIndex')]));
  const parts = walked.map(({ spec, walked: one }) => ({
    walked: one,
    rows: one.rows.flatMap((row) => seenOf(spec, row, { ifIndexes, portNames, vlanOf })),
  }));
  const reading = merged(parts, ({ mac, port }) => `${mac} ${port}`);
  // Ports without names are stations at nobody's port: a cut there is a cut here. A device may lack the table.
  const ports = base.walks.filter(({ outcome }) => outcome !== 'not-offered');
  return { ...reading, outcome: outcomeOfAll([...reading.walks, ...ports]), walks: [...reading.walks, ...ports] };
}

/** dot1qVlanCurrentTable tells which VLAN a forwarding database is of; an ornament, so how it ended does not count. */
async function readVlans(walk: IsolationTools['walk']): Promise<ReadonlyMap<number, number>> {
  const [table] = vlanTables;
  const vlans = new Map<number, number>();
  const { rows } = table === undefined ? { rows: [] } : await walk([only(table, 'fdbId')]);
  for (const row of rows) {
    const fdbId = numberOf(row, 'fdbId');
    const vlan = numberOf(row, 'vlan');
    if (fdbId !== undefined && vlan !== undefined) vlans.set(fdbId, vlan);
  }
  return vlans;
}

interface Names {
  readonly ifIndexes: ReadonlyMap<number | undefined, number | undefined>;
  readonly portNames: ReadonlyMap<number, string>;
  readonly vlanOf: ReadonlyMap<number, number>;
}

function seenOf(spec: TableSpec, row: OneShotRow, { ifIndexes, portNames, vlanOf }: Names): readonly SeenStation[] {
  const mac = textOf(row, 'mac');
  // An entry that has aged and not gone yet is nobody who is there.
  if (mac === '' || row.status === 'invalid') return [];
  const bridgePort = numberOf(row, 'port') ?? 0;
  const ifIndex = ifIndexes.get(bridgePort);
  const name = ifIndex === undefined ? undefined : (portNames.get(ifIndex) ?? `if${ifIndex}`);
  return [
    {
      mac,
      port: name ?? `port${bridgePort}`,
      ...present('ifIndex', ifIndex),
      ...present('vlan', vlanOf.get(numberOf(row, 'fdbId') ?? -1)),
      status: statusOf(row),
      source: sourceOf([spec], row, 'port', 'mac'),
    },
  ];
}

function statusOf({ status }: OneShotRow): SeenStation['status'] {
  if (status === undefined) return 'learned';
  return status === 'learned' || status === 'self' || status === 'mgmt' ? status : 'other';
}
