/** What a verification found, as a text by its key (`ledger.fault.*`) with its place; shaped as core's `Message`. */
export interface Fault {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** A value, or why there is none. */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export function fine<T>(value: T): Checked<T> {
  return { ok: true, value };
}

export function faulty(name: string, params?: Fault['params']): { readonly ok: false; readonly fault: Fault } {
  const key = `ledger.fault.${name}`;
  return { ok: false, fault: params === undefined ? { key } : { key, params } };
}
