/** A restore that was tried: what came out, how long it took, and whether it is what was put in. Judged in `audit/restore`. */
import type { EpochMs, Message } from '../../core/index.ts';

/** Why a restore did not prove anything; each its own words in both languages. */
export const restoreReasons = [
  'unsupported',
  'no-room',
  'too-large',
  'timed-out',
  'stopped',
  'tool-missing',
  'tool-failed',
  'nothing-restored',
  'manifest-missing',
  'hash-differs',
  'file-missing',
  'dump-missing',
  'server-missing',
  'server-failed',
  'load-failed',
  'query-differs',
  'command-failed',
  'no-data-folder',
  'wal-hole',
  'recovery-short',
] as const;
export type RestoreReason = (typeof restoreReasons)[number];

export interface RestoreFault {
  readonly reason: RestoreReason;
  readonly text: Message;
  /** The tool's own words, secrets taken out, cut at 2,000 characters. */
  readonly said: string;
}

/** What was restored, and how long it took. */
export interface Restored {
  readonly bytes: number;
  readonly files: number;
  /** Time of the restore itself. */
  readonly restoreMs: number;
}

/** How far a restore has come. */
export interface RestoreProgress {
  readonly phase: 'restoring' | 'verifying';
  /** In the scratch place; measured each `restoreBounds.watchMs`. */
  readonly bytes: number;
}

/** One check of what came out. */
export interface RestoreCheck {
  /** A file's name, a query, a command. */
  readonly what: string;
  readonly ok: boolean;
  readonly said: string;
}

export interface RestoreOutcome {
  readonly ok: boolean;
  /** A part of it alone was restored: its time says nothing of the whole but by extrapolation. */
  readonly sampled: boolean;
  readonly restored: Restored | undefined;
  /** Time of starting, loading and asking, beside the restore. */
  readonly verifyMs: number | undefined;
  /** Checks in order, at most 200; the first one that failed is in `fault`. */
  readonly checks: readonly RestoreCheck[];
  readonly fault: RestoreFault | undefined;
  /** Files whose hash was compared with the manifest's. */
  readonly compared?: number;
  /** The sample is drawn by it: the same number draws the same files out of the same list. */
  readonly seed?: number;
  /** How new the restored data is, where that is told better than by the backup's begin: the last transaction of the recovered WAL. */
  readonly dataAt?: EpochMs;
  /** L3 sampled files equal, L4 restored whole, L5 the service answered; undefined where it failed. */
  readonly level: 3 | 4 | 5 | undefined;
}

/** Every bound of a restore that is tried. */
export const restoreBounds = {
  watchMs: 250,
  /** After it was measured how much was restored, it rests so many times as long. */
  measureRest: 9,
  keptFreeBytes: 256 * 1024 * 1024,
  listedFiles: 2_000_000,
  sample: 1_000,
  checks: 200,
  sumsBytes: 64 * 1024 * 1024,
  commandMs: 600_000,
  queryMs: 60_000,
  serverMs: 60_000,
  startMs: 30_000,
  segmentMs: 60_000,
  answerCharacters: 2_000,
} as const;
