import {
  type CalendarSettings,
  calendarDefaults,
  type PersonSettings,
  type RosterSettings,
} from '../../inventory/index.ts';
import { createDuty } from './roster.ts';

export const timeZone = 'Asia/Shanghai';
/** Wall time of the city, `2026-02-16 08:30`. */
export const local = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00+08:00`);

export function person(id: string, away: readonly string[] = []): PersonSettings {
  return {
    ...{ id, nameZh: `${id} 值班`, nameEn: id, language: 'zh-CN', away },
    ways: [{ channelId: 'mail', to: `${id}@city.inner` }],
  };
}

export function roster(patch: Partial<RosterSettings> = {}): RosterSettings {
  return {
    ...{ id: 'jintan', nameZh: '金坛值班', nameEn: 'Jintan duty', members: ['a', 'b', 'c'], from: '2026-01-05' },
    ...{ until: undefined, turnDays: 7, handOverMinutes: 510, onDaysOff: undefined, overrides: [] },
    ...patch,
  };
}

export function dutyOf(
  patch: Partial<RosterSettings> = {},
  people: readonly PersonSettings[] = ['a', 'b', 'c', 'd', 'e'].map((id) => person(id)),
  calendar: CalendarSettings = calendarDefaults,
) {
  return createDuty({ roster: roster(patch), people, timeZone, calendar });
}
