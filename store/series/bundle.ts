import type { OnDamage } from '../codec/chunk.ts';
import { limits } from '../limits.ts';
import { blockOf, rawChunkMs } from './tiers.ts';

/** A raw row with its entity's number, as it is queued and bundled. */
export interface NumberedRow {
  readonly entity: number;
  readonly at: number;
  /** Null is a gap. */
  readonly values: readonly (number | null)[];
}

/** Rows of one block and one hour as JSON: `[entity, ms into the hour, values]`; instead of values, how many zeros. */
export type Bundle = readonly [block: number, span: number, body: string];

/** Bundles rows for writing, in the order given within each bundle. */
export function bundleRows(rows: readonly NumberedRow[]): Bundle[] {
  const bundles = new Map<string, { block: number; span: number; rows: unknown[] }>();
  for (const { entity, at, values } of rows) {
    const block = blockOf(entity);
    const span = Math.floor(at / rawChunkMs) * rawChunkMs;
    const key = `${block} ${span}`;
    const bundle = bundles.get(key) ?? { block, span, rows: [] };
    bundles.set(key, bundle);
    bundle.rows.push([entity, at - span, values.every((value) => value === 0) ? values.length : values]);
  }
  return [...bundles.values()].map((bundle) => [bundle.block, bundle.span, JSON.stringify(bundle.rows)]);
}

/** The rows of a bundle's body; throws a RangeError on one that is none. */
export function unbundle(span: number, body: string): NumberedRow[] {
  const rows: unknown = JSON.parse(body);
  if (!Array.isArray(rows)) throw new RangeError('not a bundle');
  return rows.map((row: unknown): NumberedRow => {
    if (!Array.isArray(row)) throw new RangeError('not a bundle');
    const [entity, offset, values]: unknown[] = row;
    if (typeof entity !== 'number' || typeof offset !== 'number') throw new RangeError('not a bundle');
    return { entity, at: span + offset, values: valuesOf(values) };
  });
}

/** Reads a stored bundle; one that is damaged is reported and stands as no rows. */
export function readStoredBundle(
  { sequence, span, body }: { readonly sequence?: unknown; readonly span?: unknown; readonly body?: unknown },
  onDamage: OnDamage,
): NumberedRow[] {
  try {
    return unbundle(Number(span), String(body));
  } catch (error) {
    onDamage(Number(sequence), error);
    return [];
  }
}

function valuesOf(values: unknown): (number | null)[] {
  if (typeof values === 'number' && values >= 0 && values <= limits.maxColumns)
    return new Array<number>(values).fill(0);
  if (!Array.isArray(values)) throw new RangeError('not a bundle');
  return values.map((value: unknown) => (typeof value === 'number' ? value : null));
}
