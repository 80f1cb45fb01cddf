/**
 * What a report of availability must say, told in the slowest way: every second of a day on which something changes is painted with
 * what it was, and seconds are counted. Shares no line with the code that it judges: what a clock shows is asked of Intl minute by
 * minute, and what is under maintenance is said by plain rules of each kind of element.
 */

import type { MaintenanceWindow } from '../../audit/index.ts';
import type { City } from '../../inventory/index.ts';
import type { Change, Scenario } from './scenario.ts';

/** Seconds and counts of one element. */
export interface Counted {
  down: number;
  degraded: number;
  unknown: number;
  maintenance: number;
  downInHours: number;
  unknownInHours: number;
  maintenanceInHours: number;
  up: number;
  upInHours: number;
  outages: number;
  longestOutage: number;
  longestUnknown: number;
  /** By month: seconds down, and under maintenance. */
  months: { down: number; maintenance: number; unknown: number }[];
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

const day = 86_400;
const [none, up, degraded, down, unknown] = [0, 1, 2, 3, 4] as const;
const codes: Readonly<Record<Change['state'], number>> = { up, degraded, down, unknown };

export interface Oracle {
  readonly months: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  count(subject: string): Counted;
}

export function oracleOf(city: City, scenario: Scenario): Oracle {
  const { from, to, stories, pauses } = scenario;
  const clock = clockOf(scenario.timeZone);
  const hours = paintHours(scenario, clock);
  const months = monthsIn(scenario, clock);
  const under = new Map<string, Stretch[]>();
  for (const window of scenario.windows) {
    for (const { kind, id } of window.scopes) {
      const key = `${kind} ${id}`;
      under.set(key, [...(under.get(key) ?? []), ...stretchesOf(window, scenario, clock)]);
    }
  }
  const at = (key: string): readonly Stretch[] => under.get(key) ?? [];

  /** Sets of stretches, all of whose members must hold for an element to be excluded. */
  function exclusions(subject: string): readonly (readonly (readonly Stretch[])[])[] {
    const [kind, id = ''] = subject.split(' ');
    const one = (key: string) => [at(key)];
    const ofPair = (pairId: string | undefined) => {
      const pair = pairId === undefined ? undefined : city.hostPairs.get(pairId);
      if (pair === undefined) return [];
      return [
        one(`pair ${pair.id}`),
        one(`district ${pair.districtId}`),
        [at(`device ${pair.memberA}`), at(`device ${pair.memberB}`)],
      ];
    };
    const ofService = (serviceId: string) => {
      const service = city.services.get(serviceId);
      return [
        one(`service ${serviceId}`),
        one(`district ${service?.districtId}`),
        ...ofPair(service?.appPairId),
        ...ofPair(service?.dbPairId),
      ];
    };
    const ofPoint = (pointId: string) => {
      const links = [...city.links.values()].filter((link) => link.pointId === pointId);
      const devices = [...city.devices.values()].filter((device) => device.pointId === pointId);
      const all = (of: string) =>
        devices.filter((device) => device.kind === of).map((device) => at(`device ${device.id}`));
      return [
        one(`point ${pointId}`),
        one(`district ${city.points.get(pointId)?.districtId}`),
        all('utm'),
        all('switch'),
        links.map((link) => [
          ...at(`link ${link.id}`),
          ...at(`device ${link.a.deviceId}`),
          ...at(`device ${link.b.deviceId}`),
        ]),
      ];
    };
    const whole = one(`city ${city.id}`);
    if (kind === 'point') return [whole, ...ofPoint(id)];
    if (kind === 'pair') return [whole, ...ofPair(id)];
    if (kind === 'service') return [whole, ...ofService(id)];
    if (kind === 'link') {
      const link = city.links.get(id);
      const keys = [
        `link ${id}`,
        `device ${link?.a.deviceId}`,
        `device ${link?.b.deviceId}`,
        `point ${link?.pointId}`,
        `district ${link?.districtId}`,
      ];
      return [whole, ...keys.map(one)];
    }
    const [pointId = '', serviceId = ''] = id.split('/');
    const district = city.points.get(pointId)?.districtId;
    return [
      whole,
      ...ofPoint(pointId),
      ...ofService(serviceId),
      // Everybody logs in through the single sign-on, and everything passes the core and the district's aggregation.
      ...ofService('city-sso'),
      ...[...city.devices.values()]
        .filter((device) => device.kind === 'switch' && device.pointId === undefined)
        .filter((device) => device.districtId === city.id || device.districtId === district)
        .map((device) => one(`device ${device.id}`)),
    ];
  }

  function count(subject: string): Counted {
    const changes = stories.get(subject) ?? [];
    const rules = exclusions(subject);
    const busy = new Set<number>();
    const edges = [...pauses, ...rules.flat(2), ...months].flatMap((each) => [each.from, each.to]);
    for (const second of [...changes.map(({ at }) => at), ...edges]) busy.add(Math.floor((second - from) / day));
    const found: Counted = {
      ...{ down: 0, degraded: 0, unknown: 0, maintenance: 0, downInHours: 0, unknownInHours: 0, maintenanceInHours: 0 },
      ...{ up: 0, upInHours: 0, outages: 0, longestOutage: 0, longestUnknown: 0 },
      months: months.map(() => ({ down: 0, maintenance: 0, unknown: 0 })),
    };
    let [open, openDown, unseen] = [false, 0, 0];
    const endOutage = (): void => {
      if (open && openDown > 0) {
        found.outages += 1;
        found.longestOutage = Math.max(found.longestOutage, openDown);
      }
      open = false;
      openDown = 0;
    };
    const see = (state: number, planned: boolean, seconds: number, inHours: number, month: number): void => {
      if (planned) {
        found.maintenance += seconds;
        found.maintenanceInHours += inHours;
      } else if (state === down) {
        found.down += seconds;
        found.downInHours += inHours;
      } else if (state === degraded) {
        found.degraded += seconds;
        found.upInHours += inHours;
      } else if (state === up) {
        found.up += seconds;
        found.upInHours += inHours;
      } else {
        found.unknown += seconds;
        found.unknownInHours += inHours;
      }
      const own = found.months[month];
      if (own !== undefined) {
        if (planned) own.maintenance += seconds;
        else if (state === down) own.down += seconds;
        else if (state === unknown) own.unknown += seconds;
      }
      if (state === down) {
        open = true;
        if (!planned) openDown += seconds;
      } else if (state !== unknown) endOutage();
      unseen = state === unknown && !planned ? unseen + seconds : 0;
      found.longestUnknown = Math.max(found.longestUnknown, unseen);
    };
    for (let index = 0; index * day < to - from; index += 1) {
      const begin = from + index * day;
      const length = Math.min(day, to - begin);
      const month = months.findLastIndex((each) => each.from <= begin);
      if (!busy.has(index)) {
        const [state = unknown] = paintStates(changes, pauses, begin, 1);
        const [planned] = paintPlanned(rules, begin, 1);
        see(state, planned === 1, length, hours.inDay(index), month);
        continue;
      }
      const states = paintStates(changes, pauses, begin, length);
      const planned = paintPlanned(rules, begin, length);
      const turn = (months[month + 1]?.from ?? Number.POSITIVE_INFINITY) - begin;
      // Seconds that are alike in everything are told together.
      for (let cell = 0; cell < length; ) {
        const first = cell;
        const inHours = hours.at(begin + first);
        do cell += 1;
        while (
          cell < length &&
          cell !== turn &&
          states[cell] === states[first] &&
          planned[cell] === planned[first] &&
          hours.at(begin + cell) === inHours
        );
        const seconds = cell - first;
        see(
          states[first] ?? unknown,
          planned[first] === 1,
          seconds,
          seconds * inHours,
          first < turn ? month : month + 1,
        );
      }
    }
    endOutage();
    return found;
  }
  return { months, count };
}

function paintStates(changes: readonly Change[], pauses: readonly Stretch[], begin: number, cells: number): Uint8Array {
  const paint = (list: readonly Change[], ground: number): Uint8Array => {
    const cell = new Uint8Array(cells).fill(ground);
    for (const { at, state } of [...list].sort((a, b) => a.at - b.at))
      cell.fill(codes[state], clamp(at - begin, cells));
    return cell;
  };
  const shown = paint(
    changes.filter(({ basis }) => basis !== 'measured'),
    unknown,
  );
  for (const pause of pauses) shown.fill(unknown, clamp(pause.from - begin, cells), clamp(pause.to - begin, cells));
  const measured = changes.filter(({ basis }) => basis === 'measured');
  if (measured.length === 0) return shown;
  // Whoever stands at the point is believed wherever he knows anything.
  const seen = paint(measured, none);
  for (let cell = 0; cell < cells; cell += 1) {
    const state = seen[cell] ?? none;
    if (state !== none && state !== unknown) shown[cell] = state;
  }
  return shown;
}

function paintPlanned(rules: readonly (readonly (readonly Stretch[])[])[], begin: number, cells: number): Uint8Array {
  const planned = new Uint8Array(cells);
  for (const rule of rules) {
    if (rule.length === 0 || rule.some((set) => set.length === 0)) continue;
    const votes = new Uint8Array(cells);
    for (const set of rule) {
      const own = new Uint8Array(cells);
      for (const { from, to } of set) own.fill(1, clamp(from - begin, cells), clamp(to - begin, cells));
      for (let cell = 0; cell < cells; cell += 1) votes[cell] = (votes[cell] ?? 0) + (own[cell] ?? 0);
    }
    for (let cell = 0; cell < cells; cell += 1) if (votes[cell] === rule.length) planned[cell] = 1;
  }
  return planned;
}

const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));

