import type { OneShotRow, TableSpec } from '../snmp/one-shot/table-spec.ts';
import { tcpTables } from '../snmp/one-shot/transport-tables.ts';
import { addressOf, numberOf, textOf } from './fields.ts';
import type { SeenConnection, TableReading } from './model.ts';
import { merged, only, sourceOf, type Walk, type WalkedPart, walkTable } from './walk.ts';

/** TCP connections of the device itself. Ports are told so that two connections between the same hosts stay two. */
export async function readConnections(walk: Walk): Promise<TableReading<SeenConnection>> {
  const parts: WalkedPart<SeenConnection>[] = [];
  for (const table of tcpTables) {
    const spec = only(table, 'state', 'localAddress', 'localPort', 'remoteAddress', 'remotePort');
    parts.push(await walkTable(walk, spec, ['state', 'remoteAddress'], (row) => seenOf(spec, row)));
  }
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
      remotePort: numberOf(row, 'remotePort') ?? 0,
      state,
      source: sourceOf([spec], row, 'remoteAddress', 'state'),
    },
  ];
}
