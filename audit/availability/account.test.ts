import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { message } from '../../core/index.ts';
import { type Interval, unionOf } from '../intervals.ts';
import { accountOf, sumOf } from './account.ts';
import { allowanceMs, isBelow } from './allowance.ts';
import { forecastOf } from './forecast.ts';
import type { StateSpan, TimeAccount } from './model.ts';
import { type RecordedState, timelineOf } from './timeline.ts';

const words = ['up', 'degraded', 'down', 'unknown'] as const;
const length = 400;
const instant = fc.integer({ min: 0, max: length });
const intervals = fc.array(
  fc.tuple(instant, instant).map(([from, to]): Interval => ({ from, to })),
  { maxLength: 6 },
);
const stories = fc.record({
  changes: fc.array(fc.record({ at: instant, state: fc.constantFrom(...words) }), { maxLength: 25 }),
  unwatched: intervals,
  maintenance: intervals,
  serviceHours: intervals,
  cut: instant,
  target: fc.constantFrom(0, 0.9, 0.95, 0.999, 1),
});
type Story = typeof stories extends fc.Arbitrary<infer Value> ? Value : never;
const period = { from: 0, to: length };

function accountFor(story: Story, within: Interval = period) {
  const records = story.changes.map(
    (change, sequence): RecordedState => ({ ...change, sequence, reason: message('x') }),
  );
  const spans = timelineOf({ period: within, records, unwatched: story.unwatched });
  const [maintenance, serviceHours] = [unionOf(story.maintenance), unionOf(story.serviceHours)];
  return accountOf({ period: within, spans, maintenance, serviceHours, target: story.target });
}

/** The slow and obvious way: every millisecond is painted with what it was. */
function painted({ changes, unwatched, maintenance, serviceHours }: Story) {
  const covers = (set: readonly Interval[], at: number): boolean => set.some(({ from, to }) => from <= at && at < to);
  const moments = Array.from({ length }, (_, at) => {
    let [clock, state] = [0, 'unknown'];
    for (const change of changes) {
      clock = Math.max(clock, change.at);
      if (clock <= at) state = change.state;
    }
    return {
      state: covers(unwatched, at) ? 'unknown' : state,
      planned: covers(maintenance, at),
      inHours: covers(serviceHours, at),
    };
  });
  const count = (is: (moment: (typeof moments)[number]) => boolean): number => moments.filter(is).length;
  const account = (counts: (moment: (typeof moments)[number]) => boolean) => {
    const of = (word: string) => count((moment) => counts(moment) && !moment.planned && moment.state === word);
    return {
      wholeMs: count(counts),
      upMs: of('up'),
      degradedMs: of('degraded'),
      downMs: of('down'),
      unknownMs: of('unknown'),
      maintenanceMs: count((moment) => counts(moment) && moment.planned),
    };
  };
  /** From a moment down to the next one seen carrying. */
  const outages: { from: number; to: number | undefined; downMs: number }[] = [];
  for (let at = 0; at < length; ) {
    if (moments[at]?.state !== 'down') {
      at += 1;
      continue;
    }
    let end = at;
    while (end < length && ['down', 'unknown'].includes(moments[end]?.state ?? '')) end += 1;
    const downMs = moments.slice(at, end).filter(({ state, planned }) => state === 'down' && !planned).length;
    if (downMs > 0) outages.push({ from: at, to: end < length ? end : undefined, downMs });
    at = end;
  }
  return { total: account(() => true), inServiceHours: account(({ inHours }) => inHours), outages };
}

