import { neighbourTables } from '../snmp/one-shot/ip-tables.ts';
import type { OneShotRow, TableSpec } from '../snmp/one-shot/table-spec.ts';
import { addressOf, numberOf, textOf } from './fields.ts';
import type { SeenNeighbour, TableReading } from './model.ts';
import { merged, notAlone, sourceOf, type Walk, type WalkedPart, walkTable } from './walk.ts';

/** ARP and ND, the old table before the newer ones: a row that tells address, interface and MAC again is told once. */
export async function readNeighbours(walk: Walk): Promise<TableReading<SeenNeighbour>> {
  const parts: WalkedPart<SeenNeighbour>[] = [];
  for (const spec of neighbourTables)
    parts.push(await walkTable(walk, spec, ['address', 'ifIndex', 'mac', 'type'], (row) => seenOf(spec, row)));
  const reading = merged(parts, ({ ifIndex, address, mac }) => `${ifIndex} ${address} ${mac}`);
  return notAlone(reading, 'ipv6NetToMediaTable');
}

function seenOf(spec: TableSpec, row: OneShotRow): readonly SeenNeighbour[] | undefined {
  const address = addressOf(row, 'address');
  if (address === undefined) return undefined;
  return [
    {
      address,
      mac: textOf(row, 'mac'),
      ifIndex: numberOf(row, 'ifIndex') ?? 0,
      kind: kindOf(row),
      source: sourceOf([spec], row, 'address', 'mac'),
    },
  ];
}

function kindOf({ type, state }: OneShotRow): SeenNeighbour['kind'] {
  if (type === 'invalid' || state === 'invalid' || state === 'incomplete') return 'invalid';
  return type === 'dynamic' || type === 'static' ? type : 'other';
}
