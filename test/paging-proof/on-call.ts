/** Who is on call, counted from the declared roster by hand: minute by minute, day by day, and nothing of the pager's own calendar. */
import type { CalendarSettings, PersonSettings, RosterSettings } from '../../inventory/index.ts';
import { day, minute, zoneMs } from './story.ts';

const dayNumberOf = (text: string): number => Math.round(Date.parse(`${text}T00:00:00Z`) / day);

function isWorked(number: number, { holidays, makeUpDays, weekdays }: CalendarSettings): boolean {
  const text = new Date(number * day).toISOString().slice(0, 10);
  if (makeUpDays.includes(text)) return true;
  if (holidays.includes(text)) return false;
  return weekdays.includes(new Date(number * day).getUTCDay() || 7);
}

/** Undefined: nobody is. */
export function onCall(
  roster: RosterSettings,
  people: readonly PersonSettings[],
  calendar: CalendarSettings,
  at: number,
): string | undefined {
  const wall = at + zoneMs;
  for (const { from, to, personId } of [...roster.overrides].reverse()) {
    if ('wall' in from && 'wall' in to && from.wall <= wall && wall < to.wall) return personId;
  }
  const today = Math.floor((wall - roster.handOverMinutes * minute) / day);
  const first = dayNumberOf(roster.from);
  let who = roster.members[Math.floor((today - first) / roster.turnDays) % roster.members.length];
  if (roster.onDaysOff !== undefined && !isWorked(today, calendar)) {
    let before = 0;
    for (let each = first; each < today; each += 1) if (!isWorked(each, calendar)) before += 1;
    who = roster.onDaysOff[before % roster.onDaysOff.length];
  }
  const isAway = people.find(({ id }) => id === who)?.away.some((text) => dayNumberOf(text) === today);
  return isAway === true ? undefined : who;
}
