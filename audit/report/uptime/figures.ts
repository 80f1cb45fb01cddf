import type { EpochMs } from '../../../core/index.ts';
import { sumOf } from '../../availability/account.ts';
import type { Account, TimeAccount } from '../../availability/model.ts';
import type { Span } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import type { StateWord } from '../../state/model.ts';

/** A stretch of a bad word: from the first moment seen so to the moment seen otherwise; only unknown may lie between. */
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

/** What an account says in numbers, of one element or of several together; all durations in milliseconds. */
export interface UptimeFigures {
  readonly total: TimeAccount;
  readonly inServiceHours: TimeAccount;
  readonly outages: number;
  /** Outages that began within the period. */
  readonly failures: number;
  readonly longestOutageMs: number;
  readonly longestUnknownMs: number;
  readonly budgetLeftMs: number;
}

export function figuresOf({ outages, ...account }: Account): UptimeFigures {
  return {
    ...account,
    outages: outages.length,
    longestOutageMs: outages.reduce((longest, { downMs }) => Math.max(longest, downMs), 0),
  };
}

/** Of several elements together: times and counts add up, the longest is the longest of any. */
export function sumOfFigures(all: readonly UptimeFigures[]): UptimeFigures {
  const sum = (of: (figures: UptimeFigures) => number): number => all.reduce((whole, each) => whole + of(each), 0);
  const most = (of: (figures: UptimeFigures) => number): number =>
    all.reduce((top, each) => Math.max(top, of(each)), 0);
  return {
    total: sumOf(all.map(({ total }) => total)),
    inServiceHours: sumOf(all.map(({ inServiceHours }) => inServiceHours)),
    outages: sum(({ outages }) => outages),
    failures: sum(({ failures }) => failures),
    longestOutageMs: most(({ longestOutageMs }) => longestOutageMs),
    longestUnknownMs: most(({ longestUnknownMs }) => longestUnknownMs),
    budgetLeftMs: sum(({ budgetLeftMs }) => budgetLeftMs),
  };
}

/** What of a time can be read in two ways: announced work is none of it. Shares from 0 to 1. */
export function readingsOf({ wholeMs, maintenanceMs, upMs, degradedMs, downMs, unknownMs }: TimeAccount): {
  /** Share with fresh evidence; where all of it was announced work, nothing is missing. */
  readonly coverage: number;
  /** Unknown counted as down. */
  readonly atLeast: number;
  /** Unknown counted as up. */
  readonly atMost: number;
} {
  const base = wholeMs - maintenanceMs;
  if (base === 0) return { coverage: wholeMs === 0 ? 0 : 1, atLeast: 0, atMost: 1 };
  const available = upMs + degradedMs;
  return { coverage: (available + downMs) / base, atLeast: available / base, atMost: (available + unknownMs) / base };
}

/** Three values: the unknown time decides nothing in favour of anybody. */
export type UptimeVerdict = 'pass' | 'fail' | 'unknown';

/**
 * Fails when even a friendly reading of the unknown time misses the target, passes when even a hostile reading meets it.
 * @param target 0 to 1, for example 0.999
 */
export function verdictOf({ total }: Pick<UptimeFigures, 'total'>, target: number): UptimeVerdict {
  const { atLeast, atMost } = readingsOf(total);
  if (total.wholeMs === total.maintenanceMs) return 'unknown';
  if (atMost < target) return 'fail';
  return atLeast >= target ? 'pass' : 'unknown';
}

/** The worst wins: one failure fails all, one doubt leaves all in doubt. Nothing judged is unknown. */
export function worstVerdict(verdicts: readonly UptimeVerdict[]): UptimeVerdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.length === 0 || verdicts.includes('unknown') ? 'unknown' : 'pass';
}
