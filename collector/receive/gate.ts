import type { Clock } from '../../core/index.ts';
import { receiveLimits } from './limits.ts';
import { createTokenBuckets } from './token-buckets.ts';

/** Decides before anything is decoded whether a message of a source may be read: a storm costs a look into a map each. */
export interface Gate {
  admit(source: string): boolean;
  readonly sources: number;
}

export function createGate(clock: Clock): Gate {
  const { perSourcePerSecond, perSourceBurst, totalPerSecond, totalBurst, sources } = receiveLimits;
  const perSource = createTokenBuckets({ perSecond: perSourcePerSecond, burst: perSourceBurst }, sources);
  const total = createTokenBuckets({ perSecond: totalPerSecond, burst: totalBurst }, 1);
  return {
    // The source first: what one sends too much of takes nothing from the others.
    admit(source) {
      const nowMs = clock.monotonicMs();
      return perSource.take(source, nowMs) && total.take('', nowMs);
    },
    get sources() {
      return perSource.size;
    },
  };
}
