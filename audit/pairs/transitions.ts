/** How often a pair switched, by its own counters and by who answered clients: polls miss what happens between them. */
import type { MemberReading, PairReading } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import { seen, staleMs } from './known.ts';
import type { PairEvidence, PairScene } from './model.ts';
import { instancesOf, type RoleScene, rolesOf, servingOf } from './roles.ts';

export interface Counter {
  readonly deviceId: string;
  readonly at: EpochMs;
  /** becomeMaster, or masterTransitions, of the pair's instance. */
  readonly count: number;
}

/** How often a member became master since its daemon began; undefined: it does not tell. */
export function becameMaster(scene: RoleScene, member: MemberReading): Counter | undefined {
  const { deviceId, vrrp } = member;
  if (vrrp?.outcome !== 'answered') return undefined;
  const count = instancesOf(scene, vrrp.facts).find((row) => row.becomeMaster !== undefined)?.becomeMaster;
  return count === undefined ? undefined : { deviceId, at: vrrp.at, count };
}

/** What a counter rose by; one that fell began anew with its daemon. */
export function riseOf(before: number, after: number): number {
  return after >= before ? after - before : after;
}

/**
 * Transitions within the last `windowMs`, by whoever saw most of them: the members' counters (which begin anew with their daemon), who
 * answered the tries, and the takeovers that were seen.
 */
export function transitionsIn(
  scene: PairScene,
  windowMs: number,
): { readonly count: number; readonly evidence: readonly PairEvidence[]; readonly told: boolean } {
  const readings = scene.readings.filter(({ finishedAt }) => scene.now - finishedAt <= windowMs).toReversed();
  const evidence: PairEvidence[] = [];
  let counted = 0;
  for (const index of [0, 1] as const) {
    const counters = readings.flatMap(({ members }) => becameMaster(scene, members[index]) ?? []);
    let before: number | undefined;
    for (const { count } of counters) {
      if (before !== undefined) counted += riseOf(before, count);
      before = count;
    }
    const ends = [counters[0], counters.at(-1)];
    for (const one of ends) if (one !== undefined) evidence.push(seen(one, 'becomeMaster', one.count));
  }
  const takeovers = scene.takeovers.filter(({ detectedAt }) => scene.now - detectedAt <= windowMs);
  for (const { detectedAt, id } of takeovers) evidence.push({ source: 'takeover', value: id, at: detectedAt });
  const [newest] = scene.readings;
  // Where two serve, clients meet now one and now the other: that is the split brain's matter.
  const answers = newest !== undefined && twoServe(scene, newest) ? [] : answerChanges(scene, windowMs);
  evidence.push(...answers);
  if (newest !== undefined) for (const role of rolesOf(scene, newest)) evidence.push(...role.evidence);
  const told =
    newest !== undefined &&
    (servingOf(scene, newest) !== undefined || newest.members.some((member) => isFresh(scene, member)));
  return { count: Math.max(counted, takeovers.length, answers.length), evidence, told };
}

function twoServe(scene: PairScene, reading: PairReading): boolean {
  const roles = rolesOf(scene, reading);
  return roles.every(({ role }) => role === 'active') || roles.every(({ holdsAddress }) => holdsAddress === true);
}

function isFresh(scene: PairScene, member: MemberReading): boolean {
  const counter = becameMaster(scene, member);
  return counter !== undefined && scene.now - counter.at <= staleMs(scene.all);
}

/** Each time that another member answered a try than the one before; of the probe that saw most. */
function answerChanges({ probes, now }: PairScene, windowMs: number): readonly PairEvidence[] {
  const recent = probes.filter(({ ok, answeredBy, startedAt }) => ok && answeredBy && now - startedAt <= windowMs);
  const byProbe = [...Map.groupBy(recent, ({ probeId }) => probeId)].map(([probeId, tries]) => {
    const inOrder = tries.toSorted((a, b) => a.startedAt - b.startedAt);
    return inOrder.flatMap(({ answeredBy = '', finishedAt: at }, index): PairEvidence[] => {
      const before = inOrder[index - 1]?.answeredBy ?? answeredBy;
      return before === answeredBy
        ? []
        : [{ source: `probe ${probeId} answered by`, value: `${before} -> ${answeredBy}`, at }];
    });
  });
  return byProbe.toSorted((a, b) => b.length - a.length)[0] ?? [];
}
