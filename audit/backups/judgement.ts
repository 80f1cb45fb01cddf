import type { CatalogueFinding } from '../../collector/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import { backupLimits } from './limits.ts';
import type {
  BackupCheckId,
  BackupJudgement,
  BackupSeverity,
  BackupTrouble,
  BackupVerdict,
  DataSetScene,
  RepositoryScene,
} from './model.ts';

/** One number or word that decides, as evidence. */
export type Fact = readonly [source: string, value: string | number];

export interface Said {
  /** The reason is the text `backups.<check>.<why>`. */
  readonly why: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly facts?: readonly Fact[];
  /** When what decides was observed. */
  readonly at?: EpochMs | undefined;
  readonly severity?: BackupSeverity;
}

/** Makes the judgements of one check. */
export function judgementsOf(
  checkId: BackupCheckId,
  {
    severity,
    trouble,
    posture,
  }: { readonly severity: BackupSeverity; readonly trouble: BackupTrouble; readonly posture?: true },
) {
  const make = (about: BackupJudgement['about'], verdict: BackupVerdict, said: Said, now: EpochMs): BackupJudgement => {
    const { why, params, facts = [], at } = said;
    const evidence = facts.slice(0, backupLimits.evidence).map(([source, value]) => ({
      source,
      value: String(value).toWellFormed().slice(0, backupLimits.evidenceCharacters),
      at: at ?? now,
    }));
    return {
      ...{ checkId, about, verdict, severity: said.severity ?? severity, trouble, evidence },
      reason: message(`backups.${checkId}.${why}`, params),
      ...(at === undefined ? {} : { observedAt: at }),
      ...(posture === true ? { posture } : {}),
    };
  };
  return {
    ofSet: ({ backup, now }: Pick<DataSetScene, 'backup' | 'now'>, verdict: BackupVerdict, said: Said) =>
      make({ kind: 'data-set', id: backup.id }, verdict, said, now),
    ofRepository: ({ id, now }: Pick<RepositoryScene, 'id' | 'now'>, verdict: BackupVerdict, said: Said) =>
      make({ kind: 'repository', id }, verdict, said, now),
  };
}

/** Minutes with one decimal. */
export const minutesOf = (ms: number): number => Math.round(ms / 6_000) / 10;
/** Hours with one decimal, as reasons name ages. */
export const hoursOf = (ms: number): number => Math.round(ms / 360_000) / 10;
export const daysOf = (ms: number): number => Math.round(ms / 8_640_000) / 10;
/** A share as a percentage with one decimal. */
export const percentOf = (share: number): number => Math.round(share * 1000) / 10;
export const isoTime = (at: EpochMs): string => new Date(at).toISOString();

/** The tool's own words for a finding. */
export function wordsOf({ reason, said, snapshotId }: CatalogueFinding): Fact {
  return [snapshotId === undefined ? reason : `${reason} ${snapshotId.slice(0, 16)}`, said];
}
