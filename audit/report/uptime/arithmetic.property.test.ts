import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { message } from '../../../core/index.ts';
import { accountOf } from '../../availability/account.ts';
import type { RecordedState } from '../../availability/timeline.ts';
import { type Span, timelineOf } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import { figuresOf, readingsOf, sumOfFigures, verdictOf } from './figures.ts';

const words = ['up', 'degraded', 'down', 'unknown'] as const;
const instant = fc.integer({ min: 0, max: 1_000 });
const interval = fc.tuple(instant, instant).map(([from, to]): Interval => ({ from, to }));
const records = fc
  .array(fc.record({ at: instant, state: fc.constantFrom(...words) }), { maxLength: 30 })
  .map((list) => list.map((each, sequence): RecordedState => ({ ...each, sequence, reason: message('x') })));
const stories = fc.record({
  period: interval.map(({ from, to }) => ({ from: Math.min(from, to), to: Math.max(from, to) })),
  records,
  unwatched: fc.array(interval, { maxLength: 6 }),
});

/** The slow and obvious way: what holds at one instant. */
function stateAt(at: number, story: { records: readonly RecordedState[]; unwatched: readonly Interval[] }): string {
  if (story.unwatched.some(({ from, to }) => from <= at && at < to)) return 'unknown';
  let clock = Number.NEGATIVE_INFINITY;
  let state = 'unknown';
  for (const record of story.records) {
    clock = Math.max(clock, record.at);
    if (clock <= at) state = record.state;
  }
  return state;
}

const figures = (period: Interval, spans: readonly Span[], maintenance: readonly Interval[] = []) =>
  figuresOf(accountOf({ period, spans, maintenance, serviceHours: [], target: 0.999 }));

describe('the arithmetic of uptime', () => {
  it('says at every instant what the records say, and covers the period without hole or overlap', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const spans = timelineOf(story);
        let from = story.period.from;
        for (const [index, span] of spans.entries()) {
          expect(span.from).toBe(from);
          expect(span.to).toBeGreaterThan(span.from);
          if (index > 0) expect(spans[index - 1]?.state).not.toBe(span.state);
          from = span.to;
        }
        expect(from).toBe(story.period.to);
        for (let at = story.period.from; at < story.period.to; at += 1) {
          expect(spans.find((span) => span.from <= at && at < span.to)?.state).toBe(stateAt(at, story));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('keeps the true availability between its two readings, and never decides by what nobody saw', () => {
    fc.assert(
      fc.property(
        stories,
        fc.constantFrom('up', 'down'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (story, truth, target) => {
          fc.pre(story.period.to > story.period.from);
          const spans = timelineOf(story);
          const seen = figures(story.period, spans);
          const settled = figures(
            story.period,
            spans.map((span) => (span.state === 'unknown' ? { ...span, state: truth } : span)),
          );
          const really = settled.total.availability ?? 0;
          const { atLeast, atMost } = readingsOf(seen.total);
          expect(atLeast).toBeLessThanOrEqual(really + 1e-12);
          expect(atMost).toBeGreaterThanOrEqual(really - 1e-12);
          const verdict = verdictOf(seen, target);
          if (verdict === 'pass') expect(really).toBeGreaterThanOrEqual(target - 1e-12);
          if (verdict === 'fail') expect(really).toBeLessThan(target + 1e-12);
        },
      ),
    );
  });

  it('adds elements up, and knows of several as much as of each', () => {
    fc.assert(
      fc.property(fc.array(stories, { minLength: 1, maxLength: 4 }), (several) => {
        const each = several.map((story) => figures(story.period, timelineOf(story)));
        const sum = sumOfFigures(each);
        const all = (of: (one: (typeof each)[number]) => number): number =>
          each.reduce((whole, one) => whole + of(one), 0);
        expect([sum.total.downMs, sum.outages, sum.budgetLeftMs]).toEqual([
          all(({ total }) => total.downMs),
          all(({ outages }) => outages),
          all(({ budgetLeftMs }) => budgetLeftMs),
        ]);
        expect(sum.longestOutageMs).toBe(Math.max(...each.map(({ longestOutageMs }) => longestOutageMs)));
      }),
    );
  });

  it('misses nothing where all of the time was announced work, and judges nothing there', () => {
    const period = { from: 0, to: 100 };
    const down: RecordedState = { sequence: 1, at: 0, state: 'down', reason: message('x') };
    const spans = timelineOf({ period, records: [down], unwatched: [] });
    const planned = figures(period, spans, [period]);
    expect(readingsOf(planned.total).coverage).toBe(1);
    expect([verdictOf(planned, 0.999), planned.outages]).toEqual(['unknown', 0]);
    expect(verdictOf(figures(period, spans, [{ from: 0, to: 99 }]), 0.999)).toBe('fail');
  });

  it('knows nothing before the first record and nothing without any', () => {
    const period = { from: 100, to: 200 };
    const nothing = figures(period, timelineOf({ period, records: [], unwatched: [] }));
    expect([nothing.total, readingsOf(nothing.total).coverage]).toMatchObject([{ unknownMs: 100 }, 0]);
    expect([nothing.total.availability, nothing.outages, verdictOf(nothing, 0.5)]).toEqual([undefined, 0, 'unknown']);
    const first: RecordedState = { sequence: 1, at: 150, state: 'up', reason: message('x') };
    const spans = timelineOf({ period, records: [first], unwatched: [] });
    expect(spans.map(({ from, to, state }) => [from, to, state])).toEqual([
      [100, 150, 'unknown'],
      [150, 200, 'up'],
    ]);
  });

  it('takes the record before the period for the state at its beginning', () => {
    const period = { from: 100, to: 200 };
    const story: RecordedState[] = [
      { sequence: 1, at: 10, state: 'up', reason: message('x') },
      { sequence: 2, at: 90, state: 'down', reason: message('x') },
      { sequence: 3, at: 120, state: 'up', reason: message('x') },
    ];
    const spans = timelineOf({ period, records: story, unwatched: [] });
    const account = accountOf({ period, spans, maintenance: [], serviceHours: [], target: 0.999 });
    expect(account).toMatchObject({ total: { downMs: 20, upMs: 80 }, failures: 0, mttrMs: 20 });
    expect(account.outages[0]).toMatchObject({ beganBefore: true, to: 120 });
  });

  it('does not call an outage over before anybody saw the end of it', () => {
    const period = { from: 0, to: 100 };
    const at = (sequence: number, time: number, state: RecordedState['state']): RecordedState => ({
      sequence,
      at: time,
      state,
      reason: message('x'),
    });
    const story = [at(1, 0, 'up'), at(2, 10, 'down'), at(3, 20, 'unknown'), at(4, 50, 'down'), at(5, 60, 'up')];
    const spans = timelineOf({ period, records: story, unwatched: [] });
    const { outages } = accountOf({ period, spans, maintenance: [], serviceHours: [], target: 0.999 });
    expect(outages).toMatchObject([{ from: 10, to: 60, downMs: 20, unknownMs: 30 }]);
  });
});
