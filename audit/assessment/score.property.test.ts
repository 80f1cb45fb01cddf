import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { message } from '../../core/index.ts';
import type { IndicatorSettings } from '../../inventory/index.ts';
import type { Span } from '../availability/timeline.ts';
import { cardsOf } from './assess.ts';
import type { Finding, Measure, ScoreCard, Unit } from './model.ts';
import { pointsOf } from './points.ts';
import { ranked, scoreUnit } from './score.ts';
import { factsOf, indicator, schemeOf, storiesAt, storyOf } from './stage.fake.ts';

const steps = fc.uniqueArray(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 6 }).chain((bounds) =>
  fc
    .array(fc.integer({ min: 0, max: 10_000 }), { minLength: bounds.length, maxLength: bounds.length })
    .map((points) => {
      const [falling, worth] = [bounds.toSorted((a, b) => b - a), points.toSorted((a, b) => b - a)];
      return falling.map((atMillionths, index) => ({ atMillionths, pointHundredths: worth[index] ?? 0 }));
    }),
);
const settings = fc
  .record({ steps, curve: fc.constantFrom('steps', 'straight'), weight: fc.integer({ min: 1, max: 100 }) })
  .map((change): IndicatorSettings => indicator({ kind: 'availability', ...change }));
const count = fc.integer({ min: 0, max: 1_000 });
const measure: fc.Arbitrary<Measure> = fc.record({ good: count, bad: count, unknown: count });
const unit: Unit = { kind: 'office', id: 'one', nameZh: '', nameEn: '', districtId: 'd1', pointIds: [] };
const asFinding = (of: Measure): Finding =>
  of.good + of.bad + of.unknown === 0
    ? { applies: false, none: message('assessment.none.no-items') }
    : { applies: true, unit: 'items', measure: of, inputs: [], evidence: [], evidenceLeftOut: 0 };

const judged = fc.array(fc.tuple(settings, measure), { minLength: 1, maxLength: 6 });
const scoreOf = (all: readonly (readonly [IndicatorSettings, Measure])[]) =>
  scoreUnit(
    unit,
    all.map(([each]) => each),
    all.map(([, each]) => asFinding(each)),
  );

describe('points', () => {
  it('never fall when more is good', () => {
    fc.assert(
      fc.property(settings, fc.integer({ min: 1, max: 1e12 }), fc.nat(), fc.nat(), (of, base, one, other) => {
        const [less, more] = [one % (base + 1), other % (base + 1)].sort((a, b) => a - b) as [number, number];
        expect(pointsOf(of, less, base)).toBeLessThanOrEqual(pointsOf(of, more, base));
      }),
    );
  });

  it('are exactly those of a step at its bound, and less below it where the curve is straight', () => {
    const of = indicator({
      kind: 'availability',
      steps: [
        { atMillionths: 999_000, pointHundredths: 10_000 },
        { atMillionths: 990_000, pointHundredths: 8_000 },
        { atMillionths: 950_000, pointHundredths: 2_000 },
      ],
    });
    const worth = (share: number): number => pointsOf(of, Math.round(share * 1e9), 1e9);
    expect([1, 0.999, 0.9945, 0.99, 0.97, 0.95, 0.949_999].map(worth)).toEqual([
      10_000, 10_000, 9_000, 8_000, 5_000, 2_000, 0,
    ]);
    expect(pointsOf({ ...of, curve: 'steps' }, 998_999, 1_000_000)).toBe(8_000);
  });
});

