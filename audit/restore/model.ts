/** Restore drills: a backup is proven when it was restored, measured and held to what it must be. All of it is pure. */
import type { EpochMs, Message } from '../../core/index.ts';
import type { Actor } from '../approval/model.ts';

/** As proposals and records name it. */
export const restoreMatter = 'restore-drill';

/** Bounds of drills. */
export const restoreDrillLimits = {
  /** Results kept of each data set; all are in the ledger besides. */
  kept: 20,
  /** Waiting to be run; one runs at a time, for each takes disk and processor from others. */
  waiting: 200,
  sample: 1_000,
  reasonCharacters: 500,
  /** A scheduled one that failed is not tried again before. */
  againAfterMs: 24 * 3_600_000,
} as const;

/** Who wanted a drill: the schedule (declared `unattended`), or two persons. */
export type DrillCause =
  | { readonly kind: 'schedule' }
  | { readonly kind: 'persons'; readonly proposedBy: Actor; readonly approvedBy: Actor; readonly reason: string };

/** How far one has come. */
export interface DrillProgress {
  readonly phase: 'restoring' | 'verifying';
  /** Bytes in the scratch place. */
  readonly bytes: number;
}

/** A drill that is over. */
export interface DrillResult {
  readonly backupId: string;
  readonly repositoryId: string;
  readonly snapshotId: string | undefined;
  readonly cause: DrillCause;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  readonly ok: boolean;
  /** L3 sampled files equal, L4 restored whole, L5 the service answered. */
  readonly level: 3 | 4 | 5 | undefined;
  readonly sampled: boolean;
  /** Files whose hash was compared, and the number by which they were drawn. */
  readonly compared?: number;
  readonly seed?: number;
  readonly bytes: number | undefined;
  readonly files: number | undefined;
  readonly restoreMs: number | undefined;
  readonly verifyMs: number | undefined;
  /** Restore and verification together: the measured RTO; of a sample, extrapolated by bytes and marked by `sampled`. */
  readonly rtoMs: number | undefined;
  /** Age of the data at the start: the RPO that a loss at this moment would have had. */
  readonly rpoMs: number | undefined;
  /** Undefined where nothing is declared or measured. */
  readonly isWithinRto: boolean | undefined;
  readonly isWithinRpo: boolean | undefined;
  /** What was declared when it ran; absent where nothing was. */
  readonly rtoTargetMs?: number;
  readonly rpoTargetMs?: number;
  readonly fault: { readonly reason: string; readonly text: Message; readonly said: string } | undefined;
  /** A person ended it: it says nothing of the backup. */
  readonly abortedBy?: Actor;
  readonly abortReason?: string;
}

/** A data set's drill as it stands. */
export interface DrillStanding {
  readonly backupId: string;
  readonly state: 'idle' | 'waiting' | 'running';
  readonly startedAt?: EpochMs;
  readonly cause?: DrillCause;
  readonly progress?: DrillProgress;
  /** Newest first. */
  readonly results: readonly DrillResult[];
}

/** When a set's restore is to be proven again. */
export interface RestoreDue {
  /** `soon`: within the last tenth of the interval, when the schedule takes it. */
  readonly status: 'never' | 'overdue' | 'soon' | 'met';
  /** Undefined where no restore went well yet: at once. */
  readonly at: EpochMs | undefined;
}
