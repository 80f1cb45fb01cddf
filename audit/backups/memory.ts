import type { CatalogueReading } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { Actor } from '../approval/model.ts';
import type { DayNumber } from '../calendar/days.ts';
import type { BackupCalendar } from './calendar.ts';
import { backupLimits } from './limits.ts';

/** What is remembered of a repository beyond its newest reading; a plain value, kept over restarts. */
export interface RepositoryMemory {
  readonly firstLookAt?: EpochMs;
  /** The last look of each day at which a list could be had, oldest first. */
  readonly looks: readonly EpochMs[];
  /** The newest check of the structure. */
  readonly structure?: { readonly at: EpochMs; readonly ok: boolean };
  /** Checks that read data, oldest first: each a share of all. */
  readonly data: readonly { readonly at: EpochMs; readonly share: number; readonly ok: boolean }[];
  readonly identity?: string;
  /** It became another one, and nobody has accepted that yet. */
  readonly otherIdentity?: { readonly was: string; readonly at: EpochMs };
  /** Made anew on purpose, as a person said. */
  readonly accepted?: {
    readonly was: string;
    readonly is: string;
    readonly at: EpochMs;
    readonly by: Actor;
    readonly reason: string;
  };
  /** The last of each day, oldest first. */
  readonly space: readonly { readonly at: EpochMs; readonly freeBytes: number; readonly totalBytes: number }[];
}

export const noMemory: RepositoryMemory = { looks: [], data: [], space: [] };

/** The memory after a reading. Pure. */
export function remember(
  before: RepositoryMemory,
  reading: CatalogueReading,
  { calendar, readAllDays }: { readonly calendar: BackupCalendar; readonly readAllDays: number },
): RepositoryMemory {
  const { finishedAt: at, listed, identity, space, checks } = reading;
  const isAnother = before.identity !== undefined && identity !== undefined && before.identity !== identity;
  // What was checked and read was the other one.
  const { structure: _, ...rest } = before;
  const memory: RepositoryMemory = isAnother ? { ...rest, data: [] } : before;
  const structure = checks.findLast(({ kind }) => kind === 'structure');
  const data = checks.filter(({ kind }) => kind === 'data').map(({ at: when, share, ok }) => ({ at: when, share, ok }));
  // All data read and found well is a check of the structure too.
  const asStructure = structure ?? data.findLast(({ share, ok }) => share >= 1 || !ok);
  const kept = [...memory.data, ...data.filter((each) => !memory.data.some((old) => old.at === each.at))];
  const oldest = at - 2 * readAllDays * 86_400_000;
  return {
    ...memory,
    ...(listed
      ? { firstLookAt: memory.firstLookAt ?? at, looks: lastOfDays(memory.looks, at, (each) => each, calendar) }
      : {}),
    ...(asStructure === undefined ? {} : { structure: { at: asStructure.at, ok: asStructure.ok } }),
    data: kept.filter((each) => each.at > oldest).slice(-backupLimits.dataChecks),
    ...identityAfter(memory, identity, at),
    ...(space === undefined
      ? {}
      : {
          space: lastOfDays(
            memory.space,
            { at, freeBytes: space.freeBytes, totalBytes: space.totalBytes },
            (each) => each.at,
            calendar,
          ),
        }),
  };
}

/** The memory once a person has said that the repository was made anew on purpose; undefined where it is the one that it was. Pure. */
export function acceptIdentity(
  { otherIdentity, ...memory }: RepositoryMemory,
  word: { readonly at: EpochMs; readonly by: Actor; readonly reason: string },
): (RepositoryMemory & Required<Pick<RepositoryMemory, 'accepted'>>) | undefined {
  const { identity: is } = memory;
  if (is === undefined || otherIdentity === undefined || otherIdentity.was === is) return undefined;
  return { ...memory, accepted: { was: otherIdentity.was, is, ...word } };
}

function identityAfter(
  memory: RepositoryMemory,
  identity: string | undefined,
  at: EpochMs,
): Pick<RepositoryMemory, 'identity' | 'otherIdentity'> {
  if (identity === undefined) return {};
  if (memory.identity === undefined) return { identity };
  // The one that was known before the change stays the one to compare with, until somebody accepts another.
  if (memory.identity !== identity)
    return { identity, otherIdentity: { was: memory.otherIdentity?.was ?? memory.identity, at } };
  return {};
}

/** Adds a value and keeps the last of each day, for as many days as are kept. */
function lastOfDays<T>(
  values: readonly T[],
  value: T,
  atOf: (value: T) => EpochMs,
  calendar: BackupCalendar,
): readonly T[] {
  const today: DayNumber = calendar.dayOf(atOf(value));
  const before = values.filter((each) => {
    const day = calendar.dayOf(atOf(each));
    return day < today && day > today - backupLimits.days;
  });
  return [...before, value];
}

/** Share of the data that was read and found well since a moment, 0 to 1; `bad`: a read found a fault and not all was read since. */
export function dataRead(
  { data }: RepositoryMemory,
  since: EpochMs,
): { readonly share: number; readonly bad: boolean; readonly at: EpochMs | undefined } {
  const sum = (list: RepositoryMemory['data']): number => list.reduce((all, each) => all + each.share, 0);
  const lastBad = data.findLast(({ ok }) => !ok);
  const good = data.filter(({ at, ok }) => ok && at > (lastBad?.at ?? 0));
  const counted = good.filter(({ at }) => at >= since);
  return {
    share: Math.min(1, sum(counted)),
    bad: lastBad !== undefined && sum(good) < 0.999,
    at: counted.at(-1)?.at ?? lastBad?.at,
  };
}
