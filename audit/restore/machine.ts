import type { EpochMs } from '../../core/index.ts';
import {
  type DrillCause,
  type DrillProgress,
  type DrillResult,
  type DrillStanding,
  type RestoreDue,
  restoreDrillLimits,
} from './model.ts';

export type DrillEvent =
  | { readonly what: 'wanted'; readonly cause: DrillCause }
  | { readonly what: 'begun'; readonly at: EpochMs }
  | { readonly what: 'moved'; readonly progress: DrillProgress }
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
    case 'moved':
      return state === 'running' ? { ...standing, progress: event.progress } : standing;
    case 'ended':
      if (state !== 'running') return standing;
      return { ...idle, results: [event.result, ...results].slice(0, restoreDrillLimits.kept) };
    case 'dropped':
      return state === 'waiting' ? idle : standing;
  }
}

/** The schedule takes a set after this share of the interval, so that one that fails can be tried again in time. */
const takenAfter = 0.9;

/** When a set is due, by its last restore that went well. Pure. */
export function dueOf(
  { results }: Pick<DrillStanding, 'results'>,
  { now, everyMs }: { readonly now: EpochMs; readonly everyMs: number },
): RestoreDue {
  const good = results.find(({ ok }) => ok)?.finishedAt;
  if (good === undefined) return { status: 'never', at: undefined };
  const age = now - good;
  return {
    status: age >= everyMs ? 'overdue' : age >= everyMs * takenAfter ? 'soon' : 'met',
    at: good + everyMs,
  };
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
    const { status, at = Number.NEGATIVE_INFINITY } = dueOf({ results }, { now, everyMs });
    if (status !== 'met' && (due === undefined || at < due.at)) due = { id: backupId, at };
  }
  return due?.id;
}
