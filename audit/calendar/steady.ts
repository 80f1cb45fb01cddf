import { offsetMs } from '../../core/index.ts';
import type { Interval } from '../intervals.ts';

/** A stretch in which a zone is ahead of UTC by the same time. */
export interface SteadyStretch extends Interval {
  readonly offsetMs: number;
}

/** No zone has changed its clocks twice within so short a time. */
const stepMs = 43_200_000;

/** A period cut at every moment at which a zone changes its clocks: to summer time, or its law. */
export function steadyStretches({ from, to }: Interval, timeZone: string): readonly SteadyStretch[] {
  const stretches: SteadyStretch[] = [];
  let begin = from;
  let ahead = offsetMs(from, timeZone);
  for (let at = from; at < to; ) {
    const next = Math.min(at + stepMs, to);
    const then = offsetMs(next, timeZone);
    if (then !== ahead) {
      const change = changeBetween(at, next, ahead, timeZone);
      stretches.push({ from: begin, to: change, offsetMs: ahead });
      begin = change;
      ahead = then;
    }
    at = next;
  }
  if (begin < to) stretches.push({ from: begin, to, offsetMs: ahead });
  return stretches;
}

/** The first moment after `before` at which the offset is no longer `ahead`; at `after` it is another. */
function changeBetween(before: number, after: number, ahead: number, timeZone: string): number {
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(middle, timeZone) === ahead) low = middle;
    else high = middle;
  }
  return high;
}
