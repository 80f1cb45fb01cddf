import { addressTables } from '../snmp/one-shot/ip-tables.ts';
import type { OneShotRow, TableSpec } from '../snmp/one-shot/table-spec.ts';
import { numberOf, present, textOf } from './fields.ts';
import type { SeenAddress, TableReading } from './model.ts';
import { merged, sourceOf, type Walk } from './walk.ts';

/** Its unicast and anycast addresses; broadcast ones of ipAddressTable are nobody's. */
export async function readAddresses(walk: Walk): Promise<TableReading<SeenAddress>> {
  const parts: { walked: Awaited<ReturnType<Walk>>; rows: readonly SeenAddress[] }[] = [];
  for (const spec of addressTables) {
    const walked = await walk([spec], ['address', 'ifIndex']);
    parts.push({ walked, rows: walked.rows.flatMap((row) => seenOf(spec, row)) });
  }
  return merged(parts, ({ address }) => address);
}

function seenOf(spec: TableSpec, row: OneShotRow): readonly SeenAddress[] {
  const address = textOf(row, 'address');
  if (address === '' || row.type === 'broadcast') return [];
  return [
    {
      address,
      ...present('prefixBits', numberOf(row, 'prefixLength')),
      ...present('ifIndex', numberOf(row, 'ifIndex')),
      source: sourceOf([spec], row, 'address', 'ifIndex'),
    },
  ];
}
