import type { Span } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import { type Outage, stretchesOf } from '../uptime/figures.ts';
import type { PlaceWord } from './spoken.ts';

/** What a place's timeline says in numbers, of recorded changes alone; all durations in milliseconds. */
export interface IsolationFigures {
  readonly periodMs: number;
  readonly ms: Readonly<Record<PlaceWord, number>>;
  /** Shares of the period, 0 to 1; they add up to 1. */
  readonly share: Readonly<Record<PlaceWord, number>>;
  /** Share of the period in which it was shown what the place is, 0 to 1. */
  readonly coverage: number;
  /** The longest stretch in which nothing was shown. */
  readonly longestUnknownMs: number;
  /** From first seen violated until seen isolated again; unknown in between ends none. */
  readonly violations: readonly Outage<PlaceWord>[];
  /** Of the time that was seen violated. */
  readonly longestViolationMs: number;
}

/** Spans must cover the period in order, as `timelineOf` gives them. */
export function isolationFiguresOf(period: Interval, spans: readonly Span<PlaceWord>[]): IsolationFigures {
  const periodMs = Math.max(0, period.to - period.from);
  const ms = { isolated: 0, violated: 0, unknown: 0 };
  let longestUnknownMs = 0;
  for (const { state, from, to } of spans) {
    ms[state] += to - from;
    if (state === 'unknown') longestUnknownMs = Math.max(longestUnknownMs, to - from);
  }
  const share = (part: number): number => (periodMs === 0 ? 0 : part / periodMs);
  const violations = stretchesOf<PlaceWord>(period.from, spans, 'violated');
  return {
    periodMs,
    ms,
    share: { isolated: share(ms.isolated), violated: share(ms.violated), unknown: share(ms.unknown) },
    coverage: share(ms.isolated + ms.violated),
    longestUnknownMs,
    violations,
    longestViolationMs: violations.reduce((longest, { downMs }) => Math.max(longest, downMs), 0),
  };
}

/** The key figures over all places, by their ids; the verifier makes them anew. */
export function headValuesOf(places: readonly IsolationFigures[], checkFailures: number): ReadonlyMap<string, number> {
  const mean = (word: PlaceWord): number =>
    places.length === 0 ? 0 : places.reduce((sum, { share }) => sum + share[word], 0) / places.length;
  const count = (verdict: ShownVerdict): number =>
    places.filter((figures) => isolationVerdictOf(figures) === verdict).length;
  return new Map([
    ['isolatedShare', mean('isolated')],
    ['violatedShare', mean('violated')],
    ['unknownShare', mean('unknown')],
    ['longestGapSeconds', places.reduce((most, each) => Math.max(most, each.longestUnknownMs), 0) / 1000],
    ['placesIsolated', count('pass')],
    ['placesViolated', count('fail')],
    ['placesNotShown', count('unknown')],
    ['checkFailures', checkFailures],
  ]);
}

export type ShownVerdict = 'pass' | 'fail' | 'unknown';

/** One violated moment fails the period; only a place that was shown isolated in every moment passes. */
export function isolationVerdictOf({ periodMs, ms }: IsolationFigures): ShownVerdict {
  if (ms.violated > 0) return 'fail';
  return periodMs > 0 && ms.isolated === periodMs ? 'pass' : 'unknown';
}
