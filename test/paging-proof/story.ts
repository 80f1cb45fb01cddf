/** What is declared to happen, by chance from a seed: faults, announced work, what people answer, and when Fangzhou is killed. */
import {
  type CalendarSettings,
  type EscalationSettings,
  incidentSeverities,
  type PagingSettings,
  type PersonSettings,
  type RosterSettings,
} from '../../inventory/index.ts';
import { aggregationOf, type DistrictId, districtIds, linksOf, plainDevicesOf, pointOfLink } from './city.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** Every device is polled once in it. */
export const periodMs = minute;
/** Of the clock between two polls. */
export const stepMs = 20_000;
export const raiseAfterPolls = 3;
export const clearAfterPolls = 2;

export interface Root {
  readonly kind: 'link' | 'device';
  readonly id: string;
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** One trouble of one root as nature makes it. */
export interface Trouble {
  readonly root: Root;
  /** When it is broken; several stretches where it flaps. */
  readonly broken: readonly Stretch[];
  /** Somebody takes care so long after the first possible opening; undefined: nobody does. */
  readonly answerAfterMs: number | undefined;
  /** By the link in a message, or on a page by somebody who was not told. */
  readonly answerBy: 'link' | 'page';
}

export interface Work extends Stretch {
  readonly scope: { readonly kind: 'link' | 'device' | 'point' | 'district'; readonly id: string };
  readonly announcedAt: number;
  /** Repeats each week until then. */
  readonly weeklyUntil: number | undefined;
}

/** Nobody is paged for what it matches. */
export interface Hush extends Stretch {
  readonly elements?: readonly string[];
  readonly districts?: readonly string[];
  readonly conditions?: readonly ('link-down' | 'device-unreachable')[];
}

export interface Story {
  readonly from: number;
  readonly to: number;
  readonly paging: PagingSettings;
  readonly calendar: CalendarSettings;
  readonly troubles: readonly Trouble[];
  readonly works: readonly Work[];
  readonly hushes: readonly Hush[];
  readonly kills: readonly number[];
}

type Chance = () => number;

export function chanceOf(random: Chance) {
  const within = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const oneOf = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;
  return { within, oneOf, is: (share: number): boolean => random() < share };
}

/** The Spring Festival of 2026 with the weekend days that are worked in its place. */
export const calendar: CalendarSettings = {
  holidays: Array.from({ length: 9 }, (_, n) => `2026-02-${15 + n}`),
  makeUpDays: ['2026-02-14', '2026-02-28'],
  weekdays: [1, 2, 3, 4, 5],
  hours: [],
};

export const zoneMs = 8 * hour;
/** Midnight of the city's day, `2026-02-15`. */
const midnight = (text: string): number => Date.parse(`${text}T00:00:00Z`) - zoneMs;
const dayText = (at: number): string => new Date(at + zoneMs).toISOString().slice(0, 10);

export function storyOf(random: Chance, days: number): Story {
  const chance = chanceOf(random);
  const from = midnight('2026-02-06') + chance.within(0, 8) * day;
  const to = from + days * day;
  const paging = pagingOf(chance, from, days);
  const found = districtIds.map((district) => happenings(chance, district, from, days));
  const kills = Array.from({ length: days * 2 }, () => from + chance.within(1, (days * day) / stepMs - 1) * stepMs);
  return {
    ...{ from, to, paging, calendar },
    troubles: found.flatMap(({ troubles }) => troubles),
    works: found.flatMap(({ works }) => works),
    hushes: found.flatMap(({ hushes }) => hushes),
    kills: kills.sort((a, b) => a - b),
  };
}

function pagingOf({ within, oneOf, is }: ReturnType<typeof chanceOf>, from: number, days: number): PagingSettings {
  const member = (district: DistrictId) => [1, 2, 3].map((n) => `${district}-duty-${n}`);
  const standIns = ['stand-in-1', 'stand-in-2'];
  const dayOf = () => dayText(from + within(0, days) * day);
  const person = (id: string): PersonSettings => ({
    ...{ id, nameZh: id, nameEn: id, language: oneOf(['zh-CN', 'en'] as const) },
    away: id === 'chief' ? [] : Array.from({ length: within(0, 2) }, dayOf),
    ways: [{ channelId: 'mail', to: id }],
  });
  const roster = (district: DistrictId): RosterSettings => ({
    ...{ id: district, nameZh: district, nameEn: district, members: member(district), until: undefined },
    from: dayText(from - within(1, 20) * day),
    turnDays: oneOf([1, 2, 7]),
    handOverMinutes: oneOf([0, 510, 1_080]),
    onDaysOff: is(0.7) ? standIns : undefined,
    overrides: Array.from({ length: within(0, 3) }, () => {
      const begin = from + within(0, days * 24 * 60) * minute + zoneMs;
      const end = begin + within(2, 40) * hour;
      const personId = oneOf([...member(district), 'chief']);
      return { from: { wall: begin }, to: { wall: end }, personId, reason: 'swap' };
    }),
  });
  const step = (afterSeconds: number, ...tell: readonly string[]) => ({ afterSeconds, tell, by: undefined });
  const policy = (id: string): EscalationSettings => ({
    ...{ id, severities: ['critical', 'major'], repeats: within(0, 2), repeatAfterSeconds: oneOf([300, 900]) },
    repageSeconds: oneOf([1_800, 3_600, undefined]),
    steps: [step(oneOf([0, 0, 120]), 'on-call'), step(600, 'on-call', 'chief')],
  });
  return {
    people: [...districtIds.flatMap(member), ...standIns, 'chief'].map(person),
    rosters: districtIds.map(roster),
    policies: districtIds.map(policy),
    teams: districtIds.map((id, n) => ({
      ...{ id, nameZh: id, nameEn: id, rosterId: id, policyId: id },
      districtIds: n === 0 ? ['city', id] : [id],
    })),
    channels: [
      {
        ...{
          id: 'mail',
          kind: 'smtp',
          answers: undefined,
          host: 'mail.inner',
          port: 25,
          security: 'none',
          from: 'f@city.inner',
        },
        ...{ authority: undefined, serverName: undefined, login: undefined, otherwiseId: undefined },
        ...{ perMinute: 6_000, timeoutSeconds: 10, attempts: 3, severities: incidentSeverities },
      },
    ],
    ...{ url: 'http://fz.inner', linkSeconds: 86_400, gapAheadSeconds: 604_800 },
    ...{ stormPages: within(3, 8), stormSeconds: 600 },
  };
}

interface Happened {
  readonly troubles: Trouble[];
  readonly works: Work[];
  readonly hushes: Hush[];
}

/** A district's days: what happens begins at six times of a day, and is over before the next one. */
function happenings(chance: ReturnType<typeof chanceOf>, district: DistrictId, from: number, days: number): Happened {
  const { within, oneOf, is } = chance;
  const done: Happened = { troubles: [], works: [], hushes: [] };
  const link = (id: string): Root => ({ kind: 'link', id });
  const device = (id: string): Root => ({ kind: 'device', id });
  const anyRoot = (): Root => (is(0.6) ? link(oneOf(linksOf(district))) : device(oneOf(plainDevicesOf(district))));
  const answer = (): Pick<Trouble, 'answerAfterMs' | 'answerBy'> => ({
    answerAfterMs: is(0.6) ? within(1, 40) * minute + 7_000 : undefined,
    answerBy: is(0.5) ? 'link' : 'page',
  });
  const broken = (root: Root, begin: number, ms: number): Trouble => ({
    ...{ root, broken: [{ from: begin, to: begin + ms }], ...answer() },
  });

  const kinds: readonly ((at: number) => void)[] = [
    (at) => void done.troubles.push(broken(anyRoot(), at, within(12, 110) * minute)),
    // Shorter than a period: nobody hears of it.
    (at) => void done.troubles.push(broken(link(oneOf(linksOf(district))), at, 40_000)),
    (at) => void done.troubles.push(broken(device(aggregationOf(district)), at, within(12, 90) * minute)),
    // All links at once: as many roots.
    (at) => {
      const ms = within(12, 60) * minute;
      for (const id of linksOf(district)) done.troubles.push(broken(link(id), at + within(0, 30) * 1_000, ms));
    },
    // A cut fibre, and then the switch before it dies and comes back.
    (at) => {
      done.troubles.push(broken(link(oneOf(linksOf(district))), at, 110 * minute));
      done.troubles.push(broken(device(aggregationOf(district)), at + 25 * minute, within(12, 40) * minute));
    },
    (at) => {
      const root = anyRoot();
      const outlasts = is(0.5);
      const length = within(30, 80) * minute;
      const begin = at + within(1, 10) * minute;
      done.troubles.push(broken(root, begin, outlasts ? length + within(10, 20) * minute : within(8, 15) * minute));
      const pointId = root.kind === 'link' ? pointOfLink(root.id) : undefined;
      const scopes = [root, { kind: 'district', id: district }, ...(pointId ? [{ kind: 'point', id: pointId }] : [])];
      const weeks = is(0.3) ? 1 : 0;
      done.works.push({
        scope: oneOf(scopes) as Work['scope'],
        from: at - weeks * 7 * day,
        to: at - weeks * 7 * day + length,
        announcedAt: at - weeks * 7 * day - hour,
        weeklyUntil: weeks === 0 ? undefined : at + hour,
      });
    },
    // Silenced before it breaks, or while somebody is being told; it ends within the silence, or later.
    (at) => {
      const root = anyRoot();
      const begin = at + within(1, 25) * minute;
      const length = within(30, 80) * minute;
      const outlasts = is(0.6);
      done.troubles.push(broken(root, at + 5 * minute, outlasts ? begin - at + length + 20 * minute : 12 * minute));
      const condition = root.kind === 'link' ? 'link-down' : 'device-unreachable';
      const matchers = oneOf([
        { elements: [root.id] },
        { elements: [`${root.id.slice(0, -2)}*`, 'x*'] },
        { districts: [district], conditions: [condition] } as const,
      ]);
      done.hushes.push({ from: begin, to: begin + length, ...matchers });
    },
    // Up and down again and again; at its end it may stay down.
    (at) => {
      const [down, up] = [within(1, 2), within(1, 3)];
      const cycleMs = (down + up) * minute;
      const stretches = Array.from({ length: within(4, Math.floor(40 / (down + up))) }, (_, n) => ({
        from: at + n * cycleMs,
        to: at + n * cycleMs + down * minute,
      }));
      const last = at + stretches.length * cycleMs;
      if (is(0.5)) stretches.push({ from: last, to: last + within(12, 20) * minute });
      const root = link(oneOf(linksOf(district)));
      done.troubles.push({ root, broken: stretches, answerAfterMs: undefined, answerBy: 'page' });
    },
  ];
  for (let slot = 0; slot < days * 6; slot += 1) {
    if (is(0.55)) continue;
    // Never at the moment of a poll.
    oneOf(kinds)(from + slot * 4 * hour + within(20, 60) * minute + 7_000);
  }
  // A weekly one that began a week before would silence what was told there.
  const first = (work: Work): boolean => work.weeklyUntil === undefined || work.announcedAt > from;
  const spoilt = (work: Work): boolean =>
    done.troubles.some(({ broken: [one] }) => one !== undefined && one.from < work.to && one.to > work.from - hour);
  const kept = done.works.filter((work) => first(work) && (work.weeklyUntil === undefined || !spoilt(work)));
  return { ...done, works: kept };
}
