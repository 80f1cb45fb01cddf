import { chance } from '../city/traffic/random.ts';
import { officeShape, slotSeconds, slotsPerWeek, weekOf } from '../city/traffic/week.ts';

/** What a business system says of its business, at `figures.json` below its address. */
export interface LabFigures {
  /** Documents that wait. */
  readonly queue: number;
  /** Documents that were done since midnight. */
  readonly today: number;
  /** Money that went through since midnight, yuan. */
  readonly amountYuan: number;
  /** When the last document was done, ISO 8601. */
  readonly lastDoneAt: string;
}

const week = weekOf(officeShape);
const daySeconds = 86_400;
/** Sunday, 1970-01-04. */
const firstSundayMs = 3 * daySeconds * 1000;
/** Documents on a working day. */
const aDay = { least: 300, most: 1_500 };
/** One is done about so often, at any hour, so that who tries the lab at night sees that it goes on. */
const doneEveryMs = 20_000;

/** A function of seed, service and time alone. */
export function figuresOf(serviceId: string, at: number, { seed, utcOffsetMs }: Place): LabFigures {
  const local = at + utcOffsetMs;
  const second = Math.floor((local - firstSundayMs) / 1000) % (slotsPerWeek * slotSeconds);
  const midnight = second - (second % daySeconds);
  const base = aDay.least + (aDay.most - aDay.least) * chance(seed, serviceId, 'documents');
  const perDay = week.total / 7;
  const today = Math.floor((base * (sumUntil(second) - sumUntil(midnight))) / perDay);
  const minute = Math.floor(at / 60_000);
  const queue = Math.floor(12 * chance(seed, serviceId, minute) * shareAt(second)) + 1;
  const slot = Math.floor(at / doneEveryMs);
  const done = (of: number) => of * doneEveryMs + chance(seed, serviceId, of, 'done') * doneEveryMs;
  return {
    queue,
    today,
    amountYuan: Math.round(today * (800 + 9_000 * chance(seed, serviceId, 'amount'))),
    lastDoneAt: new Date(done(slot) <= at ? done(slot) : done(slot - 1)).toISOString(),
  };
}

interface Place {
  readonly seed: number;
  readonly utcOffsetMs: number;
}

const shareAt = (second: number): number => week.shares[Math.floor(second / slotSeconds)] ?? 0;

function sumUntil(second: number): number {
  const slot = Math.floor(second / slotSeconds);
  return (week.before[slot] ?? 0) + (shareAt(second) * (second % slotSeconds)) / slotSeconds;
}
