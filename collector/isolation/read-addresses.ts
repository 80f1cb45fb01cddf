import { addressTables } from '../snmp/one-shot/ip-tables.ts';
import type { OneShotRow, TableSpec } from '../snmp/one-shot/table-spec.ts';
import { addressOf, numberOf, present } from './fields.ts';
import type { SeenAddress, TableReading } from './model.ts';
import { merged, sourceOf, type Walk, type WalkedPart, walkTable } from './walk.ts';

/** Its unicast and anycast addresses by these tables, both where none is named; broadcast ones of ipAddressTable are nobody's. */
export async function readAddresses(walk: Walk, tables = addressTables): Promise<TableReading<SeenAddress>> {
  const parts: WalkedPart<SeenAddress>[] = [];
  for (const spec of tables) {
    // A column behind the one with the addresses shows that the walk of that one was not broken off.
    const behind = spec.columns.some(([, name]) => name === 'type') ? 'type' : 'ifIndex';
    parts.push(await walkTable(walk, spec, ['address', 'ifIndex', behind], (row) => seenOf(spec, row)));
  }
  return merged(parts, ({ address }) => address);
}

function seenOf(spec: TableSpec, row: OneShotRow): readonly SeenAddress[] | undefined {
  if (row.type === 'broadcast') return [];
  const address = addressOf(row, 'address');
  if (address === undefined) return undefined;
  return [
    {
      address,
      ...present('prefixBits', numberOf(row, 'prefixLength')),
      ...present('ifIndex', numberOf(row, 'ifIndex')),
      source: sourceOf([spec], row, 'address', 'ifIndex'),
    },
  ];
}
