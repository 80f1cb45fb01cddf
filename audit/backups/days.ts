import type { CatalogueSnapshot } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { DayNumber } from '../calendar/days.ts';
import type { BackupCalendar } from './calendar.ts';
import { backupLimits } from './limits.ts';
import type { DayWord } from './model.ts';

const dayMs = 86_400_000;

/** On which days a data set was backed up; a plain value, kept when the snapshots themselves have expired. */
export interface SetDays {
  readonly declaredAt: EpochMs;
  /** The first good run of each day: by day, oldest first. */
  readonly runs: ReadonlyMap<DayNumber, EpochMs>;
}

/** Whether a run counts as a backup: whole, and not of an empty folder. */
export function isGood({ partial, files, sourceBytes }: CatalogueSnapshot): boolean {
  return partial !== true && files !== 0 && sourceBytes !== 0;
}

/** Adds good runs; gives the same value where nothing is new. */
export function withRuns(days: SetDays, snapshots: readonly CatalogueSnapshot[], calendar: BackupCalendar): SetDays {
  let runs: Map<DayNumber, EpochMs> | undefined;
  for (const snapshot of snapshots) {
    if (!isGood(snapshot)) continue;
    const day = calendar.dayOf(snapshot.startedAt);
    const known = (runs ?? days.runs).get(day);
    if (known !== undefined && known <= snapshot.startedAt) continue;
    runs ??= new Map(days.runs);
    runs.set(day, snapshot.startedAt);
  }
  if (runs === undefined) return days;
  const sorted = [...runs].sort(([a], [b]) => a - b).slice(-backupLimits.days);
  return { ...days, runs: new Map(sorted) };
}

export interface DaysAsked {
  readonly from: DayNumber;
  /** Inclusive. */
  readonly to: DayNumber;
  readonly calendar: BackupCalendar;
  /** Times at which the repository could be listed, oldest first. */
  readonly looks: readonly EpochMs[];
  readonly maxAgeMs: number;
  readonly retentionMs: number;
  readonly now: EpochMs;
}

/**
 * The word of each day. A set that may be older than two days wants a run in so many days; the hours beyond whole days are how late
 * after midnight the run of a day may begin. That a day was missed is told by a list from after it, as long as its run would still be kept.
 */
export function wordsOf(days: SetDays, asked: DaysAsked): readonly DayWord[] {
  const { from, to, calendar, looks, maxAgeMs, retentionMs, now } = asked;
  const window = Math.max(1, Math.floor(maxAgeMs / dayMs));
  const lateMs = Math.min(dayMs / 2, Math.max(0, maxAgeMs - window * dayMs));
  const declaredDay = calendar.dayOf(days.declaredAt);
  const words: DayWord[] = [];
  let look = 0;
  for (let day = from; day <= to; day += 1) {
    const start = calendar.startOf(day);
    const over = calendar.startOf(day + 1) + lateMs;
    while (look < looks.length && (looks[look] ?? 0) < over) look += 1;
    const told = looks[look] !== undefined && (looks[look] ?? 0) <= start + retentionMs;
    if (wasRun(days, day, { window, lateMs, calendar })) words.push('backed-up');
    else if (day < declaredDay) words.push('not-declared');
    else if (calendar.isFree(day)) words.push('free');
    else if (now < over) words.push('pending');
    else words.push(told ? 'missed' : 'no-look');
  }
  return words;
}

function wasRun(
  { runs }: SetDays,
  day: DayNumber,
  { window, lateMs, calendar }: { readonly window: number; readonly lateMs: number; readonly calendar: BackupCalendar },
): boolean {
  for (let each = day; each > day - window; each -= 1) if (runs.has(each)) return true;
  // A run just after midnight is the late one of this day only where runs are not made at that hour anyway.
  const isLate = (each: DayNumber): boolean =>
    (runs.get(each) ?? Number.POSITIVE_INFINITY) < calendar.startOf(each) + lateMs;
  return isLate(day + 1) && runs.has(day - 1) && !isLate(day - 1);
}
