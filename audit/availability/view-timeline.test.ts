import { expect, it } from 'vitest';
import { message } from '../../core/index.ts';
import type { RecordedState } from './timeline.ts';
import { viewTimelineOf } from './view-timeline.ts';

const period = { from: 0, to: 100 };
let sequence = 0;
const record = (at: number, state: RecordedState['state'], basis: 'measured' | 'derived'): RecordedState => {
  sequence += 1;
  return { sequence, at, state, basis, reason: message('x') };
};
const shown = (records: readonly RecordedState[], unwatched: readonly { from: number; to: number }[] = []) =>
  viewTimelineOf({ period, records, unwatched }).map(({ from, state }) => [from, state]);

it('believes who stands at the point, and what follows from path and service where nobody measures', () => {
  const records = [record(-5, 'up', 'derived'), record(10, 'down', 'measured'), record(20, 'unknown', 'measured')];
  expect(shown(records)).toEqual([
    [0, 'up'],
    [10, 'down'],
    [20, 'up'],
  ]);
});

it('takes in what a collector that was cut off tells late, in its own time', () => {
  const records = [
    record(-5, 'up', 'derived'),
    record(-4, 'up', 'measured'),
    record(50, 'down', 'derived'),
    record(60, 'up', 'derived'),
    // Delivered afterwards: the point itself had lost the service earlier.
    record(40, 'down', 'measured'),
    record(58, 'up', 'measured'),
  ];
  const spans = viewTimelineOf({ period, records, unwatched: [] });
  expect(spans.map(({ from, state }) => [from, state])).toEqual([
    [0, 'up'],
    [40, 'down'],
    [58, 'up'],
  ]);
  expect(spans.map((span) => records.find((each) => each.sequence === span.sequence)?.at)).toEqual([-4, 40, 58]);
});

it('knows what was measured while the server stood still, and nothing of what was only derived', () => {
  const pause = [{ from: 30, to: 50 }];
  expect(shown([record(-5, 'up', 'derived')], pause)).toEqual([
    [0, 'up'],
    [30, 'unknown'],
    [50, 'up'],
  ]);
  expect(shown([record(-5, 'up', 'derived'), record(-4, 'up', 'measured')], pause)).toEqual([[0, 'up']]);
});
