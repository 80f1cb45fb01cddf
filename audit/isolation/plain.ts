import type { JsonObject } from '../../ledger/index.ts';

/** Whatever was seen as JSON that can be spelled canonically: texts of devices without half characters. */
export function plainJson(value: object): JsonObject {
  return plain(value) as JsonObject;
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toWellFormed(), plain(member)]));
}
