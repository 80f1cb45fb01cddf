import type { EpochMs } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { type DayNumber, dayNumber } from '../calendar/days.ts';
import { wordsOf } from './days.ts';
import type { BackupView } from './engine.ts';
import type { BackupVerdict, DataSetStanding, DayWord } from './model.ts';
import { worstOf } from './verdict.ts';

/** How many of the declared data sets are what; unknown counts as not covered. */
export interface BackupCounts {
  readonly declared: number;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  /** Fully covered of declared, 0 to 1; undefined where nothing is declared. */
  readonly coverage: number | undefined;
  /** 3-2-1-1-0: sets that keep each part of it. */
  readonly rule: {
    readonly threeCopies: number;
    readonly twoMedia: number;
    readonly oneOffsite: number;
    readonly oneImmutable: number;
    readonly zeroErrors: number;
    readonly all: number;
  };
  /** Sets that were restored well lately. */
  readonly proven: number;
}

export function countSets(sets: readonly DataSetStanding[]): BackupCounts {
  const of = (keeps: (set: DataSetStanding) => boolean): number => sets.filter(keeps).length;
  const word = (verdict: BackupVerdict): number => of((set) => set.verdict === verdict);
  return {
    declared: sets.length,
    pass: word('pass'),
    fail: word('fail'),
    unknown: word('unknown'),
    coverage: sets.length === 0 ? undefined : word('pass') / sets.length,
    rule: {
      threeCopies: of(({ rule }) => rule.copies >= 3),
      twoMedia: of(({ rule }) => rule.media >= 2),
      oneOffsite: of(({ rule }) => rule.offsite === true),
      oneImmutable: of(({ rule }) => rule.immutable === true),
      zeroErrors: of(({ rule }) => rule.errors === 0),
      all: of(keepsRule),
    },
    proven: of(({ judgements }) =>
      judgements.some(({ checkId, verdict }) => checkId === 'BA-27' && verdict === 'pass'),
    ),
  };
}

export function keepsRule({ rule }: DataSetStanding): boolean {
  const { copies, media, offsite, immutable, errors } = rule;
  return copies >= 3 && media >= 2 && offsite === true && immutable === true && errors === 0;
}

/** The verdict of an office: the worst of its data sets. */
export function officeVerdict(sets: readonly DataSetStanding[]): BackupVerdict {
  return worstOf(sets.map(({ verdict }) => verdict));
}

/** Data sets by days. */
export interface BackupMatrix {
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly rows: readonly { readonly backupId: string; readonly words: readonly DayWord[] }[];
}

/** What each data set was on each day, both days included; as ISO days of the city's calendar. */
export function backupMatrix(
  view: BackupView,
  city: City,
  wish: { readonly from: string; readonly to: string; readonly districtId?: string | undefined; readonly now: EpochMs },
): BackupMatrix {
  const [from, to] = [dayNumber(wish.from), dayNumber(wish.to)];
  const calendar = view.calendar();
  const rows = [...city.backups.values()].flatMap(({ id, districtId, maxAgeSeconds, retentionSeconds }) => {
    const known = view.daysOf(id);
    if (known === undefined || (wish.districtId !== undefined && wish.districtId !== districtId)) return [];
    const asked = { from, to, calendar, looks: known.looks, now: wish.now };
    const limits = { maxAgeMs: maxAgeSeconds * 1000, retentionMs: retentionSeconds * 1000 };
    return [{ backupId: id, words: wordsOf(known.days, { ...asked, ...limits }) }];
  });
  return { from, to, rows };
}
