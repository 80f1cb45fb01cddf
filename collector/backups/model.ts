/**
 * What a backup repository holds, as its own tool tells it, with the tool's own words; judged in `audit/backups`. A tool's exit
 * code is kept, never believed.
 */
import type { EpochMs, Message } from '../../core/index.ts';

export const backupTools = ['restic', 'borg', 'pgbackrest', 'postgresql', 'manifest', 'bareos'] as const;
export type BackupTool = (typeof backupTools)[number];

/** Why a repository could not be read, or what is wrong with it; each its own word, in both languages. */
export const catalogueReasons = [
  'missing',
  'empty',
  'wrong-password',
  'locked',
  'stale-lock',
  'damaged',
  'unreadable-snapshot',
  'pack-missing',
  'pack-damaged',
  'pack-unreadable',
  'index-damaged',
  'wal-gap',
  'archiver-failing',
  'page-checksum',
  'source-missing',
  'incomplete',
  'clock-ahead',
  'tool-missing',
  'tool-too-old',
  'timed-out',
  'too-large',
  'malformed',
  'unreachable',
  'signature-wrong',
  'unknown-code',
] as const;
export type CatalogueReason = (typeof catalogueReasons)[number];

/** One thing that a tool said, or that we counted ourselves. */
export interface CatalogueFinding {
  readonly reason: CatalogueReason;
  /** `fail`: something is wrong; `unknown`: it cannot be told (locked, unreachable); `note`: worth knowing. */
  readonly weight: 'fail' | 'unknown' | 'note';
  readonly text: Message;
  /** The tool's own words, cut at 2,000 characters, secrets and command lines taken out. */
  readonly said: string;
  /** Which snapshot it is about, where one is. */
  readonly snapshotId?: string;
}

/** One backup in the catalogue, whatever the tool calls it (snapshot, archive, backup, job, file). */
export interface CatalogueSnapshot {
  readonly id: string;
  /** What maps it to a declared data set: a restic tag, a borg archive's name, a stanza, a job, a manifest's name. */
  readonly tags: readonly string[];
  readonly host: string;
  readonly paths: readonly string[];
  /** When the data was read: restic `time` and borg `start`; ends may be later. */
  readonly startedAt: EpochMs;
  readonly endedAt?: EpochMs;
  /** Bytes of the source as processed, where the tool tells it without a restore. */
  readonly sourceBytes?: number;
  readonly files?: number;
  readonly filesNew?: number;
  readonly filesChanged?: number;
  readonly filesUnmodified?: number;
  /** Files of the backup before that are not in this one. */
  readonly filesRemoved?: number;
  /** Bytes that this one added: raw, and as stored (after compression). */
  readonly addedBytes?: number;
  readonly storedBytes?: number;
  /** Of what was added, as packed; for tools that tell only of the whole (borg), of the whole: a fall to 1 suggests encryption. */
  readonly compressionRatio?: number;
  /** The tool itself calls it partial or erroneous. */
  readonly partial?: boolean;
  /** restic tree, borg id: the same content in a second repository. */
  readonly contentId?: string;
}

/** How the check of a repository went. */
export interface IntegrityCheck {
  readonly kind: 'structure' | 'data';
  /** Share of the packs' bytes that were read, 0 to 1. */
  readonly share: number;
  readonly at: EpochMs;
  readonly ok: boolean;
}

/** One reading of one repository. */
export interface CatalogueReading {
  readonly repositoryId: string;
  readonly tool: BackupTool;
  readonly toolVersion?: string;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  /** False: no list could be had, so that what is missing from it says nothing. */
  readonly listed: boolean;
  readonly snapshots: readonly CatalogueSnapshot[];
  readonly findings: readonly CatalogueFinding[];
  readonly checks: readonly IntegrityCheck[];
  /** Snapshots that were shown to stand on none of what is broken in a broken repository; absent: it cannot be told of any. */
  readonly untouched?: readonly string[];
  /** restic config id, borg repository.id, PostgreSQL system identifier. */
  readonly identity?: string;
  readonly encryption?: string;
  /** What the account that looks could do beyond looking, asked and never tried; absent: nobody can tell. */
  readonly rights?: { readonly mayWrite: boolean; readonly said: string };
  /** How many passphrases open it, where the tool lists them (restic). */
  readonly keys?: number;
  /** Append-only, object lock, immutable flag: where the tool tells it. */
  readonly immutable?: boolean;
  readonly locks: readonly {
    readonly at: EpochMs;
    readonly host: string;
    readonly pid: number;
    readonly alive: boolean | undefined;
  }[];
  readonly space?: { readonly totalBytes: number; readonly freeBytes: number; readonly repositoryBytes?: number };
  /** Counted by ourselves from the archive's file names, per timeline. */
  readonly wal?: {
    readonly timelines: readonly {
      readonly timeline: number;
      readonly first: string;
      readonly last: string;
      readonly missing: readonly string[];
    }[];
    readonly lastArchivedAt?: EpochMs;
  };
}
