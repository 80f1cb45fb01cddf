import type { EpochMs } from '../../core/index.ts';
import type { Duty, GapCause } from './roster.ts';

/** A stretch in which nobody is on call, now or soon. */
export interface RosterGap {
  readonly rosterId: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly cause: GapCause;
  readonly awayId: string | undefined;
}

/** The first gap of each roster that begins within `aheadMs`; of a gap that began before, the time that is left. */
export function gapsOf(duties: readonly Duty[], now: EpochMs, aheadMs: number): readonly RosterGap[] {
  return duties.flatMap((duty) => {
    const spans = duty.spans(now, now + Math.max(aheadMs, 1) + 1);
    const gap = spans.find((span) => span.personId === undefined);
    if (gap === undefined || gap.personId !== undefined) return [];
    const { from, to, cause, awayId } = gap;
    return [{ rosterId: duty.roster.id, from, to, cause, awayId }];
  });
}
