import { message } from '../../core/index.ts';
import type { AssessmentScheme, City, IndicatorSettings } from '../../inventory/index.ts';
import { accountOf } from '../availability/account.ts';
import { type Span, timelineOf } from '../availability/timeline.ts';
import { cityOf } from '../city.fake.ts';
import type { Interval } from '../intervals.ts';
import { figuresOf } from '../report/uptime/figures.ts';
import type { StoryTable, ToldStory } from '../report/uptime/stories.ts';
import type { StateWord } from '../state/model.ts';
import type { AssessmentFacts } from './facts.ts';

/** A district with two offices; the first has two points. A data set for each office. */
export function smallCity(): City {
  const point = (id: string, officeId: string) => ({ id, officeId, districtId: 'd1', prefixes: [] });
  const city = cityOf({
    districts: [{ id: 'd1', nameZh: '一区', nameEn: 'First', prefixes: [] }],
    offices: [
      { id: 'one', nameZh: '一所', districtId: 'd1' },
      { id: 'two', nameZh: '二所', districtId: 'd1' },
    ],
    points: [point('one-1', 'one'), point('one-2', 'one'), point('two-1', 'two')],
    ...{ devices: [], links: [], pairs: [] },
  });
  const set = (officeId: string) => ({
    ...{ id: `${officeId}-data`, officeId, districtId: 'd1', repository: 'd1-backup', schedule: 'daily' },
    ...{ maxAgeHours: 26, retentionDays: 30, drill: '' },
  });
  const backups = new Map(['one', 'two'].map((id) => [`${id}-data`, set(id)]));
  return { ...city, backups: backups as unknown as City['backups'] };
}

/** One indicator, worth as many points as its share says. */
export function indicator(change: Partial<IndicatorSettings> & Pick<IndicatorSettings, 'kind'>): IndicatorSettings {
  return {
    ...{ id: change.kind, nameZh: undefined, nameEn: undefined, weight: 100, curve: 'straight', hours: 'all' },
    steps: [
      { atMillionths: 1_000_000, pointHundredths: 10_000 },
      { atMillionths: 0, pointHundredths: 0 },
    ],
    ...{ withinSeconds: 0, severities: ['critical', 'major'] },
    ...change,
  };
}

export const schemeOf = (...indicators: readonly IndicatorSettings[]): AssessmentScheme => ({
  version: 1,
  rhythm: 'quarter',
  indicators,
});

/** `up 0, down 200, up 300`: words with the moments from which they hold. */
export function lived(
  table: StoryTable,
  id: string,
  told: readonly (readonly [StateWord, number])[],
  terms: {
    readonly period: Interval;
    readonly maintenance?: readonly Interval[];
    readonly unwatched?: readonly Interval[];
  },
): ToldStory {
  const { period, maintenance = [], unwatched = [] } = terms;
  const records = told.map(([state, at], sequence) => ({ sequence, at, state, reason: message(`test.${state}`) }));
  return storyOf(table, id, timelineOf({ period, records, unwatched }), { period, maintenance });
}

export function storyOf(
  table: StoryTable,
  id: string,
  spans: readonly Span[],
  { period, maintenance = [] }: { readonly period: Interval; readonly maintenance?: readonly Interval[] },
): ToldStory {
  const account = accountOf({ period, spans, maintenance, serviceHours: [period], target: 0 });
  const kind = table === 'views' ? 'view' : 'point';
  return {
    ...{ subject: `${kind} ${id}`, spans, maintenance, account, figures: figuresOf(account), verdict: 'unknown' },
    ...{ shown: spans, element: { kind, id, name: id }, table },
  };
}

/** What nobody ever told anything of; a period of 1,000 ms. */
export function factsOf(change: Partial<AssessmentFacts> = {}): AssessmentFacts {
  return {
    ...{ city: smallCity(), period: { from: 0, to: 1_000 }, knownUntil: 10_000_000, stories: new Map(), unwatched: [] },
    isolation: { places: new Map(), unwatched: [] },
    backups: { words: new Map(), unwatched: [] },
    ...{ stockTakes: [], expected: new Map(), items: [], incidents: [] },
    ...change,
  };
}

export const storiesAt = (...stories: readonly ToldStory[]): AssessmentFacts['stories'] =>
  Map.groupBy(stories, ({ element }) => element.id.split('/')[0] ?? '');
