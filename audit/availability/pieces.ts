import type { Interval } from '../intervals.ts';
import type { StateSpan } from './model.ts';

/** A stretch in which nothing changes: neither the state, nor whether work was announced, nor whether it is service time. */
export interface Piece<Span extends StateSpan = StateSpan> extends Interval {
  readonly span: Span;
  readonly isPlanned: boolean;
  readonly inServiceHours: boolean;
}

/** Cuts spans (in order, without overlap) at every edge of announced work and of service hours (both as `unionOf` gives them). */
export function piecesOf<Span extends StateSpan>(input: {
  readonly spans: readonly Span[];
  readonly maintenance: readonly Interval[];
  readonly serviceHours: readonly Interval[];
}): readonly Piece<Span>[] {
  const { spans, maintenance, serviceHours } = input;
  const pieces: Piece<Span>[] = [];
  const [planned, hours] = [walk(maintenance), walk(serviceHours)];
  for (const span of spans) {
    for (let at = span.from; at < span.to; ) {
      const [isPlanned, plannedUntil] = planned(at);
      const [inServiceHours, hoursUntil] = hours(at);
      const to = Math.min(span.to, plannedUntil, hoursUntil);
      pieces.push({ from: at, to, span, isPlanned, inServiceHours });
      at = to;
    }
  }
  return pieces;
}

/** Asked for moments that never go back: whether a union covers it, and until when that holds. */
function walk(union: readonly Interval[]): (at: number) => readonly [covered: boolean, until: number] {
  let index = 0;
  return (at) => {
    let next = union[index];
    while (next !== undefined && next.to <= at) {
      index += 1;
      next = union[index];
    }
    if (next === undefined) return [false, Number.POSITIVE_INFINITY];
    return next.from <= at ? [true, next.to] : [false, next.from];
  };
}