describe('an account of availability', () => {
  it('is what every single millisecond says', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const account = accountFor(story);
        const slow = painted(story);
        expect(account.total).toMatchObject(slow.total);
        expect(account.inServiceHours).toMatchObject(slow.inServiceHours);
        expect(account.outages.map(({ from, to, downMs }) => ({ from, to, downMs }))).toEqual(slow.outages);
      }),
      { numRuns: 300 },
    );
  });

  it('gives every millisecond to one word, and every one that counts as down to one outage', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const { total, inServiceHours, outages, budgetLeftMs, longestUnknownMs } = accountFor(story);
        for (const { wholeMs, upMs, degradedMs, downMs, unknownMs, maintenanceMs, availability } of [
          total,
          inServiceHours,
        ]) {
          expect(upMs + degradedMs + downMs + unknownMs + maintenanceMs).toBe(wholeMs);
          const known = upMs + degradedMs + downMs;
          expect(availability).toBe(known === 0 ? undefined : (upMs + degradedMs) / known);
        }
        const sum = (of: (outage: (typeof outages)[number]) => number) =>
          outages.reduce((all, each) => all + of(each), 0);
        expect(sum(({ downMs }) => downMs)).toBe(total.downMs);
        expect(sum(({ inServiceHoursMs }) => inServiceHoursMs)).toBe(inServiceHours.downMs);
        for (const { from, to = length, downMs, plannedMs, unknownMs } of outages) {
          // What is left of it nobody could see within announced work.
          expect(downMs + plannedMs + unknownMs).toBeLessThanOrEqual(to - from);
        }
        expect(longestUnknownMs).toBeLessThanOrEqual(total.unknownMs);
        expect(budgetLeftMs).toBe(allowanceMs(total.wholeMs - total.maintenanceMs, story.target) - total.downMs);
      }),
    );
  });

  it('adds up over neighbouring periods, and over elements', () => {
    const parts = ({ availability: _, ...counted }: TimeAccount) => counted;
    fc.assert(
      fc.property(stories, (story) => {
        const [early, late] = [
          accountFor(story, { from: 0, to: story.cut }),
          accountFor(story, { from: story.cut, to: length }),
        ];
        const whole = accountFor(story);
        expect(sumOf([early.total, late.total])).toEqual(whole.total);
        expect(parts(sumOf([early.inServiceHours, late.inServiceHours]))).toEqual(parts(whole.inServiceHours));
      }),
    );
  });

  it('calls no outage what lies wholly within announced work, and counts what runs over it', () => {
    const spans: readonly StateSpan[] = [
      { from: 0, to: 10, state: 'up' },
      { from: 10, to: 20, state: 'down' },
      { from: 20, to: 50, state: 'up' },
      { from: 50, to: 80, state: 'down' },
      { from: 80, to: 90, state: 'degraded' },
      { from: 90, to: 100, state: 'down' },
    ];
    const maintenance = [
      { from: 5, to: 25 },
      { from: 45, to: 70 },
    ];
    const account = accountOf({ period: { from: 0, to: 100 }, spans, maintenance, serviceHours: [], target: 0.9 });
    expect(account.outages).toMatchObject([
      { from: 50, to: 80, downMs: 10, plannedMs: 20, beganBefore: false },
      { from: 90, to: undefined, downMs: 10, plannedMs: 0 },
    ]);
    expect(account).toMatchObject({ failures: 2, mttrMs: 10, mtbfMs: 17.5, budgetLeftMs: -15 });
  });
});

describe('what may be down', () => {
  it('is exact where binary fractions are not', () => {
    expect([0.999, 0.9, 0.7, 1, 0].map((target) => allowanceMs(1_000_000, target))).toEqual([
      1_000, 100_000, 300_000, 0, 1_000_000,
    ]);
    expect(allowanceMs(31 * 86_400_000, 0.999)).toBe(2_678_400);
    // 0.1 + 0.2 of ten, told without rounding.
    expect(isBelow(3, 10, 0.1 + 0.2)).toBe(false);
    expect(isBelow(2_999_999, 10_000_000, 0.3)).toBe(true);
  });
});

describe('the forecast of a month', () => {
  const soFar = (downMs: number, unknownMs = 0): TimeAccount =>
    sumOf([
      {
        ...{ wholeMs: 500, upMs: 500 - downMs - unknownMs, degradedMs: 0, downMs, unknownMs, maintenanceMs: 0 },
        availability: undefined,
      },
    ]);
  const forecast = (downMs: number, target: number, restMs = 500, unknownMs = 0) =>
    forecastOf({ soFar: soFar(downMs, unknownMs), restMs, elements: 1, now: 500, until: 1_000, target });

  it('says what comes of it as so far, and when nothing fails any more', () => {
    expect(forecast(5, 0.98)).toEqual({ asSoFar: 0.99, allUp: 0.995, allowedMs: 20, leftMs: 15, usedUpAt: undefined });
  });

  it('says when the budget is used up at the pace so far, or that it is', () => {
    expect(forecast(15, 0.98)).toMatchObject({ leftMs: 5, usedUpAt: 667 });
    expect(forecast(25, 0.98)).toMatchObject({ leftMs: -5, usedUpAt: 500 });
    expect(forecast(0, 1)).toMatchObject({ leftMs: 0, usedUpAt: undefined, asSoFar: 1, allUp: 1 });
  });

  it('leaves announced work out of the rest, and takes nothing from what nobody saw', () => {
    const planned = forecast(4, 0.98, 400, 100);
    expect(planned).toMatchObject({ asSoFar: 0.99, allowedMs: 18, leftMs: 14 });
    expect(planned.allUp).toBe(796 / 800);
  });

  it('runs as fast for many elements as they fail together', () => {
    const two = sumOf([soFar(15), soFar(15)]);
    expect(forecastOf({ soFar: two, restMs: 1_000, elements: 2, now: 500, until: 1_000, target: 0.98 })).toMatchObject({
      leftMs: 10,
      usedUpAt: 667,
    });
  });
});
