import { type Interval, subtract, unionOf } from '../intervals.ts';
import { viewStory } from '../services/views.ts';
import { type RecordedState, type Span, timelineOf } from './timeline.ts';

/**
 * What is known of a view over a period. It has two stories in one list of records: what follows from its path and its service, and
 * what somebody at the point measured, which counts wherever it knows and may be written late. What was measured there was watched,
 * also while the server stood still.
 */
export function viewTimelineOf(input: {
  readonly period: Interval;
  readonly records: readonly RecordedState[];
  readonly unwatched: readonly Interval[];
}): readonly Span[] {
  const written = input.records
    .toSorted((a, b) => a.sequence - b.sequence)
    .map((record) => ({ ...record, basis: record.basis ?? ('derived' as const) }));
  const story = viewStory(written);
  const measured = story.flatMap(({ at, basis }, index): Interval[] =>
    basis === 'measured' ? [{ from: at, to: story[index + 1]?.at ?? Number.POSITIVE_INFINITY }] : [],
  );
  const spans = timelineOf({
    period: input.period,
    // In the order of time; where it came from is told below.
    records: story.map((record, index) => ({ ...record, sequence: index })),
    unwatched: subtract(unionOf(input.unwatched), unionOf(measured)),
  });
  return spans.map((span) => ({
    ...span,
    sequence: span.sequence === undefined ? undefined : story[span.sequence]?.sequence,
  }));
}

/** What is known of an element, whatever it is. @param subject `link F23`, `view rulin-1/jintan-budget` */
export function spansOf(subject: string, input: Parameters<typeof viewTimelineOf>[0]): readonly Span[] {
  return subject.startsWith('view ') ? viewTimelineOf(input) : timelineOf(input);
}
