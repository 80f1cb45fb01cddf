import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMs, Message } from '../../core/index.ts';
import type { Generation, Position } from '../feed/index.ts';
import type { Beyond, Greeting } from './protocol.ts';

/**
 * How a standby does. `following`: it holds everything that the primary had at the last contact; `catching-up`: it does not yet;
 * `copying`: it takes a whole copy; `silent`: the primary does not answer; `refused`: it has another key; `disk-full`; `failing`:
 * something else, see the reason; `newer`: what is here is of a newer generation than the primary's; `kept-aside`: too much was put
 * aside, a person must look first.
 */
export const followConditions = [
  'starting',
  'following',
  'catching-up',
  'copying',
  'silent',
  'refused',
  'disk-full',
  'failing',
  'newer',
  'kept-aside',
] as const;
export type FollowCondition = (typeof followConditions)[number];

/** What a standby knows of itself; kept in the data folder for the commands beside it. */
export interface FollowState {
  readonly condition: FollowCondition;
  readonly since: EpochMs;
  /** Why, where the condition does not say all. */
  readonly detail: string | undefined;
  readonly position: Position | undefined;
  readonly generation: Generation | undefined;
  readonly records: number;
  /** The primary as it introduced itself last, and when. */
  readonly primary: Greeting | undefined;
  readonly lastContactAt: EpochMs | undefined;
  /** When it was last known to hold everything that the primary had on its disk. */
  readonly wholeAt: EpochMs | undefined;
  /** Since the start: sets applied, sets that came twice, whole copies taken and why the last. */
  readonly applied: number;
  readonly repeated: number;
  readonly copies: number;
  readonly copyReason: string | undefined;
  /** Rows of the copy under way. */
  readonly copyRows: number;
  /** What was put aside since the start, by name. */
  readonly asides: readonly string[];
}

/** What would be lost if the primary never came back, as far as this side can know it. */
export interface LossBound {
  /** Changes that the primary told of and that are not here. */
  readonly changes: number | undefined;
  /** From when on something may be missing until now; undefined: it never held everything. */
  readonly seconds: number | undefined;
}

export function lossBound(
  { position, primary, wholeAt }: Pick<FollowState, 'position' | 'primary' | 'wholeAt'>,
  now: EpochMs,
): LossBound {
  const theirs = primary?.position?.sequence;
  return {
    changes: theirs === undefined || position === undefined ? undefined : Math.max(0, theirs - position.sequence),
    seconds: wholeAt === undefined ? undefined : Math.max(0, (now - wholeAt) / 1_000),
  };
}

/** The part of a data folder in a pair, in `standby.json`: with it, nobody starts a Fangzhou on a standby's data by mistake. */
export interface Part {
  readonly part: 'standby' | 'promoted';
  /** The primary that is, or was, followed. */
  readonly url: string;
  /** Where the shared key is; never the key. */
  readonly key: { readonly file: string } | { readonly env: string };
  readonly name: string;
  readonly state: FollowState | undefined;
  readonly promotedAt?: EpochMs;
  /** What was known when it was promoted; put on record by the first start after it, and then taken out. */
  readonly promotion?: Promotion;
}

/** A promotion as it is recorded. */
export interface Promotion {
  readonly from: Generation | undefined;
  readonly to: Generation;
  /** How the old primary answered then. */
  readonly primary: string;
  readonly loss: LossBound;
  readonly beyond: Beyond | undefined;
  readonly position: Position | undefined;
  readonly records: number;
}

export const partFileName = 'standby.json';

/** Undefined: the folder was never a standby's, or its file cannot be read. */
export async function readPart(folder: string): Promise<Part | undefined> {
  const text = await readFile(join(folder, partFileName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Part;
    return value.part === 'standby' || value.part === 'promoted' ? value : undefined;
  } catch {
    return undefined;
  }
}

export async function writePart(folder: string, part: Part): Promise<void> {
  const file = join(folder, partFileName);
  await writeFile(`${file}.new`, `${JSON.stringify(part)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** For the texts: `standby.condition.<word>`. */
export function conditionKey(condition: FollowCondition): Message['key'] {
  return `standby.condition.${condition}`;
}
