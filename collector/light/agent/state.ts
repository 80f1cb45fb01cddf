import type { EpochMs, Message } from '../../../core/index.ts';

/**
 * How a collector does, by its own account. `connected`: the hub has been heard just now; `cut`: nobody answers, see the reason; `refused`: the
 * hub answers and takes nothing, see the reason; `revoked`: it is let in no more, and has stopped.
 */
export const agentConditions = ['starting', 'connected', 'cut', 'refused', 'revoked'] as const;
export type AgentCondition = (typeof agentConditions)[number];

/** Kept in the folder for `fangzhou collector status`. */
export interface AgentState {
  readonly at: EpochMs;
  readonly condition: AgentCondition;
  readonly since: EpochMs;
  readonly reason: Message | undefined;
  readonly collectorId: string;
  readonly placeId: string;
  readonly hub: string;
  readonly version: string;
  readonly heardAt: EpochMs | undefined;
  readonly certificateEndsAt: EpochMs;
  readonly probes: number;
  readonly figures: number;
  readonly overruns: number;
  readonly refusedProbes: number;
  readonly spool: {
    readonly first: number;
    readonly last: number;
    readonly delivered: number;
    readonly bytes: number;
    readonly keptBytes: number;
    readonly waitingSince: EpochMs | undefined;
    readonly isWritable: boolean;
  };
  /** What is to be added to the wall clock to have the hub's. */
  readonly hubOffsetMs: number | undefined;
}
