import { type EpochMs, type Message, message } from '../../core/index.ts';
import { type Interval, unionOf } from '../intervals.ts';
import type { ViewBasis } from '../services/model.ts';
import type { StateWord } from '../state/model.ts';

/** One recorded change of state of one element, in the order in which it was recorded. */
export interface RecordedState<Word extends string = StateWord> {
  /** Order of recording; a later record is the later truth, whatever the clock said. */
  readonly sequence: number;
  readonly at: EpochMs;
  readonly state: Word;
  readonly reason: Message;
  /** Of a view: whether somebody measured it at the point, or it follows from its path and its service. */
  readonly basis?: ViewBasis;
}

/** A stretch with one word. `sequence` names the record that began it; undefined where no record speaks. */
export interface Span<Word extends string = StateWord> extends Interval {
  readonly state: Word | 'unknown';
  readonly reason: Message;
  readonly sequence: number | undefined;
}

/**
 * What is known of an element over a period: spans that cover it without hole or overlap, neighbours of different words.
 * Before the first record nothing is known; a stretch in which nobody watched is unknown, whatever was recorded last.
 * A record whose time lies before that of the record before it (the clock was set back) counts from the later time.
 */
export function timelineOf<Word extends string = StateWord>(input: {
  readonly period: Interval;
  readonly records: readonly RecordedState<Word>[];
  readonly unwatched: readonly Interval[];
}): readonly Span<Word>[] {
  const { period, unwatched } = input;
  if (period.to <= period.from) return [];
  const spans: Span<Word>[] = [];
  const add = (span: Span<Word>): void => {
    const from = Math.max(span.from, period.from);
    const to = Math.min(span.to, period.to);
    if (to <= from) return;
    const last = spans.at(-1);
    if (last?.state === span.state) spans[spans.length - 1] = { ...last, to };
    else spans.push({ ...span, from, to });
  };

  const known: Span<Word>[] = [];
  let current: Span<Word> = {
    from: Number.NEGATIVE_INFINITY,
    to: Number.POSITIVE_INFINITY,
    state: 'unknown',
    reason: message('report.before-first-record'),
    sequence: undefined,
  };
  for (const { sequence, at, state, reason } of input.records.toSorted((a, b) => a.sequence - b.sequence)) {
    const from = Math.max(at, current.from);
    if (from > current.from) known.push({ ...current, to: from });
    current = { from, to: Number.POSITIVE_INFINITY, state, reason, sequence };
  }
  known.push(current);

  const gaps = unionOf(unwatched);
  let next = 0;
  for (const span of known) {
    let from = span.from;
    while (next < gaps.length && (gaps[next]?.to ?? 0) <= from) next += 1;
    for (let index = next; from < span.to; index += 1) {
      const gap = gaps[index];
      if (gap === undefined || gap.from >= span.to) {
        add({ ...span, from });
        break;
      }
      if (gap.from > from) add({ ...span, from, to: gap.from });
      const to = Math.min(gap.to, span.to);
      add({
        from: Math.max(from, gap.from),
        to,
        state: 'unknown',
        reason: message('report.unwatched'),
        sequence: undefined,
      });
      from = to;
    }
  }
  return spans;
}
