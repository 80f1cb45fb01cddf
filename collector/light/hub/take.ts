/** What of a delivery is new: pure, so that every order of kills, repeats, gaps and restored copies can be tried. */
import { digestOf, noDigest, parseRecord, type SpoolGap, type SpoolRecord } from '../record.ts';

/** Up to where everything of a collector was taken, or is known to be lost. */
export interface Taken {
  readonly spool: string;
  readonly sequence: number;
  /** Digest of the last record that was taken. */
  readonly digest: string;
}

/** What is offered. */
export interface Offer {
  readonly spool: string;
  readonly delivered: number;
  readonly before: string;
  readonly records: readonly string[];
  readonly gaps: readonly SpoolGap[];
}

export type TakeResult =
  | {
      readonly kind: 'taken';
      readonly taken: Taken;
      /** In order; none of them was taken before. */
      readonly fresh: readonly SpoolRecord[];
      readonly gaps: readonly SpoolGap[];
    }
  /** It contradicts what was taken before. */
  | { readonly kind: 'forked' }
  /** Numbers are missing that nobody explained. */
  | { readonly kind: 'behind' }
  /** It is no delivery: records that do not follow each other. */
  | { readonly kind: 'malformed' };

/**
 * Takes what was not taken before. `known` of another spool counts as nothing: the collector begins anew, and whoever calls says so.
 * Each record is bound to the one before by its digest, so a second machine with a copy of the folder never passes for the first.
 */
export function take(known: Taken | undefined, { spool, before, records, gaps }: Offer): TakeResult {
  const taken = known?.spool === spool ? known : { spool, sequence: 0, digest: noDigest };
  const found: { readonly record: SpoolRecord; readonly digest: string }[] = [];
  let digest = before;
  for (const text of records) {
    const record = parseRecord(text);
    const last = found.at(-1)?.record.s;
    if (record === undefined || record.d !== digest || (last !== undefined && record.s !== last + 1))
      return { kind: 'malformed' };
    digest = digestOf(text);
    found.push({ record, digest });
  }
  const [first] = found;
  if (first === undefined) return { kind: 'taken', taken, fresh: [], gaps: [] };
  const lost = first.record.s > taken.sequence + 1 ? covering(gaps, taken.sequence + 1, first.record.s - 1) : [];
  if (lost === undefined) return { kind: 'behind' };
  if (lost.length === 0 && !isBound(taken, first.record, before, found)) return { kind: 'forked' };
  const fresh = found.filter(({ record }) => record.s > taken.sequence);
  const newest = fresh.at(-1);
  return {
    kind: 'taken',
    taken: newest === undefined ? taken : { spool, sequence: newest.record.s, digest: newest.digest },
    fresh: fresh.map(({ record }) => record),
    gaps: lost,
  };
}

/** Whether what is offered goes on from what was taken, or holds it. */
function isBound(
  taken: Taken,
  first: SpoolRecord,
  before: string,
  found: readonly { readonly record: SpoolRecord; readonly digest: string }[],
): boolean {
  if (first.s === taken.sequence + 1) return before === taken.digest || taken.sequence === 0;
  const same = found.find(({ record }) => record.s === taken.sequence);
  // All of it is older: it says nothing, and nothing is taken of it.
  return same === undefined || same.digest === taken.digest;
}

/** The gaps that are exactly `from` to `to`, in order; undefined where one number is not in them. */
function covering(gaps: readonly SpoolGap[], from: number, to: number): readonly SpoolGap[] | undefined {
  const found: SpoolGap[] = [];
  let next = from;
  for (const gap of gaps) {
    if (gap.to < next) continue;
    if (gap.from > next || gap.to > to) return undefined;
    found.push({ ...gap, from: next });
    next = gap.to + 1;
  }
  return next > to ? found : undefined;
}
