import { describe, expect, it } from 'vitest';
import type { BusinessFigureSettings } from '../../inventory/index.ts';
import { workTimeOf } from './figure-hours.ts';
import { firstMemory, judgeFigure, readFigure } from './figures.ts';

const minute = 60_000;
const hour = 60 * minute;
const calendar = {
  holidays: ['2026-03-06'],
  makeUpDays: ['2026-03-08'],
  weekdays: [1, 2, 3, 4, 5],
  hours: [{ fromMinutes: 510, toMinutes: 1_050 }],
};
const settings: BusinessFigureSettings = {
  ...{
    id: 'payments',
    nameZh: '支付',
    nameEn: 'Payments',
    serviceId: 'jintan-treasury',
    unit: '笔',
    periodSeconds: 300,
  },
  ...{ timeoutMs: 5_000, from: 'hub', valueIs: 'number', most: 100, least: 1, quietSeconds: 7_200 },
  source: {
    kind: 'json',
    url: 'http://192.0.2.1/',
    path: '$.n',
    login: undefined,
    authority: undefined,
    serverName: undefined,
    insecure: false,
  },
  ...{ workingFrom: '10:00', workingTo: '17:00' },
} as BusinessFigureSettings;
const work = workTimeOf(settings, calendar, 'Asia/Shanghai');
/** Wall time of Shanghai in March 2026. */
const at = (day: number, wallHour: number, wallMinute = 0) => Date.UTC(2026, 2, day, wallHour - 8, wallMinute);

/** Readings every five minutes from one moment to another, each with the value of its time. */
function read(from: number, to: number, value: (now: number) => number, given = settings) {
  let memory = firstMemory(given.id, from);
  for (let now = from; now <= to; now += 5 * minute) {
    memory = readFigure(memory, { figureId: given.id, vantageId: 'hub', at: now, value: value(now) }, given);
    memory = judgeFigure(memory, given, now, work);
  }
  return judgeFigure(memory, given, to, work);
}

describe('a figure of the business', () => {
  it('is out of range in the hours in which it is judged, and good at night', () => {
    expect(read(at(4, 9), at(4, 11), () => 101)).toMatchObject({
      word: 'out-of-range',
      since: at(4, 10),
      reason: { key: 'services.figure.above', params: { value: 101, most: 100 } },
    });
    expect(read(at(4, 9), at(4, 11), () => 0)).toMatchObject({
      word: 'out-of-range',
      reason: { key: 'services.figure.below' },
    });
    expect(read(at(4, 18), at(4, 20), () => 101)).toMatchObject({
      word: 'good',
      reason: { key: 'services.figure.not-judged' },
    });
    expect(read(at(4, 9), at(4, 11), () => 50)).toMatchObject({ word: 'good', judged: 50 });
  });

  it('is quiet after so much working time without a change: no payment since ten o’clock', () => {
    expect(read(at(4, 6), at(4, 11, 55), () => 5)).toMatchObject({ word: 'good' });
    expect(read(at(4, 6), at(4, 12), () => 5)).toMatchObject({ word: 'quiet', since: at(4, 12) });
    // A change at eleven, and the time of work after it.
    const changes = (now: number) => (now < at(4, 11) ? 5 : 6);
    expect(read(at(4, 6), at(4, 12, 55), changes)).toMatchObject({ word: 'good' });
    expect(read(at(4, 6), at(4, 13), changes)).toMatchObject({ word: 'quiet' });
    // The last hour of Thursday and the first of Sunday, which is worked: Friday is off, Saturday too.
    const thursday = (now: number) => (now < at(5, 16) ? 5 : 6);
    expect(read(at(5, 12), at(8, 10, 55), thursday)).toMatchObject({ word: 'good' });
    expect(read(at(5, 12), at(8, 11), thursday)).toMatchObject({ word: 'quiet' });
    expect(read(at(4, 6), at(6, 15), () => 5)).toMatchObject({ word: 'good' });
  });

  it('that is a time is judged by its age, and its change is that time', () => {
    const last = { ...settings, valueIs: 'time', unit: '', most: undefined, least: undefined } as const;
    const paidAt = at(4, 10, 30);
    expect(read(at(4, 9), at(4, 12, 25), () => paidAt, last)).toMatchObject({ word: 'good', judged: 115 * 60 });
    expect(read(at(4, 9), at(4, 12, 30), () => paidAt, last)).toMatchObject({ word: 'quiet' });
    expect(read(at(4, 9), at(4, 12), () => paidAt, { ...last, most: 3_600, quietSeconds: undefined })).toMatchObject({
      word: 'out-of-range',
      reason: { params: { value: 5_400, unit: 's' } },
    });
  });

  it('is unknown without a value, and when the last is old; a good value before says nothing of now', () => {
    const good = read(at(4, 10), at(4, 11), () => 50);
    const silent = { figureId: 'payments', vantageId: 'hub', at: at(4, 11, 5), reason: { key: 'x' } };
    const still = judgeFigure(readFigure(good, silent, settings), settings, at(4, 11, 5), work);
    expect(still).toMatchObject({ word: 'good', judged: 50 });
    expect(judgeFigure(readFigure(good, silent, settings), settings, at(4, 11, 20), work)).toMatchObject({
      word: 'unknown',
      reason: { key: 'x' },
    });
    expect(judgeFigure(good, settings, at(4, 11, 20), work)).toMatchObject({
      reason: { key: 'services.figure.stale' },
    });
    expect(judgeFigure(firstMemory('payments', 0), settings, at(4, 11), work)).toMatchObject({
      word: 'unknown',
      judged: undefined,
    });
    expect(readFigure(good, { ...silent, at: at(4, 11) }, settings)).toBe(good);
  });

  it('without hours of its own is judged at any time', () => {
    const always = workTimeOf({ workingFrom: undefined, workingTo: undefined }, calendar, 'Asia/Shanghai');
    expect(always.isWorked(at(7, 3))).toBe(true);
    expect(always.workedMs(at(7, 3), at(7, 4))).toBe(hour);
  });
});
