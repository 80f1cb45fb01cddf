/** What one try of a business service came to, as who stands at its vantage point saw it; judged in `audit/services`. */
import type { EpochMs, Message } from '../../core/index.ts';
import type { ProbePhase } from '../../inventory/index.ts';

/**
 * `good`; `slow`: right, but over a budget or near an end (a certificate); `bad`: tried and wrong; `unknown`: could not be tried
 * from here (no tool, no secret, own machine out of files), which says nothing of the service.
 */
export const probeOutcomes = ['good', 'slow', 'bad', 'unknown'] as const;
export type ProbeOutcome = (typeof probeOutcomes)[number];

/** Milliseconds, only of phases that were reached. */
export type PhaseTimes = Readonly<Partial<Record<ProbePhase, number>>>;

export interface StepResult {
  readonly name: string;
  readonly outcome: ProbeOutcome;
  readonly phases: PhaseTimes;
  /** HTTP status, or what stands for it. */
  readonly status?: number;
}

/** A threshold that came along: outside of it is wrong, or with `isInside` inside of it. Undefined: no bound on that side. */
export interface ValueRange {
  readonly least?: number;
  readonly most?: number;
  readonly isInside: boolean;
}

/** Performance data of a plugin, or what a kind measures (days until a certificate ends, offset, loss). */
export interface ProbeValue {
  readonly name: string;
  readonly value: number;
  /** `s`, `%`, `B`, `c`, or empty; of a plugin also another of its own. */
  readonly unit: string;
  /** The plugin's own thresholds, in the same unit. */
  readonly warning?: ValueRange;
  readonly critical?: ValueRange;
}

export interface ProbeResult {
  readonly probeId: string;
  readonly serviceId?: string;
  /** `hub`, or the light collector's id. */
  readonly vantageId: string;
  readonly startedAt: EpochMs;
  /** Of all tries together, milliseconds. */
  readonly durationMs: number;
  readonly tries: number;
  readonly outcome: ProbeOutcome;
  /** Where it failed, or was slow. */
  readonly failedPhase?: ProbePhase;
  readonly reason: Message;
  readonly phases: PhaseTimes;
  readonly steps: readonly StepResult[];
  readonly values: readonly ProbeValue[];
}

/** One reading of a business figure; without `value`, `reason` says why there is none. */
export interface FigureReading {
  readonly figureId: string;
  readonly vantageId: string;
  readonly at: EpochMs;
  /** In the figure's unit; of a time, epoch milliseconds. */
  readonly value?: number;
  readonly reason?: Message;
}

/** What a light collector keeps while the fibre is cut and hands over afterwards; `sequence` is without gap for one enrolment. */
export interface Delivery {
  readonly sequence: number;
  readonly result?: ProbeResult;
  readonly figure?: FigureReading;
}
