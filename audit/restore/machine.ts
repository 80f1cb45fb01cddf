import type { EpochMs } from '../../core/index.ts';
import { type DrillCause, type DrillResult, type DrillStanding, restoreDrillLimits } from './model.ts';

export type DrillEvent =
  | { readonly what: 'wanted'; readonly cause: DrillCause }
  | { readonly what: 'begun'; readonly at: EpochMs }
  | { readonly what: 'ended'; readonly result: DrillResult }
  | { readonly what: 'dropped' };

/** One step of a data set's drill. Pure; what does not fit the state changes nothing. */
export function stepDrill(standing: DrillStanding, event: DrillEvent): DrillStanding {
  const { backupId, state, results } = standing;
  const idle: DrillStanding = { backupId, state: 'idle', results };
  switch (event.what) {
    case 'wanted':
      return state === 'idle' ? { ...idle, state: 'waiting', cause: event.cause } : standing;
    case 'begun':
      return state === 'waiting' ? { ...standing, state: 'running', startedAt: event.at } : standing;
    case 'ended':
      if (state !== 'running') return standing;
      return { ...idle, results: [event.result, ...results].slice(0, restoreDrillLimits.kept) };
    case 'dropped':
      return state === 'waiting' ? idle : standing;
  }
}

/**
 * Which set the schedule wants next, undefined when none is due: the one whose last good drill is the longest ago, those without
 * any first. One that failed lately rests, so that a broken repository does not keep the others from their turn.
 */
export function nextDue(
  sets: readonly DrillStanding[],
  { now, everyMs }: { readonly now: EpochMs; readonly everyMs: number },
): string | undefined {
  let due: { readonly id: string; readonly at: EpochMs } | undefined;
  for (const { backupId, state, results } of sets) {
    if (state !== 'idle') continue;
    const last = results[0];
    if (last !== undefined && !last.ok && now - last.finishedAt < restoreDrillLimits.againAfterMs) continue;
    const at = results.find(({ ok }) => ok)?.finishedAt ?? Number.NEGATIVE_INFINITY;
    if (now - at >= everyMs && (due === undefined || at < due.at)) due = { id: backupId, at };
  }
  return due?.id;
}