describe('the score of a card', () => {
  it('contains what it would be by every resolution of the unknown', () => {
    fc.assert(
      fc.property(
        judged,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (all, truth) => {
          const settled = all.map(([of, { good, bad, unknown }], index): [IndicatorSettings, Measure] => {
            const served = Math.round(unknown * (truth[index] ?? 0));
            return [of, { good: good + served, bad: bad + unknown - served, unknown: 0 }];
          });
          const [seen, really] = [scoreOf(all).score, scoreOf(settled).score];
          expect(seen === undefined).toBe(really === undefined);
          if (seen === undefined || really === undefined) return;
          expect(really.lower).toBe(really.upper);
          expect(seen.lower).toBeLessThanOrEqual(really.lower);
          expect(seen.upper).toBeGreaterThanOrEqual(really.lower);
        },
      ),
    );
  });

  it('is never raised by more down time, whatever else is known', () => {
    const length = fc.integer({ min: 1, max: 100 });
    const words = fc.array(fc.tuple(fc.constantFrom('up', 'degraded', 'down', 'unknown'), length), {
      minLength: 1,
      maxLength: 12,
    });
    const both = schemeOf(indicator({ kind: 'availability', weight: 60 }), indicator({ kind: 'response', weight: 40 }));
    fc.assert(
      fc.property(words, fc.nat(), fc.tuple(length, length), (told, which, [begin, lasting]) => {
        const scoreAs = (list: readonly (readonly [string, number])[]): ScoreCard['score'] => {
          let from = 0;
          const spans = list.map(([state, ms], sequence): Span => {
            const span = { state: state as Span['state'], from, to: from + ms, reason: message('test'), sequence };
            from = span.to;
            return span;
          });
          const period = { from: 0, to: from };
          const story = storyOf('views', 'two-1/pay', spans, { period });
          const maintenance = [{ from: begin, to: begin + lasting }];
          const worked = storyOf('views', 'two-1/tax', spans, { period, maintenance });
          const cards = cardsOf(factsOf({ period, stories: storiesAt(story, worked) }), both);
          return cards.find((card) => card.unit.id === 'two')?.score;
        };
        const worse = told.map(([word, ms], at) => [at === which % told.length ? 'down' : word, ms] as const);
        const [before, after] = [scoreAs(told), scoreAs(worse)];
        expect(after?.lower ?? 0).toBeLessThanOrEqual(before?.lower ?? 0);
        expect(after?.upper ?? 0).toBeLessThanOrEqual(before?.upper ?? 0);
      }),
    );
  });
});

describe('ranks', () => {
  const cards = fc
    .array(fc.array(measure, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 12 })
    .map((all) =>
      all.map((measures, index) => ({
        ...scoreOf(measures.map((each) => [indicator({ kind: 'availability' }), each] as const)),
        unit: { ...unit, id: `office-${index}` },
      })),
    );

  it('follow the lower end, ties share one, and the next place is left out', () => {
    fc.assert(
      fc.property(cards, (all) => {
        const order = ranked(all);
        expect(order.map((card) => card.unit.id).sort()).toEqual(all.map((card) => card.unit.id).sort());
        const scored = order.filter((card) => card.score !== undefined);
        for (const card of scored) {
          const above = scored.filter((other) => (other.score?.lower ?? 0) > (card.score?.lower ?? 0)).length;
          expect(card.rank).toMatchObject({ rank: above + 1, of: scored.length });
        }
        expect(scored.map(({ rank }) => rank?.rank ?? 0)).toEqual(
          scored.map(({ rank }) => rank?.rank ?? 0).sort((a, b) => a - b),
        );
        expect(order.slice(scored.length).every(({ rank }) => rank === undefined)).toBe(true);
      }),
    );
  });

  it('lie between the best and the worst place that the unknown leaves open', () => {
    fc.assert(
      fc.property(cards, fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }), (all, coins) => {
        const before = new Map(ranked(all).map(({ unit: { id }, rank }) => [id, rank]));
        // Each settles at either end of what it may be.
        const settled = all.map((card, index) => {
          const end = coins[index] === true ? card.score?.lower : card.score?.upper;
          return end === undefined ? card : { ...card, score: { lower: end, upper: end } };
        });
        for (const { unit: of, rank } of ranked(settled)) {
          const told = before.get(of.id);
          if (rank === undefined || told === undefined) continue;
          expect(rank.rank).toBeGreaterThanOrEqual(told.best);
          expect(rank.rank).toBeLessThanOrEqual(told.worst);
        }
      }),
    );
  });
});
