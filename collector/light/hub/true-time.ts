import type { EpochMs } from '../../../core/index.ts';
import { lightBounds } from '../limits.ts';
import type { SpoolRecord } from '../record.ts';
import type { SyncRequest } from '../wire.ts';

/**
 * What is to be added to the wall times of a record. The collector's wall clock may have been wrong when it was kept, and set since: its steady
 * clock says how long ago that was, by the hub's own time. Of another run of the machine only the wall clock is left. Nothing is from
 * the future.
 */
export function correctionMs(
  { w, m, b }: Pick<SpoolRecord, 'w' | 'm' | 'b'>,
  { steady }: Pick<SyncRequest, 'steady'>,
  hubNow: EpochMs,
): number {
  if (b !== steady.boot) return Math.min(0, hubNow - w);
  const byMs = Math.round(hubNow - Math.max(0, steady.ms - m) - w);
  // Within what a message takes on its way nobody knows better than the collector's own clock.
  return Math.abs(byMs) > lightBounds.clockOffMs || w > hubNow ? byMs : 0;
}
