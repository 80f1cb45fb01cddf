import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { message } from '../../../core/index.ts';
import { type RecordedState, timelineOf } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import { figuresOf, verdictOf } from './figures.ts';

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

  it('gives every millisecond to exactly one account, and every down millisecond to exactly one outage', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const figures = figuresOf(story.period, timelineOf(story));
        const { availableMs, degradedMs, downMs, unknownMs, periodMs, outages } = figures;
        expect(availableMs + downMs + unknownMs).toBe(periodMs);
        expect(degradedMs).toBeLessThanOrEqual(availableMs);
        expect(outages.reduce((sum, outage) => sum + outage.downMs, 0)).toBe(downMs);
        for (const outage of outages) {
          expect(outage.downMs + outage.unknownMs).toBe(outage.to - outage.from);
          expect(outage.downMs).toBeGreaterThan(0);
        }
        expect(figures.longestOutageMs).toBe(Math.max(0, ...outages.map((outage) => outage.downMs)));
        expect(figures.longestUnknownMs).toBeLessThanOrEqual(unknownMs);
        if (figures.mttrMs !== null) expect(figures.mttrMs * outages.length).toBeCloseTo(downMs, 6);
      }),
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
          const figures = figuresOf(story.period, spans);
          const settled = figuresOf(
            story.period,
            spans.map((span) => (span.state === 'unknown' ? { ...span, state: truth } : span)),
          );
          const really = settled.availability ?? 0;
          expect(figures.availabilityAtLeast).toBeLessThanOrEqual(really + 1e-12);
          expect(figures.availabilityAtMost).toBeGreaterThanOrEqual(really - 1e-12);
          const verdict = verdictOf(figures, target);
          if (verdict === 'pass') expect(really).toBeGreaterThanOrEqual(target - 1e-12);
          if (verdict === 'fail') expect(really).toBeLessThan(target + 1e-12);
        },
      ),
    );
  });

  it('adds up over neighbouring periods', () => {
    fc.assert(
      fc.property(stories, instant, (story, cut) => {
        const { from, to } = story.period;
        fc.pre(from <= cut && cut <= to);
        const of = (period: Interval) => figuresOf(period, timelineOf({ ...story, period }));
        const [whole, early, late] = [of({ from, to }), of({ from, to: cut }), of({ from: cut, to })];
        for (const account of ['availableMs', 'degradedMs', 'downMs', 'unknownMs'] as const) {
          expect(early[account] + late[account]).toBe(whole[account]);
        }
      }),
    );
  });

  it('knows nothing before the first record and nothing without any', () => {
    const period = { from: 100, to: 200 };
    expect(figuresOf(period, timelineOf({ period, records: [], unwatched: [] }))).toMatchObject({
      unknownMs: 100,
      coverage: 0,
      availability: null,
      mttrMs: null,
      mtbfMs: null,
    });
    const first: RecordedState = { sequence: 1, at: 150, state: 'up', reason: message('x') };
    const spans = timelineOf({ period, records: [first], unwatched: [] });
    expect(spans.map(({ from, to, state }) => [from, to, state])).toEqual([
      [100, 150, 'unknown'],
      [150, 200, 'up'],
    ]);
  });

  it('takes the record before the period for the state at its beginning', () => {
    const period = { from: 100, to: 200 };
    const records: RecordedState[] = [
      { sequence: 1, at: 10, state: 'up', reason: message('x') },
      { sequence: 2, at: 90, state: 'down', reason: message('x') },
      { sequence: 3, at: 120, state: 'up', reason: message('x') },
    ];
    const figures = figuresOf(period, timelineOf({ period, records, unwatched: [] }));
    expect(figures).toMatchObject({ downMs: 20, availableMs: 80, failures: 0, mtbfMs: null, mttrMs: 20 });
    expect(figures.outages[0]).toMatchObject({ beganBefore: true, recovered: true });
  });

  it('does not call an outage over before anybody saw the end of it', () => {
    const period = { from: 0, to: 100 };
    const at = (sequence: number, time: number, state: RecordedState['state']): RecordedState => ({
      sequence,
      at: time,
      state,
      reason: message('x'),
    });
    const records = [at(1, 0, 'up'), at(2, 10, 'down'), at(3, 20, 'unknown'), at(4, 50, 'down'), at(5, 60, 'up')];
    const { outages } = figuresOf(period, timelineOf({ period, records, unwatched: [] }));
    expect(outages).toMatchObject([{ from: 10, to: 60, downMs: 20, unknownMs: 30, recovered: true }]);
  });
});
