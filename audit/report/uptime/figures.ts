import type { EpochMs } from '../../../core/index.ts';
import type { Span } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import type { StateWord } from '../../state/model.ts';

/** A failure: from the first moment seen down to the moment seen carrying again; only unknown may lie between. */
export interface Outage<Word extends string = StateWord> extends Interval {
  /** Seen down. At most `downMs + unknownMs` were down. */
  readonly downMs: number;
  /** Nobody could see, between two stretches that were seen down or before the recovery was seen. */
  readonly unknownMs: number;
  /** It was already down when the period began: its true length is longer. */
  readonly beganBefore: boolean;
  /** Seen carrying again within the period. */
  readonly recovered: boolean;
  /** The span that began it. */
  readonly first: Span<Word>;
}

/** What a timeline says in numbers; all durations in milliseconds. */
export interface UptimeFigures {
  readonly periodMs: number;
  /** Up or degraded: it carried. */
  readonly availableMs: number;
  /** The part of `availableMs` that was degraded. */
  readonly degradedMs: number;
  readonly downMs: number;
  readonly unknownMs: number;
  /** Share of the period with fresh evidence, 0 to 1. */
  readonly coverage: number;
  readonly longestUnknownMs: number;
  /** Of the known time; null when nothing is known. */
  readonly availability: number | null;
  /** Unknown counted as down. */
  readonly availabilityAtLeast: number;
  /** Unknown counted as up. */
  readonly availabilityAtMost: number;
  readonly outages: readonly Outage[];
  /** Outages that began within the period. */
  readonly failures: number;
  /** Mean time to repair: down time for each outage; null without outages. */
  readonly mttrMs: number | null;
  /** Mean time between failures: available time for each failure; null without failures. */
  readonly mtbfMs: number | null;
  readonly longestOutageMs: number;
}

/** The figures of one timeline; spans must cover the period in order, as `timelineOf` gives them. */
export function figuresOf(period: Interval, spans: readonly Span[]): UptimeFigures {
  const periodMs = Math.max(0, period.to - period.from);
  const total = (...words: Span['state'][]): number =>
    spans.reduce((sum, span) => (words.includes(span.state) ? sum + span.to - span.from : sum), 0);
  const availableMs = total('up', 'degraded');
  const downMs = total('down');
  const unknownMs = total('unknown');
  const outages = stretchesOf(period.from, spans, 'down');
  const failures = outages.filter(({ beganBefore }) => !beganBefore).length;
  const share = (part: number): number => (periodMs === 0 ? 0 : part / periodMs);
  return {
    periodMs,
    availableMs,
    degradedMs: total('degraded'),
    downMs,
    unknownMs,
    coverage: share(availableMs + downMs),
    longestUnknownMs: spans.reduce(
      (longest, span) => (span.state === 'unknown' ? Math.max(longest, span.to - span.from) : longest),
      0,
    ),
    availability: availableMs + downMs === 0 ? null : availableMs / (availableMs + downMs),
    availabilityAtLeast: share(availableMs),
    availabilityAtMost: share(availableMs + unknownMs),
    outages,
    failures,
    mttrMs: outages.length === 0 ? null : downMs / outages.length,
    mtbfMs: failures === 0 ? null : availableMs / failures,
    longestOutageMs: outages.reduce((longest, outage) => Math.max(longest, outage.downMs), 0),
  };
}

/** Stretches of a bad word; unknown ends none, for nobody saw it end. */
export function stretchesOf<Word extends string>(
  periodFrom: EpochMs,
  spans: readonly Span<Word>[],
  bad: Word,
): readonly Outage<Word>[] {
  const outages: Outage<Word>[] = [];
  let open: Outage<Word> | undefined;
  for (const span of spans) {
    const lengthMs = span.to - span.from;
    if (span.state === bad) {
      open ??= {
        from: span.from,
        to: span.from,
        downMs: 0,
        unknownMs: 0,
        beganBefore: span.from === periodFrom,
        recovered: false,
        first: span,
      };
      open = { ...open, to: span.to, downMs: open.downMs + lengthMs };
    } else if (open !== undefined && span.state === 'unknown') {
      open = { ...open, to: span.to, unknownMs: open.unknownMs + lengthMs };
    } else if (open !== undefined) {
      outages.push({ ...open, recovered: true });
      open = undefined;
    }
  }
  if (open !== undefined) outages.push(open);
  return outages;
}

/** Three values: the unknown time decides nothing in favour of anybody. */
export type UptimeVerdict = 'pass' | 'fail' | 'unknown';

/**
 * Fails when even a friendly reading of the unknown time misses the target, passes when even a hostile reading meets it.
 * @param target 0 to 1, for example 0.999
 */
export function verdictOf(figures: UptimeFigures, target: number): UptimeVerdict {
  if (figures.periodMs === 0) return 'unknown';
  if (figures.availabilityAtMost < target) return 'fail';
  return figures.availabilityAtLeast >= target ? 'pass' : 'unknown';
}

/** The worst wins: one failure fails all, one doubt leaves all in doubt. Nothing judged is unknown. */
export function worstVerdict(verdicts: readonly UptimeVerdict[]): UptimeVerdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.length === 0 || verdicts.includes('unknown') ? 'unknown' : 'pass';
}
