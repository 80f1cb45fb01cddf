import type { JsonObject } from '../../ledger/index.ts';

/** Anything here as JSON: 64-bit numbers as text, maps as objects, half characters of devices' texts replaced. */
export function jsonOf(value: object): JsonObject {
  return JSON.parse(
    JSON.stringify(value, (_, inside: unknown) => {
      if (typeof inside === 'bigint') return String(inside);
      if (typeof inside === 'string') return inside.toWellFormed();
      return inside instanceof Map ? Object.fromEntries(inside) : inside;
    }),
  ) as JsonObject;
}
