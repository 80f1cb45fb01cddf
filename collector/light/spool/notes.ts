/** What the spool knows beside its records: which one it is, what never arrives, what the hub has. Small files, replaced whole. */
import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFile, readText, replaceFile } from '../../../core/index.ts';
import { lightBounds } from '../limits.ts';
import { gapReasons, noDigest, type SpoolGap } from '../record.ts';

/** Which spool it is. With each new generation its files begin anew, in a folder of their own. */
export interface SpoolName {
  readonly id: string;
  readonly generation: number;
  /** The last number before this generation, and the digest that its first record is bound to. */
  readonly last: number;
  readonly digest: string;
}

export function newName(): SpoolName {
  return { id: randomUUID(), generation: 1, last: 0, digest: noDigest };
}

const nameFile = 'spool.json';
const gapsFile = 'gaps.json';
const deliveredFile = 'delivered.json';

/** Undefined: there is none, or it cannot be read. */
export async function readName(folder: string): Promise<SpoolName | undefined> {
  const name = parsed<SpoolName>(await readText(join(folder, nameFile)));
  const isWhole =
    typeof name?.id === 'string' &&
    /^[\w-]{1,64}$/.test(name.id) &&
    Number.isSafeInteger(name.generation) &&
    Number.isSafeInteger(name.last) &&
    /^[0-9a-f]{32}$/.test(String(name.digest));
  return isWhole ? name : undefined;
}

export async function writeName(folder: string, name: SpoolName): Promise<void> {
  await replaceFile(join(folder, nameFile), `${JSON.stringify(name)}\n`);
}

export async function readGaps(folder: string): Promise<SpoolGap[]> {
  const gaps = parsed<readonly SpoolGap[]>(await readText(join(folder, gapsFile)));
  if (!Array.isArray(gaps)) return [];
  return (gaps as readonly SpoolGap[]).filter(
    ({ from, to, reason }) =>
      Number.isSafeInteger(from) && Number.isSafeInteger(to) && from > 0 && from <= to && gapReasons.includes(reason),
  );
}

export async function writeGaps(folder: string, gaps: readonly SpoolGap[]): Promise<void> {
  await replaceFile(join(folder, gapsFile), `${JSON.stringify(gaps)}\n`);
}

/** Up to where the hub is known to have everything, and had at any time: a hub that is set back has less than it had. */
export interface Delivered {
  readonly sequence: number;
  readonly ever: number;
}

/** A hint: it may be behind, and is when the disk was full. */
export async function readDelivered(folder: string): Promise<Delivered> {
  const found = parsed<Partial<Delivered>>(await readText(join(folder, deliveredFile)));
  const whole = (value: unknown): number => (Number.isSafeInteger(value) ? Math.max(0, Number(value)) : 0);
  return { sequence: whole(found?.sequence), ever: Math.max(whole(found?.sequence), whole(found?.ever)) };
}

/** Not synced: the hub tells it anyway. */
export async function writeDelivered(folder: string, delivered: Delivered): Promise<void> {
  const path = join(folder, deliveredFile);
  await writeFile(`${path}.new`, `${JSON.stringify(delivered)}\n`, { mode: privateFile });
  await rename(`${path}.new`, path);
}

/** Joined with its neighbour of the same reason; of too many the oldest two become one, whatever their reasons were. */
export function withGap(gaps: readonly SpoolGap[], gap: SpoolGap): SpoolGap[] {
  const before = gaps.at(-1);
  const joins = before !== undefined && before.to + 1 === gap.from && before.reason === gap.reason;
  const all = joins ? [...gaps.slice(0, -1), spanning(before, gap, gap.reason)] : [...gaps, gap];
  const [first, second, ...rest] = all;
  if (all.length <= lightBounds.gapsTold || first === undefined || second === undefined) return all;
  // What lies between two gaps was delivered, or is one: to the hub only numbers that it lacks count.
  return [spanning(first, second, first.reason === second.reason ? first.reason : 'unknown'), ...rest];
}

function spanning(one: SpoolGap, other: SpoolGap, reason: SpoolGap['reason']): SpoolGap {
  return {
    from: Math.min(one.from, other.from),
    to: Math.max(one.to, other.to),
    reason,
    ...(one.since === undefined ? {} : { since: one.since }),
    ...(other.until === undefined ? {} : { until: other.until }),
  };
}

/**
 * Every number of `from` to `to` in exactly one gap, in order. What no gap explains was delivered before where the hub ever had it, and is
 * `unknown` otherwise.
 */
export function gapsBetween(
  gaps: readonly SpoolGap[],
  { from, to, ever }: { readonly from: number; readonly to: number; readonly ever: number },
): readonly SpoolGap[] {
  const found: SpoolGap[] = [];
  let next = from;
  const unexplained = (until: number): void => {
    const had = Math.min(until, ever);
    if (next <= had) found.push({ from: next, to: had, reason: 'delivered-before' });
    if (Math.max(next, had + 1) <= until) found.push({ from: Math.max(next, had + 1), to: until, reason: 'unknown' });
    next = until + 1;
  };
  for (const gap of gaps.toSorted((one, other) => one.from - other.from)) {
    const [start, end] = [Math.max(gap.from, next), Math.min(gap.to, to)];
    if (start > end) continue;
    unexplained(start - 1);
    found.push({ ...gap, from: start, to: end });
    next = end + 1;
  }
  unexplained(to);
  return found;
}

function parsed<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
