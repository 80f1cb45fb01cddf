import type { Fault } from '../../../ledger/verify/index.ts';

/** A fault of a bundle by its name; the words are `report.fault.*`. */
export function fault(name: string, params?: Fault['params']): Fault {
  const key = `report.fault.${name}`;
  return params === undefined ? { key } : { key, params };
}
