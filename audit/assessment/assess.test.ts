import { describe, expect, it } from 'vitest';
import { message } from '../../core/index.ts';
import type { IndicatorSettings } from '../../inventory/index.ts';
import { cardsOf } from './assess.ts';
import type { AssessmentFacts, IncidentStory, ItemStory } from './facts.ts';
import type { Finding, ScoreCard } from './model.ts';
import { factsOf, indicator, lived, schemeOf, storiesAt } from './stage.fake.ts';

const period = { from: 0, to: 1_000 };

function cardOf(facts: AssessmentFacts, unit: string, ...indicators: readonly IndicatorSettings[]): ScoreCard {
  const card = cardsOf(facts, schemeOf(...indicators)).find((each) => `${each.unit.kind} ${each.unit.id}` === unit);
  if (card === undefined) throw new Error(`no card of ${unit}`);
  return card;
}

function findingOf(facts: AssessmentFacts, unit: string, of: IndicatorSettings): Finding {
  const finding = cardOf(facts, unit, of).indicators[0]?.finding;
  if (finding === undefined) throw new Error('no finding');
  return finding;
}

const measured = (finding: Finding) => (finding.applies ? finding.measure : finding.none.key);

describe('availability and response', () => {
  // one-1 lives two services, one-2 none that is watched, two-1 nothing that was ever told.
  const facts = factsOf({
    stories: storiesAt(
      lived('points', 'one-1', [['down', 0]], { period }),
      lived(
        'views',
        'one-1/pay',
        [
          ['up', 0],
          ['down', 600],
          ['up', 700],
        ],
        { period },
      ),
      lived(
        'views',
        'one-1/budget',
        [
          ['degraded', 0],
          ['up', 100],
        ],
        { period, unwatched: [{ from: 900, to: 2_000 }] },
      ),
      lived('points', 'one-2', [['up', 0]], { period, maintenance: [{ from: 0, to: 400 }] }),
      lived('points', 'two-1', [], { period }),
    ),
  });

  it('count the services of a point where somebody watches them, and the point where nobody does', () => {
    // 1,000 + 1,000 of services and 600 of the point beside its announced work.
    const finding = findingOf(facts, 'office one', indicator({ kind: 'availability' }));
    expect(measured(finding)).toEqual({ good: 900 + 900 + 600, bad: 100, unknown: 100 });
    expect(finding).toMatchObject({
      inputs: [
        message('assessment.input.views', { count: 2 }),
        message('assessment.input.points', { count: 1 }),
        message('assessment.input.announced', { hours: '0.00' }),
      ],
      evidence: [{ about: 'view one-1/pay', from: 600, to: 700 }],
    });
  });

  it('take what is slow for there, and not for in time', () => {
    expect(measured(findingOf(facts, 'office one', indicator({ kind: 'response' })))).toEqual({
      ...{ good: 900 + 800, bad: 100 + 100, unknown: 100 },
    });
    expect(measured(findingOf(facts, 'office two', indicator({ kind: 'response' })))).toBe(
      'assessment.none.no-services',
    );
  });

  it('leave a point of which nobody told anything between nothing and everything', () => {
    expect(cardOf(facts, 'office two', indicator({ kind: 'availability' }))).toMatchObject({
      score: { lower: 0, upper: 10_000 },
      rank: { rank: 2, best: 1, worst: 2, of: 2 },
    });
  });

  it('add up a district from all of its points', () => {
    expect(measured(findingOf(facts, 'district d1', indicator({ kind: 'availability' })))).toEqual({
      ...{ good: 2_400, bad: 100, unknown: 1_100 },
    });
  });

  it('do not apply where all of the time was announced work', () => {
    const all = lived('points', 'two-1', [['down', 0]], { period, maintenance: [period] });
    const finding = findingOf(factsOf({ stories: storiesAt(all) }), 'office two', indicator({ kind: 'availability' }));
    expect(measured(finding)).toBe('assessment.none.all-announced');
  });
});

describe('isolation and backup', () => {
  const state = <Word extends string>(word: Word, at: number, sequence: number) => ({
    ...{ state: word, at, sequence, reason: message(`test.${word}`) },
  });

  it('count the recorded words of places, with the record that began each bad stretch', () => {
    const places = new Map([
      ['one-1', [state('isolated', 0, 4), state('violated', 300, 7), state('isolated', 350, 9)] as const],
    ]);
    const facts = factsOf({ isolation: { places, unwatched: [{ from: 500, to: 600 }] } });
    const finding = findingOf(facts, 'office one', indicator({ kind: 'isolation' }));
    // Of one-2 nothing is known.
    expect(measured(finding)).toEqual({ good: 850, bad: 50, unknown: 1_100 });
    expect(finding).toMatchObject({ evidence: [{ about: 'isolation one-1', from: 300, to: 350, record: 7 }] });
  });

  it('count the time in which data sets were covered; a stretch that lasts has no end', () => {
    const words = new Map([['backup two-data', [state('covered', 0, 1), state('uncovered', 800, 2)] as const]]);
    const finding = findingOf(
      factsOf({ backups: { words, unwatched: [] } }),
      'office two',
      indicator({ kind: 'backup' }),
    );
    expect(measured(finding)).toEqual({ good: 800, bad: 200, unknown: 0 });
    expect(finding).toMatchObject({ evidence: [{ about: 'backup two-data', from: 800, to: undefined, record: 2 }] });
  });
});