/** `2026-03-29 02:30` as the clock on the wall shows it. */
type WallClock = (second: number) => string;

function clockOf(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (second) => format.format(second * 1000);
}

/** Service time, asked of the clock minute by minute. */
function paintHours({ from, to, calendar }: Scenario, clock: WallClock) {
  const minutes = new Uint8Array(Math.ceil((to - from) / 60));
  for (let minute = 0; minute < minutes.length; minute += 1) {
    const [date = '', time = ''] = clock(from + minute * 60).split(' ');
    const [hour = 0, past = 0] = time.split(':').map(Number);
    const now = hour * 60 + past;
    const weekday = ((new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7) + 1;
    const isWorked =
      calendar.makeUpDays.includes(date) || (calendar.weekdays.includes(weekday) && !calendar.holidays.includes(date));
    const inHours = calendar.hours.some(({ fromMinutes, toMinutes }) => now >= fromMinutes && now < toMinutes);
    if (isWorked && inHours) minutes[minute] = 1;
  }
  const inDay = (index: number): number => {
    const own = minutes.subarray(index * 1_440, (index + 1) * 1_440);
    return own.reduce((sum, each) => sum + each, 0) * 60;
  };
  const seconds = new Uint8Array(to - from);
  for (const [minute, inHours] of minutes.entries()) seconds.fill(inHours, minute * 60, minute * 60 + 60);
  return { at: (second: number): number => seconds[second - from] ?? 0, inDay };
}

/** Months that the time touches; each begins when the clock first shows it. */
function monthsIn({ from, to }: Scenario, clock: WallClock) {
  const months: { name: string; from: number; to: number }[] = [];
  const end = to + 32 * day;
  let name = '';
  for (let second = from - (from % 1_800); second < end; second += 1_800) {
    const shown = clock(second).slice(0, 7);
    if (shown === name) continue;
    name = shown;
    const last = months.at(-1);
    if (last !== undefined) last.to = second;
    if (second >= to) break;
    months.push({ name, from: second, to: end });
  }
  return months;
}

/** When a window holds: each week when the clock first shows the same time again. */
function stretchesOf(window: MaintenanceWindow, { from, to }: Scenario, clock: WallClock): readonly Stretch[] {
  const [begin, end, announced] = [window.from / 1000, window.to / 1000, window.createdAt / 1000];
  const until = (window.endedAt ?? Number.POSITIVE_INFINITY) / 1000;
  const stretches: Stretch[] = [];
  for (let week = 0; ; week += 1) {
    const [start, stop] = week === 0 ? [begin, end] : [againAt(begin, week, clock), againAt(end, week, clock)];
    if (week > 0 && start >= (window.weeklyUntil ?? 0) / 1000) break;
    const own = { from: Math.max(start, announced, from), to: Math.min(stop, until, to) };
    if (own.to > own.from) stretches.push(own);
    if (window.weeklyUntil === undefined || start > to) break;
  }
  return stretches;
}

function againAt(second: number, week: number, clock: WallClock): number {
  const [date = '', time = ''] = clock(second).split(' ');
  const wanted = `${new Date(Date.parse(`${date}T00:00:00Z`) + week * 7 * day * 1000).toISOString().slice(0, 10)} ${time}`;
  for (let at = second + week * 7 * day - 3 * 3_600; ; at += 60) if (clock(at) >= wanted) return at;
}
