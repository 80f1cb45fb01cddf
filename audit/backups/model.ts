/** Backup audit: checks BA-01 to BA-32 judge what repositories hold against what is declared. All of it is pure. */
import type { CatalogueReading, CatalogueSnapshot } from '../../collector/index.ts';
import type { EpochMs, Message } from '../../core/index.ts';
import type { Backup, BackupsSettings, DataSetSettings, RepositorySettings } from '../../inventory/index.ts';
import type { BackupCalendar } from './calendar.ts';
import type { RepositoryMemory } from './memory.ts';
import type { SeenSnapshot } from './seen.ts';

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
  /** How well it stands, beyond being backed up (copies, proofs): shown and reported, and decides no verdict. */
  readonly posture?: true;
}

/**
 * One day of one data set in the heat map. `no-look`: nobody looked at a time that could tell. `free`: none was expected and none
 * made. `pending`: the day is not over.
 */
export const dayWords = ['backed-up', 'missed', 'no-look', 'free', 'not-declared', 'pending'] as const;
export type DayWord = (typeof dayWords)[number];

/** A data set as it stands. */
export interface DataSetStanding {
  readonly backupId: string;
  readonly officeId: string;
  readonly districtId: string;
  readonly repositoryId: string;
  /** The worst of what decides: its own checks, and its repository's integrity. */
  readonly verdict: BackupVerdict;
  readonly since: EpochMs;
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
  readonly since: EpochMs;
  readonly judgements: readonly BackupJudgement[];
  /** The newest, whether it could be listed or not. */
  readonly reading?: CatalogueReading;
  /** Days until the space is used up, with its uncertainty; undefined: no trend yet. */
  readonly fullInDays?: { readonly least: number; readonly most: number | undefined };
  readonly orphans: readonly CatalogueSnapshot[];
}

/** The last restore that was tried of a data set, as the drills tell it. */
export interface RestoreProof {
  readonly at: EpochMs;
  readonly ok: boolean;
  readonly level: NonNullable<DataSetStanding['proofLevel']>;
  readonly sampled?: boolean;
  /** Restore and verification; of a sample, extrapolated. */
  readonly rtoMs?: number | undefined;
  /** Files whose hash was compared, and the number by which they were drawn. */
  readonly compared?: number | undefined;
  readonly seed?: number | undefined;
  /** Why it failed. */
  readonly fault?: string | undefined;
}

/** Where else a data set was found. */
export interface Elsewhere {
  readonly repositoryId: string;
  /** It is declared to hold copies of the set's own repository. */
  readonly isCopy: boolean;
  readonly newest: CatalogueSnapshot;
}

/** What all scenes have. */
interface Scene {
  readonly settings: BackupsSettings;
  readonly calendar: BackupCalendar;
  readonly now: EpochMs;
  /** The newest reading with a list that is not too old to tell anything; undefined: nobody can tell. */
  readonly listed: CatalogueReading | undefined;
  readonly repository: RepositorySettings | undefined;
  readonly memory: RepositoryMemory;
}

/** A data set with all that is known of it. */
export interface DataSetScene extends Scene {
  readonly backup: Backup;
  readonly own: DataSetSettings | undefined;
  /** Its snapshots in its own repository, oldest first; those dated ahead of the clock are left out. */
  readonly snapshots: readonly CatalogueSnapshot[];
  readonly elsewhere: readonly Elsewhere[];
  /** Since when it is declared, as far as Fangzhou knows. */
  readonly declaredAt: EpochMs;
  /** Whether a snapshot of it was ever seen where it belongs. */
  readonly everSeen: boolean;
  /** Gone before their retention was over. */
  readonly vanished: readonly SeenSnapshot[];
  readonly proof: RestoreProof | undefined;
  /** Repositories that hold copies, each with what it was last seen to hold of this set. */
  readonly copies: readonly {
    readonly repository: RepositorySettings;
    readonly listed: CatalogueReading | undefined;
    readonly newest: CatalogueSnapshot | undefined;
  }[];
}

/** A repository with all that is known of it. */
export interface RepositoryScene extends Scene {
  readonly id: string;
  readonly reading: CatalogueReading | undefined;
  /** Snapshots of nobody that is declared, newest first. */
  readonly orphans: readonly CatalogueSnapshot[];
  /** Declared sets of this repository that have been silent for longer than they may, with their last snapshot's time. */
  readonly silent: readonly { readonly backupId: string; readonly host: string; readonly lastAt: EpochMs }[];
  readonly vanished: readonly SeenSnapshot[];
  /** PostgreSQL system identifier of the live pair, where a pair tells it. */
  readonly liveIdentity: string | undefined;
}

/** A check of a data set or of a repository; undefined: it does not apply. */
export interface BackupCheck<Of> {
  readonly id: BackupCheckId;
  judge(scene: Of): BackupJudgement | undefined;
}

/** What became of a judgement, or of the verdict as a whole. */
export interface BackupChange {
  readonly at: EpochMs;
  readonly about: BackupJudgement['about'];
  /** Undefined: the verdict of the whole. */
  readonly checkId: BackupCheckId | undefined;
  readonly before: BackupVerdict;
  readonly after: BackupVerdict;
  readonly judgement: BackupJudgement | undefined;
}
