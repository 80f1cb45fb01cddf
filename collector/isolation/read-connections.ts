import { number, type OneShotRow, type TableSpec } from '../snmp/one-shot/table-spec.ts';
import { tcpTables } from '../snmp/one-shot/transport-tables.ts';
import { addressOf, numberOf, textOf } from './fields.ts';
import type { SeenConnection, TableReading } from './model.ts';
import { merged, only, sourceOf, type Walk, type WalkedPart, walkTable } from './walk.ts';

const [oldTable, newTable] = tcpTables as readonly [TableSpec, TableSpec];
/** The last column under a name that the index has not: without its cells the walk was broken off before it. */
const oldSpec: TableSpec = {
  ...oldTable,
  columns: [...only(oldTable, 'state', 'localAddress', 'remoteAddress').columns, [5, 'lastColumn', number]],
};
const newSpec = only(newTable, 'state');

/** TCP connections of the device itself. Ports are told so that two connections between the same hosts stay two. */
export async function readConnections(walk: Walk): Promise<TableReading<SeenConnection>> {
  const parts: WalkedPart<SeenConnection>[] = [];
  for (const [spec, must] of [
    [oldSpec, ['state', 'lastColumn']],
    [newSpec, ['state']],
  ] as const)
    parts.push(await walkTable(walk, spec, must, (row) => seenOf(spec, row)));
  return merged(parts, (row) => `${row.localAddress} ${row.localPort} ${row.remoteAddress} ${row.remotePort}`);
}

function seenOf(spec: TableSpec, row: OneShotRow): readonly SeenConnection[] | undefined {
  const remoteAddress = addressOf(row, 'remoteAddress');
  const state = textOf(row, 'state');
  // Who only listens has nobody at the other end.
  if (remoteAddress === undefined) return state === 'listen' || row.remoteAddress === '' ? [] : undefined;
  return [
    {
      localAddress: textOf(row, 'localAddress'),
      localPort: numberOf(row, 'localPort') ?? 0,
      remoteAddress,
      remotePort: numberOf(row, 'remotePort') ?? numberOf(row, 'lastColumn') ?? 0,
      state,
      source: sourceOf([spec], row, 'remoteAddress', 'state'),
    },
  ];
}
