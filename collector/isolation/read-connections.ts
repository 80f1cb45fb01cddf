import type { OneShotRow, TableSpec } from '../snmp/one-shot/table-spec.ts';
import { tcpTables } from '../snmp/one-shot/transport-tables.ts';
import { numberOf, textOf } from './fields.ts';
import type { SeenConnection, TableReading } from './model.ts';
import { merged, only, sourceOf, type Walk } from './walk.ts';

/** TCP connections of the device itself. Ports are told so that two connections between the same hosts stay two. */
export async function readConnections(walk: Walk): Promise<TableReading<SeenConnection>> {
  const parts: { walked: Awaited<ReturnType<Walk>>; rows: readonly SeenConnection[] }[] = [];
  for (const table of tcpTables) {
    const spec = only(table, 'state', 'localAddress', 'localPort', 'remoteAddress', 'remotePort');
    const walked = await walk([spec], ['state', 'remoteAddress']);
    parts.push({ walked, rows: walked.rows.flatMap((row) => seenOf(spec, row)) });
  }
  return merged(parts, (row) => `${row.localAddress} ${row.localPort} ${row.remoteAddress} ${row.remotePort}`);
}

function seenOf(spec: TableSpec, row: OneShotRow): readonly SeenConnection[] {
  const remoteAddress = textOf(row, 'remoteAddress');
  if (remoteAddress === '') return [];
  return [
    {
      localAddress: textOf(row, 'localAddress'),
      localPort: numberOf(row, 'localPort') ?? 0,
      remoteAddress,
      remotePort: numberOf(row, 'remotePort') ?? 0,
      state: textOf(row, 'state'),
      source: sourceOf([spec], row, 'remoteAddress', 'state'),
    },
  ];
}
