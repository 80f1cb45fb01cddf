/** Who is on call when: a rotation by the city's calendar, days off, overrides, and the gaps that they leave. */
import { createDays, createWorkingCalendar, type DayNumber, dayNumber } from '../../audit/index.ts';
import { type EpochMs, instantOf } from '../../core/index.ts';
import type { CalendarSettings, Moment, PersonSettings, RosterSettings } from '../../inventory/index.ts';

/** Why nobody is on call: before the rotation begins, after it ends, or whose turn it is, is away. */
export type GapCause = 'before' | 'after' | 'away';

export type DutyTurn =
  | { readonly personId: string; readonly by: 'rotation' | 'day-off' | 'override'; readonly reason: string }
  | { readonly personId: undefined; readonly cause: GapCause; readonly awayId: string | undefined };

/** A stretch of time in which one turn holds. */
export type DutySpan = { readonly from: EpochMs; readonly to: EpochMs } & DutyTurn;

export interface Duty {
  readonly roster: RosterSettings;
  at(at: EpochMs): DutyTurn;
  /** The turns of a period, in order and without a hole; at most `mostSpans` of them. */
  spans(from: EpochMs, to: EpochMs): readonly DutySpan[];
}

/** Turns that one look gives at most: more than a year of days. */
export const mostSpans = 1_000;
const minuteMs = 60_000;

export function createDuty({
  roster,
  people,
  timeZone,
  calendar,
}: {
  readonly roster: RosterSettings;
  readonly people: readonly PersonSettings[];
  readonly timeZone: string;
  readonly calendar: CalendarSettings;
}): Duty {
  const days = createDays(timeZone);
  const working = createWorkingCalendar(timeZone, calendar);
  const away = new Map(people.map(({ id, away: off }) => [id, new Set(off.map(dayNumber))]));
  const first = dayNumber(roster.from);
  const end = roster.until === undefined ? Number.POSITIVE_INFINITY : dayNumber(roster.until);
  const overrides = roster.overrides
    .map(({ from, to, ...rest }) => ({ ...rest, from: instant(from, timeZone), to: instant(to, timeZone) }))
    .filter(({ from, to }) => to > from);
  const daysOffBefore = countDaysOff((day) => working.isWorkingDay(day), first);

  const handOver = (day: DayNumber): EpochMs =>
    instantOf(day * 86_400_000 + roster.handOverMinutes * minuteMs, timeZone);

  /** The day whose turn a moment belongs to: it begins at its hand-over. */
  const dutyDay = (at: EpochMs): DayNumber => {
    const day = days.dayOf(at);
    return at < handOver(day) ? day - 1 : day;
  };

  const turnOf = (day: DayNumber): DutyTurn => {
    if (day < first) return { personId: undefined, cause: 'before', awayId: undefined };
    if (day >= end) return { personId: undefined, cause: 'after', awayId: undefined };
    const { onDaysOff = [] } = roster;
    const isOff = onDaysOff.length > 0 && !working.isWorkingDay(day);
    const personId = isOff
      ? onDaysOff[daysOffBefore(day) % onDaysOff.length]
      : roster.members[Math.floor((day - first) / roster.turnDays) % roster.members.length];
    if (personId === undefined) return { personId: undefined, cause: 'after', awayId: undefined };
    if (away.get(personId)?.has(day) === true) return { personId: undefined, cause: 'away', awayId: personId };
    return { personId, by: isOff ? 'day-off' : 'rotation', reason: '' };
  };

  const at = (moment: EpochMs): DutyTurn => {
    const override = overrides.findLast(({ from, to }) => from <= moment && moment < to);
    if (override === undefined) return turnOf(dutyDay(moment));
    const { personId, reason } = override;
    return { personId, by: 'override', reason };
  };

  return {
    roster,
    at,
    spans(from, to) {
      const edges = new Set([from]);
      for (let day = dutyDay(from) + 1; handOver(day) < to; day += 1) {
        edges.add(handOver(day));
        if (edges.size > mostSpans * 2) break;
      }
      for (const { from: begin, to: over } of overrides)
        for (const edge of [begin, over]) if (edge > from && edge < to) edges.add(edge);
      const sorted = [...edges].filter((edge) => edge < to).sort((a, b) => a - b);
      const spans: DutySpan[] = [];
      for (const [index, begin] of sorted.entries()) {
        const turn = at(begin);
        const last = spans.at(-1);
        const until = sorted[index + 1] ?? to;
        if (last !== undefined && sameTurn(last, turn)) spans[spans.length - 1] = { ...last, to: until };
        else if (spans.length < mostSpans) spans.push({ from: begin, to: until, ...turn });
      }
      return spans;
    },
  };
}

/** A declared moment as one of the world. */
export function instant(moment: Moment, timeZone: string): EpochMs {
  return 'at' in moment ? moment.at : instantOf(moment.wall, moment.timeZone ?? timeZone);
}

function sameTurn(one: DutyTurn, other: DutyTurn): boolean {
  if (one.personId === undefined || other.personId === undefined)
    return (
      one.personId === other.personId &&
      'cause' in one &&
      'cause' in other &&
      one.cause === other.cause &&
      one.awayId === other.awayId
    );
  return one.personId === other.personId && one.by === other.by && one.reason === other.reason;
}

/** Days off from the first day on, before a given one; each day is asked of the calendar once. */
function countDaysOff(isWorking: (day: DayNumber) => boolean, first: DayNumber): (day: DayNumber) => number {
  const counts = [0];
  return (day) => {
    for (let at = counts.length - 1; at < day - first; at += 1)
      counts.push((counts[at] ?? 0) + (isWorking(first + at) ? 0 : 1));
    return counts[Math.max(0, day - first)] ?? 0;
  };
}