describe('terminals', () => {
  const take = (placeId: string, at: number, found: number, findings: number) => ({
    ...{ id: `${placeId}-${at}`, placeId, at, record: at, found, findings },
  });

  it('count by the newest stock-take of the period; what nobody counted is unknown', () => {
    const facts = factsOf({
      stockTakes: [take('one-1', -5, 9, 0), take('one-1', 100, 1, 9), take('one-1', 500, 8, 2)],
      expected: new Map([
        ['one-1', 10],
        ['one-2', 5],
        ['two-1', 3],
      ]),
    });
    const counted = findingOf(facts, 'office one', indicator({ kind: 'terminals' }));
    expect(measured(counted)).toEqual({ good: 8, bad: 2, unknown: 5 });
    expect(counted).toMatchObject({ evidence: [{ about: 'stock-take one-1-500', record: 500 }] });
    expect(measured(findingOf(facts, 'office two', indicator({ kind: 'terminals' })))).toEqual({
      ...{ good: 0, bad: 0, unknown: 3 },
    });
  });
});

describe('open items', () => {
  const item = (change: Partial<ItemStory>): ItemStory => ({
    ...{ id: 'OI-1', placeId: 'one-1', title: message('test'), dueAt: 500, endedAt: undefined, record: 3, ...change },
  });

  it('ask only for what came due in the period: answered by then, late, or due while Fangzhou stood still', () => {
    const facts = factsOf({
      unwatched: [{ from: 700, to: 800 }],
      items: [
        item({ id: 'OI-1', endedAt: 500 }),
        item({ id: 'OI-2', endedAt: 501 }),
        item({ id: 'OI-3' }),
        item({ id: 'OI-4', dueAt: 750, endedAt: 900 }),
        item({ id: 'OI-5', dueAt: 1_000 }),
        item({ id: 'OI-6', placeId: 'two-1', dueAt: -1 }),
      ],
    });
    const finding = findingOf(facts, 'office one', indicator({ kind: 'open-items' }));
    expect(measured(finding)).toEqual({ good: 1, bad: 2, unknown: 1 });
    expect(finding).toMatchObject({
      evidence: [{ about: 'item OI-2' }, { about: 'item OI-3' }, { about: 'item OI-4' }],
    });
    expect(measured(findingOf(facts, 'office two', indicator({ kind: 'open-items' })))).toBe(
      'assessment.none.no-items',
    );
  });
});

describe('response times of incidents', () => {
  const incident = (change: Partial<IncidentStory>): IncidentStory => ({
    ...{ id: 'INC-1', severity: 'major', root: 'point one-1', raisedAt: 100, summary: message('test') },
    ...{ acknowledgedAt: undefined, clearedAt: undefined, isFolded: false, record: 5 },
    ...change,
  });
  const facts = factsOf({
    knownUntil: 5_000,
    unwatched: [{ from: 2_500, to: 2_700 }],
    incidents: [
      incident({ id: 'INC-1', acknowledgedAt: 2_100, clearedAt: 9_000 }),
      incident({ id: 'INC-2', acknowledgedAt: 2_101 }),
      // Over before anybody had to take it over.
      incident({ id: 'INC-3', clearedAt: 2_000 }),
      incident({ id: 'INC-4', severity: 'minor' }),
      incident({ id: 'INC-5', isFolded: true }),
      incident({ id: 'INC-6', raisedAt: 600, acknowledgedAt: 2_800 }),
      incident({ id: 'INC-7', raisedAt: -1 }),
      incident({ id: 'INC-8', root: 'point two-1', raisedAt: 999 }),
    ],
  });
  const acknowledge = indicator({ kind: 'acknowledge', withinSeconds: 2 });

  it('count who took over in time, who did not, and whose time ended unseen', () => {
    const finding = findingOf(facts, 'office one', acknowledge);
    expect(measured(finding)).toEqual({ good: 1, bad: 1, unknown: 1 });
    expect(finding).toMatchObject({ evidence: [{ about: 'incident INC-2', record: 5 }, { about: 'incident INC-6' }] });
  });

  it('count what was over in time, also when nobody took it over', () => {
    const resolve = indicator({ kind: 'resolve', withinSeconds: 2 });
    expect(measured(findingOf(facts, 'office one', resolve))).toEqual({ good: 1, bad: 2, unknown: 1 });
  });

  it('do not ask before the time is over', () => {
    const late = { ...facts, knownUntil: 2_998 };
    expect(measured(findingOf(late, 'office two', acknowledge))).toBe('assessment.none.no-incidents');
    expect(measured(findingOf({ ...late, knownUntil: 2_999 }, 'office two', acknowledge))).toEqual({
      ...{ good: 0, bad: 1, unknown: 0 },
    });
  });
});

describe('a score card', () => {
  it('shares the weight of what does not apply among the others, and says so', () => {
    const facts = factsOf({
      stories: storiesAt(
        lived(
          'points',
          'two-1',
          [
            ['up', 0],
            ['down', 900],
          ],
          { period },
        ),
      ),
      backups: { words: new Map(), unwatched: [] },
    });
    const card = cardOf(
      facts,
      'office two',
      indicator({ kind: 'availability', weight: 30 }),
      indicator({ kind: 'backup', weight: 20 }),
      indicator({ kind: 'open-items', weight: 50 }),
    );
    // Availability 90, backup unknown: (30 x 90 + 20 x 0) / 50 and (30 x 90 + 20 x 100) / 50.
    expect(card.score).toEqual({ lower: 5_400, upper: 9_400 });
    expect(card.indicators.map(({ points, share }) => ({ points, share }))).toEqual([
      { points: { lower: 9_000, upper: 9_000 }, share: 6_000 },
      { points: { lower: 0, upper: 10_000 }, share: 4_000 },
      { points: undefined, share: 0 },
    ]);
  });

  it('has no score and no place where nothing applies', () => {
    expect(cardOf(factsOf(), 'office two', indicator({ kind: 'open-items' }))).toMatchObject({
      score: undefined,
      rank: undefined,
    });
  });
});
