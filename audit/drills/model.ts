/** A rehearsed switchover of a hot-standby pair: planned, approved by a second person, carried out step by step, reported. */
import type { ClientProbe } from '../../collector/index.ts';
import type { EpochMs, Message } from '../../core/index.ts';
import type { DrillProcedure, DrillStepKind } from '../../inventory/index.ts';
import type { Actor } from '../approval/model.ts';
import type { Measured, PairStanding, Readiness, Takeover } from '../pairs/model.ts';

/** What a drill knows of pairs: their standing, tries through the virtual address, and takeovers. */
export interface PairPort {
  /** Undefined: the pair is not watched. */
  standing(pairId: string): PairStanding | undefined;
  /** Tries that started since then, in any order. */
  probes(pairId: string, since: EpochMs): readonly ClientProbe[];
  takeovers(pairId: string): readonly Takeover[];
}

/**
 * `falling-back`: it was aborted after something had been done, and a person says how the pair is left. `completed` and `aborted`
 * become `reported` when the report is kept. `rejected`, `lapsed` and `cancelled` never ran.
 */
export const pairDrillStates = [
  'planned',
  'proposed',
  'approved',
  'running',
  'falling-back',
  'completed',
  'aborted',
  'reported',
  'rejected',
  'lapsed',
  'cancelled',
] as const;
export type PairDrillState = (typeof pairDrillStates)[number];

/** What a command said; bounded, kept as evidence. */
export interface CommandOutput {
  readonly command: string;
  readonly deviceId: string;
  /** Undefined: it did not end by itself, or could not be started. */
  readonly exitCode: number | undefined;
  readonly text: string;
  /** More was said than is kept. */
  readonly cut: boolean;
}

export interface StepRun {
  /** Place in the procedure. */
  readonly index: number;
  readonly kind: DrillStepKind;
  readonly startedAt: EpochMs;
  readonly endedAt?: EpochMs;
  readonly outcome: 'running' | 'done' | 'failed' | 'stopped';
  readonly by?: Actor;
  readonly note?: string;
  /** What was seen, or why it ended as it did. */
  readonly said?: Message;
  readonly output?: CommandOutput;
}

/** `met` and `missed` only where the whole interval is on that side of the target. */
export type TargetVerdict = 'met' | 'missed' | 'unknown';
export interface AgainstTarget {
  /** Undefined: it could not be measured. */
  readonly measured: Measured | undefined;
  readonly target: number;
  readonly verdict: TargetVerdict;
}

export interface DrillResult {
  readonly takeoverIds: readonly string[];
  readonly rtoMs: AgainstTarget;
  readonly rpoMs: AgainstTarget;
  readonly rpoBytes: AgainstTarget;
  /** Tries that the time without service rests on, and the time between two of them: no figure is finer. */
  readonly probes: number;
  readonly resolutionMs: number | undefined;
}

export interface DrillWindow {
  readonly from: EpochMs;
  /** Exclusive: nothing is done from here on. */
  readonly to: EpochMs;
}

export interface PairDrill {
  readonly id: string;
  readonly pairId: string;
  /** As it was when the drill was planned. */
  readonly procedure: DrillProcedure;
  /** SHA-256, hex, of the procedure with the commands that it calls: what was approved, and nothing else, is carried out. */
  readonly digest: string;
  readonly window: DrillWindow;
  readonly reason: string;
  readonly plannedBy: Actor;
  readonly plannedAt: EpochMs;
  readonly state: PairDrillState;
  readonly proposalId?: string;
  readonly approval?: { readonly by: Actor; readonly at: EpochMs; readonly proposalId: string };
  readonly startedAt?: EpochMs;
  readonly endedAt?: EpochMs;
  readonly announcedAt?: EpochMs;
  /** The first moment in which somebody may have acted: from here on a takeover is a planned one. */
  readonly actingSince?: EpochMs;
  /** The moment of the last act that was confirmed or started. */
  readonly actedAt?: EpochMs;
  /** Readiness was asked, and nothing was done since: it must stay as it was. */
  readonly guarded: boolean;
  /** A guarded drill does not know the pair's readiness since then: nothing goes on, and at `until` it breaks off. */
  readonly doubt?: { readonly since: EpochMs; readonly until: EpochMs };
  /** Who was active when the drill began. */
  readonly activeBefore?: string;
  /** Two active members were seen; in a second reading of the pair it is a split. */
  readonly splitAt?: EpochMs;
  readonly steps: readonly StepRun[];
  readonly abort?: { readonly at: EpochMs; readonly reason: Message; readonly by?: Actor; readonly note?: string };
  /** How an aborted drill left the pair. */
  readonly leftAs?: 'untouched' | 'fallen-back' | 'left';
  readonly result?: DrillResult;
  /** What was not as it should have been, also in a drill that completed. */
  readonly deviations: readonly Message[];
  /** Completed or aborted, also when it has been reported. */
  readonly outcome?: 'completed' | 'aborted';
  readonly reportId?: string;
}

/** A pair as the machine of a drill looks at it. */
export interface PairView {
  /** `unknown` also where the newest reading is too old. */
  readonly word: Readiness['word'];
  readonly score: number | undefined;
  readonly observedAt: EpochMs | undefined;
  /** Members that are active by role or hold the address. */
  readonly active: readonly string[];
  readonly standby: readonly string[];
  /** Since when every probe of the pair has answered without a miss; undefined: one does not, or none runs. */
  readonly goodSince: EpochMs | undefined;
  /** So long may readiness be unknown before a drill that rests on it breaks off: three further readings, 30 s at least. */
  readonly patienceMs: number;
}

/** Bounds of drills. */
export const pairDrillLimits = {
  /** Drills kept beside the ledger; the oldest that are over go. */
  kept: 1_000,
  /** Planned ones that are not over. */
  open: 200,
  /** Running at the same time; one for each pair. */
  running: 8,
  leastWindowMs: 10 * 60_000,
  mostWindowMs: 24 * 3_600_000,
  /** Planned so far ahead. */
  aheadMs: 400 * 86_400_000,
  /** For a person to say how an aborted drill leaves the pair. */
  fallBackMs: 2 * 3_600_000,
  /** A takeover that is seen so long after a drill's end still belongs to it. */
  afterMs: 60_000,
  reasonCharacters: 500,
  noteCharacters: 500,
  outputCharacters: 4_000,
  deviations: 50,
  tickMs: 1_000,
} as const;
