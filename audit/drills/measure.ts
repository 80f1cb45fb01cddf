/** What a drill measured: time without service and what was lost, as intervals, against the pair's targets. */
import type { ClientProbe } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { PairSettings } from '../../inventory/index.ts';
import type { Measured, Takeover } from '../pairs/model.ts';
import type { AgainstTarget, DrillResult, PairDrill } from './model.ts';
import { pairDrillLimits } from './model.ts';

/** Takeovers that belong to a drill: seen from its first act to shortly after its end. */
export function takeoversOf(drill: PairDrill, takeovers: readonly Takeover[]): readonly Takeover[] {
  const { actingSince, endedAt = Number.POSITIVE_INFINITY } = drill;
  if (actingSince === undefined) return [];
  return takeovers.filter(
    ({ detectedAt }) => detectedAt >= actingSince && detectedAt <= endedAt + pairDrillLimits.afterMs,
  );
}

/**
 * The result of a drill. The time without service is what the takeovers tell, the longest of them; where they tell none it is
 * what the tries through the virtual address told. Nothing measured gives `unknown`, never `met`.
 */
export function measureDrill(
  drill: PairDrill,
  seen: { readonly takeovers: readonly Takeover[]; readonly tries: TriesTold },
  targets: Pick<PairSettings['targets'], 'rtoSeconds' | 'rpoSeconds' | 'rpoBytes'>,
): DrillResult {
  const own = takeoversOf(drill, seen.takeovers);
  const told = longest(own.flatMap(({ rtoMs, open }) => (rtoMs === undefined || open ? [] : [rtoMs])));
  const rtoMs = drill.actedAt === undefined ? undefined : (told ?? seen.tries.gap);
  const lost = (of: 'rpoMs' | 'rpoBytes') => longest(own.flatMap((each) => each[of] ?? []));
  return {
    takeoverIds: own.map(({ id }) => id),
    rtoMs: against(rtoMs, targets.rtoSeconds * 1000),
    rpoMs: against(lost('rpoMs'), targets.rpoSeconds * 1000),
    rpoBytes: against(lost('rpoBytes'), targets.rpoBytes),
    probes: seen.tries.count,
    resolutionMs: seen.tries.resolutionMs,
  };
}

/** On which side of the target the whole interval lies. */
export function against(measured: Measured | undefined, target: number): AgainstTarget {
  if (measured === undefined) return { measured, target, verdict: 'unknown' };
  if (measured.most <= target) return { measured, target, verdict: 'met' };
  return { measured, target, verdict: measured.least > target ? 'missed' : 'unknown' };
}

/** What tries through the virtual address told of the time without service. */
export interface TriesTold {
  /** Undefined where nothing was tried, or no good answer came after the last bad one. */
  readonly gap: Measured | undefined;
  readonly count: number;
  /** Mean time between two tries of one probe. */
  readonly resolutionMs: number | undefined;
}

export const noTries: TriesTold = { gap: undefined, count: 0, resolutionMs: undefined };

interface ProbeState {
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  readonly count: number;
  readonly good?: ClientProbe;
  readonly bad?: { readonly first: ClientProbe; readonly last: ClientProbe };
  readonly gap?: Measured;
}

/**
 * Follows tries as they come, in the order of their start for each probe; one that it has seen is passed over. A service was good
 * at some moment between a request and its good answer, and bad at some moment of a try that failed: the longest time without a
 * good answer is therefore an interval. Only what ended after `since` counts. Memory: one entry a probe.
 */
export function createGapMeter(since: EpochMs): {
  take(probes: readonly ClientProbe[]): void;
  told(): TriesTold;
} {
  const states = new Map<string, ProbeState>();

  function take(each: ClientProbe): void {
    const before = states.get(each.probeId);
    if (before !== undefined && each.startedAt <= before.lastAt) return;
    const state = {
      firstAt: before?.firstAt ?? each.startedAt,
      lastAt: each.startedAt,
      count: (before?.count ?? 0) + 1,
    };
    const { good, bad, gap } = before ?? {};
    const kept = gap === undefined ? {} : { gap };
    if (!each.ok) {
      const known = good === undefined ? {} : { good };
      states.set(each.probeId, { ...state, ...kept, ...known, bad: { first: bad?.first ?? each, last: each } });
      return;
    }
    if (good === undefined || each.finishedAt < since) {
      states.set(each.probeId, { ...state, ...kept, good: each });
      return;
    }
    const least = bad === undefined ? 0 : Math.max(0, bad.last.startedAt - bad.first.finishedAt);
    const found = { least, most: each.finishedAt - good.startedAt };
    states.set(each.probeId, {
      ...state,
      good: each,
      gap: longest(gap === undefined ? [found] : [gap, found]) ?? found,
    });
  }

  return {
    take(probes) {
      for (const each of probes.toSorted((one, other) => one.startedAt - other.startedAt)) take(each);
    },
    told() {
      const all = [...states.values()];
      const isOver = all.length > 0 && all.every(({ bad }) => bad === undefined);
      const spaced = all.filter(({ count }) => count > 1);
      const spaces = spaced.map(({ firstAt, lastAt, count }) => (lastAt - firstAt) / (count - 1));
      return {
        gap: isOver ? longest(all.flatMap(({ gap }) => gap ?? [])) : undefined,
        count: all.reduce((sum, { count }) => sum + count, 0),
        resolutionMs: spaces.length === 0 ? undefined : Math.round(Math.max(...spaces)),
      };
    },
  };
}

/** The worst of several, each end by itself. */
function longest(all: readonly Measured[]): Measured | undefined {
  const [first, ...rest] = all;
  return first === undefined
    ? undefined
    : rest.reduce(
        (worst, { least, most }) => ({ least: Math.max(worst.least, least), most: Math.max(worst.most, most) }),
        first,
      );
}
