/** Conditions as they are made and how each must be named. */
import type { PairTrouble } from '../../audit/index.ts';
import type { Watched } from './watched.ts';

export interface Condition {
  readonly name: string;
  readonly trouble: PairTrouble;
  readonly checkId: string;
  /** Resolves when the condition is there, not when somebody has asked for it. */
  make(): Promise<void>;
  mend(): Promise<void>;
}

/** What became of one condition. */
export interface Named {
  readonly name: string;
  /** Undefined: it was not named in time, or was there before it was made. */
  readonly afterMs: number | undefined;
  readonly seen: readonly string[];
}

/** A first reading must have come, and the trouble must not be there yet. */
const readyWithinMs = 30_000;

/** Makes one condition on a pair that is watched anew, and waits for its name. */
export async function prove(condition: Condition, watch: () => Promise<Watched>, withinMs: number): Promise<Named> {
  const { name, trouble, checkId, make, mend } = condition;
  const watched = await watch();
  try {
    const ready = await watched.within(readyWithinMs, () => watched.isRead() && !watched.has(trouble, checkId));
    if (ready === undefined) return { name, afterMs: undefined, seen: watched.troubles() };
    await make();
    const afterMs = await watched.within(withinMs, () => watched.has(trouble, checkId));
    return { name, afterMs, seen: watched.troubles() };
  } finally {
    await watched.stop();
    await mend();
  }
}
