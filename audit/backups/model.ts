/** Backup audit: checks BA-01 to BA-32 judge what repositories hold against what is declared. All of it is pure. */
import type { CatalogueReading, CatalogueSnapshot } from '../../collector/index.ts';
import type { EpochMs, Message } from '../../core/index.ts';
import type { Backup, BackupsSettings, City, DataSetSettings, RepositorySettings } from '../../inventory/index.ts';

export type BackupCheckId = `BA-${string}`;
export type BackupVerdict = 'pass' | 'fail' | 'unknown';
export type BackupSeverity = 'P1' | 'P2' | 'P3';

/** What a data set's or a repository's trouble is called; each its own incident. */
export const backupTroubles = [
  'missed',
  'failed',
  'shrunken',
  'suspicious',
  'unproven',
  'vanished',
  'damaged',
  'unreadable',
  'space',
  'undeclared',
] as const;
export type BackupTrouble = (typeof backupTroubles)[number];

export interface BackupJudgement {
  readonly checkId: BackupCheckId;
  /** A data set's id or a repository's. */
  readonly about: { readonly kind: 'data-set' | 'repository'; readonly id: string };
  readonly verdict: BackupVerdict;
  readonly severity: BackupSeverity;
  readonly trouble: BackupTrouble;
  readonly reason: Message;
  /** The numbers and the tool's words that decide. */
  readonly evidence: readonly { readonly source: string; readonly value: string; readonly at: EpochMs }[];
  readonly observedAt?: EpochMs;
}

/** One day of one data set in the heat map. `no-look`: nobody could look that day. `free`: none was expected. */
export type DayWord = 'backed-up' | 'missed' | 'no-look' | 'free' | 'not-declared';

/** A data set as it stands. */
export interface DataSetStanding {
  readonly backupId: string;
  readonly officeId: string;
  readonly districtId: string;
  readonly repositoryId: string;
  readonly verdict: BackupVerdict;
  readonly judgements: readonly BackupJudgement[];
  readonly newest?: CatalogueSnapshot;
  readonly ageMs?: number;
  /** 3-2-1-1-0, each told apart; undefined: cannot be told. */
  readonly rule: {
    readonly copies: number;
    readonly media: number;
    readonly offsite: boolean | undefined;
    readonly immutable: boolean | undefined;
    readonly errors: number | undefined;
  };
  readonly lastProofAt?: EpochMs;
  /** L0 listed, L1 checked, L2 read, L3 sampled files equal, L4 restored whole, L5 the service answered. */
  readonly proofLevel: 0 | 1 | 2 | 3 | 4 | 5 | undefined;
}

export interface RepositoryStanding {
  readonly repositoryId: string;
  readonly verdict: BackupVerdict;
  readonly judgements: readonly BackupJudgement[];
  readonly reading?: CatalogueReading;
  /** Days until the space is used up, with its uncertainty; undefined: no trend yet. */
  readonly fullInDays?: { readonly least: number; readonly most: number | undefined };
  readonly orphans: readonly CatalogueSnapshot[];
}

export interface BackupScene {
  readonly city: City;
  readonly backups: readonly Backup[];
  readonly settings: BackupsSettings;
  readonly now: EpochMs;
  readonly timeZone: string;
  readonly reading: (repositoryId: string) => CatalogueReading | undefined;
  readonly repository: (repositoryId: string) => RepositorySettings | undefined;
  readonly dataSet: (backupId: string) => DataSetSettings | undefined;
}
