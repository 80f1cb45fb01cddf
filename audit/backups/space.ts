import type { EpochMs } from '../../core/index.ts';
import type { BackupCalendar } from './calendar.ts';
import { backupLimits } from './limits.ts';
import type { RepositoryMemory } from './memory.ts';
import type { RepositoryStanding } from './model.ts';
import { theilSen } from './statistics.ts';

/** Nothing is foreseen further than this. */
const furthestDays = 3_650;

/**
 * In how many days a repository is full, by the trend of its free space of the last weeks and the steepest and the mildest slope
 * that go with it. `most` undefined: by the mildest never. Undefined: too few days to tell.
 */
export function forecastOf(
  samples: RepositoryMemory['space'],
  calendar: BackupCalendar,
  now: EpochMs,
): RepositoryStanding['fullInDays'] {
  const today = calendar.dayOf(now);
  const recent = samples.filter(({ at }) => calendar.dayOf(at) > today - backupLimits.spaceDays);
  const last = recent.at(-1);
  if (last === undefined || recent.length < backupLimits.leastSpaceDays) return undefined;
  const trend = theilSen(recent.map(({ at, freeBytes }) => ({ x: at / 86_400_000, y: freeBytes })));
  if (trend === undefined) return undefined;
  const daysBy = (slope: number): number =>
    slope >= 0 ? furthestDays : Math.min(furthestDays, last.freeBytes / -slope);
  const most = daysBy(trend.most);
  return { least: daysBy(trend.least), most: most >= furthestDays ? undefined : most };
}
