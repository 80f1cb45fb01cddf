import type { ClientProbe } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { DrillGoal } from '../../inventory/index.ts';
import type { PairStanding } from '../pairs/model.ts';
import type { PairPort, PairView } from './model.ts';

/** Tries older than this say nothing of whether services are good now. */
const probeAgeMs = 30_000;
/** So far back is looked for the beginning of a good stretch: as long as a procedure may ask for. */
const lookBackMs = 11 * 60_000;

/** A pair as a drill looks at it now; a standing whose newest reading is older than `staleMs` is unknown, for as long it may be. */
export function viewOf(port: PairPort, pairId: string, now: EpochMs, staleMs: number): PairView {
  const standing = port.standing(pairId);
  const fresh = standing?.observedAt !== undefined && now - standing.observedAt <= staleMs ? standing : undefined;
  return {
    word: fresh?.readiness.word ?? 'unknown',
    score: fresh?.readiness.score,
    observedAt: standing?.observedAt,
    active: membersBy(fresh, ({ role, holdsAddress }) => role === 'active' || holdsAddress === true),
    standby: membersBy(fresh, ({ role, holdsAddress }) => role === 'standby' && holdsAddress !== true),
    goodSince: goodSince(port.probes(pairId, now - lookBackMs), now),
    patienceMs: staleMs,
  };
}

function membersBy(
  standing: PairStanding | undefined,
  is: (member: PairStanding['roles'][number]) => boolean,
): readonly string[] {
  return (standing?.roles ?? []).filter(is).map(({ deviceId }) => deviceId);
}

/** Since when every probe has answered without a miss: the latest of their beginnings. A probe that fell silent is not good. */
export function goodSince(probes: readonly ClientProbe[], now: EpochMs): EpochMs | undefined {
  const byProbe = new Map<string, ClientProbe[]>();
  for (const probe of probes) byProbe.set(probe.probeId, [...(byProbe.get(probe.probeId) ?? []), probe]);
  let since: EpochMs | undefined;
  for (const tries of byProbe.values()) {
    const newestFirst = tries.toSorted((one, other) => other.startedAt - one.startedAt);
    const [newest] = newestFirst;
    if (newest === undefined || !newest.ok || now - newest.finishedAt > probeAgeMs) return undefined;
    const bad = newestFirst.findIndex(({ ok }) => !ok);
    const first = bad < 0 ? newestFirst.at(-1) : newestFirst[bad - 1];
    since = Math.max(since ?? 0, first?.finishedAt ?? now);
  }
  return since;
}

/** Whether it would take over as the step asks; what is not known is not acceptable. */
export function isAcceptable({ word }: PairView, least: 'ready' | 'at-risk'): boolean {
  return word === 'ready' || (least === 'at-risk' && word === 'at-risk');
}

export function goalMet({ active, standby }: PairView, goal: DrillGoal, before: string | undefined): boolean {
  const [serving] = active;
  if (serving === undefined || active.length !== 1) return false;
  if (goal === 'paired') return standby.length > 0;
  if (before === undefined) return false;
  return goal === 'switched' ? serving !== before : serving === before;
}

/** What a view says, for texts. */
export function viewText({ word, score, active }: PairView): Record<string, string | number> {
  return {
    word: `key:drill.word.${word}`,
    score: score ?? '–',
    active: active.length === 0 ? '–' : active.join(', '),
  };
}
