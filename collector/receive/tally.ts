import type { Clock, EpochMs } from '../../core/index.ts';
import { receiveLimits } from './limits.ts';

/** How often something was refused of one source, and when first and last. */
export interface RefusedCount {
  readonly source: string;
  readonly reason: string;
  readonly count: number;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  /** The newest one's own words, where it has some. */
  readonly detail: string;
}

/** Stands for the sources that no longer have counts of their own. */
export const otherSources = '*';

/** Counts what was refused by source and reason. Bounded: sources that come too late are counted as `*`. */
export interface Tally {
  /** True when it is the first of its kind from this source: worth a line in the log. */
  add(source: string, reason: string, detail?: string): boolean;
  /** The most frequent first. */
  list(): readonly RefusedCount[];
}

export function createTally(clock: Clock, most: number = receiveLimits.sources): Tally {
  const counts = new Map<string, { -readonly [name in keyof RefusedCount]: RefusedCount[name] }>();
  return {
    add(source, reason, detail = '') {
      const now = clock.now();
      const whose = counts.has(`${source} ${reason}`) || counts.size < most ? source : otherSources;
      const key = `${whose} ${reason}`;
      const known = counts.get(key);
      if (known !== undefined) {
        known.count += 1;
        known.lastAt = now;
        if (detail !== '') known.detail = detail;
        return false;
      }
      counts.set(key, { source: whose, reason, count: 1, firstAt: now, lastAt: now, detail });
      return true;
    },
    list: () => Array.from(counts.values(), (each) => ({ ...each })).sort((a, b) => b.count - a.count),
  };
}
