/** A generated time of a city: changes of state of every element, pauses of the watch, announced work, a calendar. By seed, in whole seconds. */

import type { MaintenanceScope, MaintenanceWindow } from '../../audit/index.ts';
import type { CalendarSettings, City } from '../../inventory/index.ts';

export const stateWords = ['up', 'degraded', 'down', 'unknown'] as const;
export type Word = (typeof stateWords)[number];

/** Seconds since 1970 throughout. */
export interface Change {
  readonly at: number;
  readonly state: Word;
  readonly basis?: 'measured' | 'derived';
  /** When it was written: a collector that was cut off tells late. */
  readonly writtenAt: number;
}

export interface Scenario {
  readonly timeZone: string;
  readonly from: number;
  readonly to: number;
  readonly calendar: CalendarSettings;
  /** By subject: `link F01`, `view rulin-1/jintan-budget`. */
  readonly stories: ReadonlyMap<string, readonly Change[]>;
  readonly pauses: readonly { readonly from: number; readonly to: number }[];
  readonly windows: readonly MaintenanceWindow[];
}

/** Zones whose clocks never change, change by an hour, and by half of one. */
const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'] as const;
const daySeconds = 86_400;

export function scenarioOf(input: {
  readonly city: City;
  readonly subjects: readonly string[];
  readonly days: number;
  readonly seed: number;
  /** Changes of one element in a year, on average. */
  readonly changes: number;
  readonly random: () => number;
}): Scenario {
  const { city, subjects, days, seed, changes, random } = input;
  const timeZone = zones[seed % zones.length] ?? 'Asia/Shanghai';
  const from = firstSecondOf('2026-01-01', timeZone);
  const to = from + days * daySeconds;
  const whole = (most: number): number => Math.floor(random() * most);
  const within = (): number => from + whole(to - from);
  const pauses = Array.from({ length: 2 + Math.ceil(days / 30) }, () => {
    const begin = within();
    return { from: begin, to: Math.min(to, begin + 600 + whole(40_000)) };
  });
  const stories = new Map(subjects.map((subject) => [subject, storyOf(subject)]));
  return { timeZone, from, to, calendar: calendarOf(), stories, pauses, windows: windowsOf() };

  function storyOf(subject: string): readonly Change[] {
    const count = Math.max(1, Math.round((changes * days * (0.5 + random())) / 365));
    const own = partOf(count, subject.startsWith('view ') ? 'derived' : undefined, 0);
    // At every fourth point somebody measures, and tells late now and then.
    const isMeasured =
      subject.startsWith('view ') && [...subject].reduce((sum, each) => sum + each.charCodeAt(0), 0) % 4 === 0;
    return isMeasured ? [...own, ...partOf(Math.ceil(count / 2), 'measured', 7_200)] : own;
  }

  function partOf(count: number, basis: Change['basis'], latest: number): readonly Change[] {
    const times = [from - 1 - whole(50_000), ...Array.from({ length: count }, within)].sort((a, b) => a - b);
    return [...new Set(times)].map((at, index) => {
      const dice = random();
      const state = index % 2 === 0 ? (dice < 0.8 ? 'up' : 'degraded') : dice < 0.75 ? 'down' : 'unknown';
      const late = random() < 0.2 ? whole(latest + 1) : 0;
      return { at, state, writtenAt: at + late, ...(basis === undefined ? {} : { basis }) };
    });
  }

  function calendarOf(): CalendarSettings {
    const iso = (): string => new Date(within() * 1000).toISOString().slice(0, 10);
    const days = new Set(Array.from({ length: 20 }, iso));
    return {
      holidays: [...days].slice(0, 12),
      makeUpDays: [...days].slice(12),
      weekdays: [1, 2, 3, 4, 5],
      hours: [
        { fromMinutes: 1 * 60 + 15, toMinutes: 2 * 60 + 45 },
        { fromMinutes: 8 * 60 + 30, toMinutes: 12 * 60 },
        { fromMinutes: 13 * 60 + 30, toMinutes: 18 * 60 },
      ],
    };
  }

  /** Of every scope some; one is announced late, one is ended early, and some come each week, over changes of clocks too. */
  function windowsOf(): readonly MaintenanceWindow[] {
    const pick = (ids: Iterable<string>): string => {
      const list = [...ids];
      return list[whole(list.length)] ?? '';
    };
    const dual = pick(dualHomed(city));
    const both = [...city.links.values()].filter(({ pointId }) => pointId === dual).map(({ id }) => id);
    const pair = city.hostPairs.get(pick(city.hostPairs.keys()));
    const scope = (kind: MaintenanceScope['kind'], id: string): MaintenanceScope => ({ kind, id });
    const scopes: (readonly MaintenanceScope[])[] = [
      [scope('city', city.id)],
      [scope('district', pick(city.districts.keys()))],
      ...Array.from({ length: 4 }, () => [scope('point', pick(city.points.keys()))]),
      ...Array.from({ length: 8 }, () => [scope('link', pick(city.links.keys()))]),
      ...Array.from({ length: 3 }, () => [scope('pair', pick(city.hostPairs.keys()))]),
      ...Array.from({ length: 3 }, () => [scope('service', pick(city.services.keys()))]),
      ...['utm', 'switch', 'switch'].map((kind) => [
        scope('device', pick([...city.devices.values()].filter((each) => each.kind === kind).map(({ id }) => id))),
      ]),
      both.map((id) => scope('link', id)),
      both.slice(0, 1).map((id) => scope('link', id)),
      [scope('device', pair?.memberA ?? ''), scope('device', pair?.memberB ?? '')],
      [scope('device', pair?.memberA ?? '')],
    ];
    return scopes.map((each, index): MaintenanceWindow => {
      // On whole minutes, as people announce.
      const begin = (from + Math.floor((whole(to - from) * (index % 2 === 0 ? 1 : 0.3)) / 60) * 60) * 1000;
      const end = begin + (30 + whole(600)) * 60_000;
      const late = index % 5 === 0;
      return {
        ...{ id: `w${index}`, scopes: each, from: begin, to: end, reason: 'work', createdBy: 'operator' },
        createdAt: late ? begin + 600_000 : begin - 86_400_000,
        ...(index % 2 === 0 ? {} : { weeklyUntil: begin + (2 + whole(30)) * 7 * 86_400_000 }),
        ...(index % 7 === 3 ? { endedAt: begin + 1_200_000, endedBy: 'operator' } : {}),
      };
    });
  }
}

export function* dualHomed(city: City): Generator<string> {
  const counts = Map.groupBy(city.links.values(), ({ pointId }) => pointId);
  for (const [id, links] of counts) if (links.length > 1) yield id;
}

/** The first second of a day, found by asking what the clock shows. */
function firstSecondOf(iso: string, timeZone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  for (let at = Date.parse(`${iso}T00:00:00Z`) / 1000 - 14 * 3600; ; at += 900) {
    if (format.format(at * 1000) === `${iso} 00:00:00`) return at;
  }
}
