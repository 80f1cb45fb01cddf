/** What crosses the wire of restore drills; see wire.ts. */
import type { Message } from '../core/index.ts';
import type { WireActor, WireProposal } from './wire-keeping.ts';

/** A drill that is over. */
export interface WireRestoreResult {
  readonly repositoryId: string;
  readonly snapshotId: string | null;
  readonly cause: WireRestoreCause;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly ok: boolean;
  /** L3 sampled files equal, L4 restored whole, L5 the service answered; null where it failed. */
  readonly level: 3 | 4 | 5 | null;
  /** A part alone was restored: the RTO is extrapolated. */
  readonly sampled: boolean;
  readonly bytes: number | null;
  readonly files: number | null;
  /** Files whose hash was compared, and the number by which a sample was drawn. */
  readonly compared: number | null;
  readonly seed: number | null;
  readonly rtoSeconds: number | null;
  readonly rpoSeconds: number | null;
  /** Null: nothing is declared, or nothing measured. */
  readonly isWithinRto: boolean | null;
  readonly isWithinRpo: boolean | null;
  /** `said`: the tool's own words. */
  readonly fault: {
    readonly reason: string;
    readonly text: Message;
    readonly remedy: Message;
    readonly said: string;
  } | null;
  /** A person ended it: it says nothing of the backup. */
  readonly aborted: { readonly by: WireActor; readonly reason: string } | null;
}

/** Null persons and reason: by schedule. */
export interface WireRestoreCause {
  readonly kind: 'schedule' | 'persons';
  readonly proposedBy: WireActor | null;
  readonly approvedBy: WireActor | null;
  readonly reason: string | null;
}

/** `soon`: in the last tenth of the interval, when the schedule takes it. */
export type WireRestoreDue = 'never' | 'overdue' | 'soon' | 'met';

/** One entry of GET /restore-drills: a data set of which a restore was, is or will be tried; with `all`, every declared one. */
export interface WireRestoreDrill {
  readonly dataSetId: string;
  readonly officeId: string;
  readonly officeNameZh: string;
  readonly districtId: string;
  readonly repositoryId: string;
  readonly due: WireRestoreDue;
  /** Null: no restore went well yet. */
  readonly dueAt: string | null;
  /** `waiting`: approved, and behind the one that runs. */
  readonly state: 'idle' | 'waiting' | 'running';
  readonly startedAt: string | null;
  /** Of the one that waits or runs. */
  readonly cause: WireRestoreCause | null;
  /** Of the one that runs; null before anything was measured. */
  readonly progress: { readonly phase: 'restoring' | 'verifying'; readonly bytes: number } | null;
  /** What waits for a second person. */
  readonly proposal: WireProposal | null;
  /** Why none can be tried now. */
  readonly obstacle: Message | null;
  readonly last: WireRestoreResult | null;
}

/** GET /restore-drills/:id, by the data set's id. */
export interface WireRestoreDrillDetail extends WireRestoreDrill {
  /** How it is held to what it must be; `data-folder`: a server is started from the copy. */
  readonly proof: 'manifest' | 'postgresql' | 'data-folder' | 'command';
  /** Null: none is declared. */
  readonly rtoSeconds: number | null;
  readonly rpoSeconds: number | null;
  /** A drill restores so many files unless told otherwise, and is broken off past these bounds. */
  readonly sample: number;
  readonly mostBytes: number;
  readonly mostSeconds: number;
  /** Newest first; those before are in the ledger. */
  readonly results: readonly WireRestoreResult[];
}
