/** What crosses the wire of backups; see wire.ts. */
import type { Message } from '../core/index.ts';

export type WireBackupVerdict = 'pass' | 'fail' | 'unknown';
export type WireBackupSeverity = 'P1' | 'P2' | 'P3';
export type WireBackupTrouble =
  | 'missed'
  | 'failed'
  | 'shrunken'
  | 'suspicious'
  | 'unproven'
  | 'vanished'
  | 'damaged'
  | 'unreadable'
  | 'space'
  | 'undeclared';
export type WireDayWord = 'backed-up' | 'missed' | 'no-look' | 'free' | 'not-declared' | 'pending';

/** How many data sets are what; an unknown is never left out, and counts as not covered. */
export interface WireBackupCounts {
  readonly declared: number;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  /** Fully covered of declared, 0 to 1; null where nothing is declared. */
  readonly coverage: number | null;
  /** 3-2-1-1-0: sets that keep each part of it, and all of it. */
  readonly rule: {
    readonly threeCopies: number;
    readonly twoMedia: number;
    readonly oneOffsite: number;
    readonly oneImmutable: number;
    readonly zeroErrors: number;
    readonly all: number;
  };
  /** Sets of which a restore was proven lately. */
  readonly proven: number;
}

/** 3-2-1-1-0 of one set; null: it cannot be told. */
export interface WireBackupRule {
  /** The data at work is one of them. */
  readonly copies: number;
  readonly media: number;
  readonly offsite: boolean | null;
  readonly immutable: boolean | null;
  readonly errors: number | null;
}

/** One data set in a list. */
export interface WireBackupSet {
  readonly id: string;
  readonly officeId: string;
  readonly officeNameZh: string;
  readonly districtId: string;
  readonly repositoryId: string;
  readonly verdict: WireBackupVerdict;
  readonly since: string;
  /** When the data of the newest snapshot was read; null: none is known. */
  readonly newestAt: string | null;
  readonly ageSeconds: number | null;
  readonly bytes: number | null;
  readonly rule: WireBackupRule;
  /** L0 listed, L1 checked, L2 read, L3 sampled, L4 restored, L5 the service answered; null: nothing proven. */
  readonly proofLevel: 0 | 1 | 2 | 3 | 4 | 5 | null;
  readonly lastProofAt: string | null;
  /** Checks that fail or cannot be told, the worst first. */
  readonly deciding: readonly string[];
}

export interface WireBackupEvidence {
  readonly source: string;
  readonly value: string;
  readonly at: string;
}

/** What one check says of a data set or a repository. */
export interface WireBackupCheck {
  readonly id: string;
  readonly title: Message;
  readonly remedy: Message;
  readonly verdict: WireBackupVerdict;
  readonly severity: WireBackupSeverity;
  readonly trouble: WireBackupTrouble;
  /** True: shown and reported, and decides no verdict. */
  readonly posture: boolean;
  readonly reason: Message;
  readonly observedAt: string | null;
  readonly evidence: readonly WireBackupEvidence[];
}

/** One snapshot as its tool tells it. */
export interface WireSnapshot {
  readonly id: string;
  readonly tags: readonly string[];
  readonly host: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly bytes: number | null;
  readonly files: number | null;
  readonly filesNew: number | null;
  readonly filesChanged: number | null;
  readonly addedBytes: number | null;
  readonly storedBytes: number | null;
  readonly partial: boolean;
}

/** One repository in a list. */
export interface WireBackupRepository {
  readonly id: string;
  readonly tool: string | null;
  readonly toolVersion: string | null;
  readonly medium: string;
  readonly place: string;
  readonly verdict: WireBackupVerdict;
  readonly since: string;
  /** The last look, whether a list could be had or not; null: none since the start. */
  readonly lookedAt: string | null;
  readonly listed: boolean;
  readonly looking: boolean;
  readonly snapshots: number | null;
  readonly dataSets: number;
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
  /** Days until it is full; `most` null: perhaps never. Null: no trend yet. */
  readonly fullInDays: { readonly least: number; readonly most: number | null } | null;
  readonly deciding: readonly string[];
}

/** GET /backups */
export interface WireBackups {
  readonly at: string;
  readonly city: WireBackupCounts;
  readonly districts: readonly (WireBackupCounts & {
    readonly id: string;
    readonly nameZh: string;
    readonly nameEn: string;
  })[];
  readonly dataSets: readonly WireBackupSet[];
  readonly repositories: readonly WireBackupRepository[];
}

/** GET /backups/matrix: data sets by days of the city's calendar, both ends included; at most 400 days. */
export interface WireBackupMatrix {
  readonly at: string;
  /** `2026-01-05` */
  readonly from: string;
  readonly to: string;
  /** Of the calendar that the days are of. */
  readonly timeZone: string;
  /** Which letter of `days` stands for which word. */
  readonly letters: Readonly<Record<string, WireDayWord>>;
  readonly rows: readonly {
    readonly dataSetId: string;
    readonly officeId: string;
    readonly officeNameZh: string;
    readonly districtId: string;
    /** One letter for each day from `from` on. */
    readonly days: string;
  }[];
}

/** GET /backups/data-sets/:id */
export interface WireBackupSetDetail extends WireBackupSet {
  readonly at: string;
  readonly schedule: string;
  readonly maxAgeSeconds: number;
  readonly retentionSeconds: number;
  readonly drill: string;
  readonly checks: readonly WireBackupCheck[];
  /** Newest first, at most 400. */
  readonly snapshots: readonly WireSnapshot[];
  /** Seen once and gone before their retention was over. */
  readonly vanished: readonly {
    readonly id: string;
    readonly startedAt: string;
    readonly firstSeenAt: string;
    readonly goneAt: string;
  }[];
}

/** GET /backups/repositories/:id */
export interface WireBackupRepositoryDetail extends WireBackupRepository {
  readonly at: string;
  readonly location: string | null;
  readonly identity: string | null;
  /** What it was before it became another one, until a person accepts that; null: it is the one that it was. */
  readonly otherIdentity: { readonly was: string; readonly at: string } | null;
  readonly encryption: string | null;
  readonly immutable: boolean | null;
  readonly copies: readonly string[];
  readonly checks: readonly WireBackupCheck[];
  /** What the tool said at the last look, in its own words. */
  readonly findings: readonly {
    readonly reason: string;
    readonly weight: 'fail' | 'unknown' | 'note';
    readonly text: Message;
    readonly said: string;
    readonly snapshotId: string | null;
  }[];
  readonly locks: readonly {
    readonly at: string;
    readonly host: string;
    readonly pid: number;
    readonly alive: boolean | null;
  }[];
  /** Snapshots of nobody that is declared, newest first, at most 200. */
  readonly orphans: readonly WireSnapshot[];
  /** Free space of each day, oldest first. */
  readonly space: readonly { readonly at: string; readonly freeBytes: number; readonly totalBytes: number }[];
  /** Share of all data read within the declared days, 0 to 1. */
  readonly shareRead: number;
  readonly sets: readonly WireBackupSet[];
}

/** GET /backups/offices/:id */
export interface WireBackupOffice {
  readonly id: string;
  readonly at: string;
  readonly nameZh: string;
  readonly districtId: string;
  readonly verdict: WireBackupVerdict;
  readonly counts: WireBackupCounts;
  readonly dataSets: readonly WireBackupSet[];
}
