/** The elements of an uptime report with what became of each, and the terms on which that rests. */
import type { CalendarSettings, City, Contract } from '../../../inventory/index.ts';
import { createWorkingCalendar } from '../../calendar/service-hours.ts';
import type { Interval } from '../../intervals.ts';
import { type CoveredKind, coverOf } from '../../maintenance/cover.ts';
import { planOf } from '../../maintenance/excluded.ts';
import { windowsFrom } from '../../maintenance/records.ts';
import { viewId } from '../../services/model.ts';
import type { ElementName, Report, UptimeTerms } from '../model.ts';
import type { History } from './history.ts';
import { judge, type Story } from './judge.ts';
import { type MaintenanceRecord, prunedCover } from './maintenance.ts';
import {
  elementsOf,
  linkElement,
  pairElement,
  pointElement,
  type ScopeWish,
  serviceElement,
  viewElement,
} from './scope.ts';

export const storyTables = ['points', 'links', 'views', 'services', 'pairs'] as const;
export type StoryTable = (typeof storyTables)[number];

export interface ToldStory extends Story {
  readonly element: ElementName;
  readonly table: StoryTable;
}

export interface Stories {
  readonly all: readonly ToldStory[];
  readonly terms: UptimeTerms;
  /** Views, services and pairs of the scope of which nothing was ever recorded: nobody watches them, and the report says so. */
  readonly unwatched: number;
}

interface Candidate {
  readonly element: ElementName;
  readonly table: StoryTable;
}

/** Every element of a scope, in the order of the tables. */
export function candidatesOf(city: City, scope: ScopeWish, language: Report['language']): readonly Candidate[] {
  const { points, links, views, services, pairs } = elementsOf(city, scope);
  return [
    ...points.map(({ id }) => ({ table: 'points', element: pointElement(city, id, language) }) as const),
    ...links.map((link) => ({ table: 'links', element: linkElement(city, link, language) }) as const),
    ...views.map((view) => ({ table: 'views', element: viewElement(city, view, language) }) as const),
    ...services.map((service) => ({ table: 'services', element: serviceElement(city, service, language) }) as const),
    ...pairs.map((pair) => ({ table: 'pairs', element: pairElement(city, pair, language) }) as const),
  ];
}

export const subjectOf = ({ kind, id }: Pick<ElementName, 'kind' | 'id'>): string => `${kind} ${id}`;

export function storiesOf(input: {
  readonly city: City;
  readonly scope: ScopeWish;
  readonly language: Report['language'];
  readonly period: Interval;
  readonly timeZone: string;
  readonly history: History;
  readonly calendar: CalendarSettings;
  readonly maintenance: readonly MaintenanceRecord[];
  readonly target: number;
}): Stories {
  const { city, scope, language, period, timeZone, history, calendar, target } = input;
  const candidates = candidatesOf(city, scope, language);
  const isWatched = ({ table, element }: Candidate): boolean =>
    table === 'points' || table === 'links' || (history.records.get(subjectOf(element))?.length ?? 0) > 0;
  const watched = candidates.filter(isWatched);
  const plan = planOf(windowsFrom(input.maintenance), period, timeZone);
  const named = new Set(plan.keys());
  const covers: Record<string, NonNullable<ReturnType<typeof prunedCover>>> = {};
  for (const { element } of named.size === 0 ? [] : watched) {
    const cover = prunedCover(coverOf(city, element.kind as CoveredKind, element.id), named);
    if (cover !== undefined) covers[subjectOf(element)] = cover;
  }
  const serviceHours = createWorkingCalendar(timeZone, calendar).serviceHours(period);
  const terms = { period, unwatched: history.unwatched, serviceHours, plan, target };
  const all = watched.map(({ element, table }): ToldStory => {
    const subject = subjectOf(element);
    const records = history.records.get(subject) ?? [];
    return { ...judge({ subject, records, cover: covers[subject] }, terms), element, table };
  });
  return {
    all,
    terms: {
      calendar,
      covers,
      contracts: contractsOf(city, all),
      districts: scope.kind === 'city' || scope.kind === 'district' ? districtsOf(city, all) : {},
    },
    unwatched: candidates.length - watched.length,
  };
}

function contractsOf(city: City, all: readonly ToldStory[]): Readonly<Record<string, Contract>> {
  const found = all.flatMap(({ table, element }): (readonly [string, Contract])[] => {
    const contract = table === 'links' ? city.contracts.get(city.links.get(element.id)?.circuit ?? '') : undefined;
    return contract === undefined ? [] : [[element.id, contract]];
  });
  return Object.fromEntries(found);
}

/** What a district lives: the services at all of its points together; where nobody watches services, its points. */
function districtsOf(city: City, all: readonly ToldStory[]): Readonly<Record<string, readonly string[]>> {
  const table = all.some((story) => story.table === 'views') ? 'views' : 'points';
  const byDistrict = Map.groupBy(
    all.filter((story) => story.table === table),
    ({ element }) => city.points.get(element.id.split('/')[0] ?? '')?.districtId ?? '',
  );
  return Object.fromEntries([...byDistrict].map(([id, stories]) => [id, stories.map(({ subject }) => subject)]));
}

/** Names of what the journals are asked for. */
export function subjectsOf(city: City, scope: ScopeWish): readonly string[] {
  const { points, links, views, services, pairs } = elementsOf(city, scope);
  return [
    ...points.map(({ id }) => `point ${id}`),
    ...links.map(({ id }) => `link ${id}`),
    ...views.map((view) => `view ${viewId(view)}`),
    ...services.map(({ id }) => `service ${id}`),
    ...pairs.map(({ id }) => `pair ${id}`),
  ];
}
