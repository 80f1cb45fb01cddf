import { canonicalJson, type JsonObject, type NewRecord, nodeSha256, toHex } from '../ledger/index.ts';
import { counts } from './counts.ts';
import type { InventoryDifference } from './diff.ts';
import type { Inventory } from './settings.ts';

/** What is declared, in short: the counts, and a digest that changes with anything in the city. */
export function inventoryDigest({ city }: Inventory): JsonObject {
  const plain: unknown = JSON.parse(
    JSON.stringify(city, (_, value: unknown) =>
      value instanceof Map ? Object.fromEntries(value) : typeof value === 'bigint' ? String(value) : value,
    ),
  );
  const sha256 = toHex(nodeSha256(Buffer.from(canonicalJson(plain), 'utf8')));
  return { sha256, counts: { ...counts(city) } };
}

/** What a reload changed: ids of the inventory and names of settings, never values, which may be secret. */
export function changeRecords(difference: InventoryDifference, after: Inventory): readonly NewRecord[] {
  const { settings, none, ...parts } = difference;
  const changed = Object.entries(parts).filter(
    ([, { added, removed, changed: other }]) => added.length + removed.length + other.length > 0,
  );
  const records: NewRecord[] = [];
  if (changed.length > 0) {
    const elements = Object.fromEntries(
      changed.map(([kind, { added, removed, changed: other }]) => [kind, { added, removed, changed: other }]),
    );
    records.push({
      kind: 'inventory-change',
      subject: `city ${after.city.id}`,
      body: { elements, inventory: inventoryDigest(after) },
    });
  }
  if (settings.length > 0) {
    records.push({ kind: 'configuration-change', subject: 'settings', body: { settings } });
  }
  return records;
}
