import { adjacenciesOf } from './adjacency.ts';
import { cableDifference, type SeenCables } from './cables.ts';
import { renamedInterfaces, replacedDevice } from './devices.ts';
import type { Knowledge } from './knowledge.ts';
import type { DeviceMemory } from './memory.ts';
import { type Difference, type FindingEvidence, type FindingKind, reconcileLimits, type Seen } from './model.ts';
import { newDevices, stationDifferences } from './strangers.ts';

/** Kinds that can only be told when everybody has been asked. */
export const needComplete: ReadonlySet<FindingKind> = new Set<FindingKind>(['new-device', 'foreign-mac']);

/** What one device's readings show that should not be. Pure; the order in which devices were asked does not matter. */
export function differencesOf(
  seen: Seen,
  memory: DeviceMemory,
  knowledge: Knowledge,
  seenCables: SeenCables,
): readonly Difference[] {
  const { city } = knowledge;
  const adjacencies = adjacenciesOf(seen, knowledge);
  const replaced = replacedDevice(seen, memory, city);
  return [
    ...(replaced === undefined ? [] : [replaced]),
    ...renamedInterfaces(seen, memory, city),
    ...adjacencies.flatMap((adjacency) => cableDifference(adjacency, knowledge, seenCables) ?? []),
    ...newDevices(seen, knowledge),
    ...stationDifferences(seen, adjacencies, knowledge),
  ];
}

export function keyOf({ kind, subject }: Pick<Difference, 'kind' | 'subject'>): string {
  return `${kind} ${subject}`;
}

/** One difference for each finding, whoever saw it; the newest evidence says what is observed. */
export function mergeDifferences(all: Iterable<Difference>): ReadonlyMap<string, Difference> {
  const groups = new Map<string, Difference[]>();
  for (const difference of all) {
    const key = keyOf(difference);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [difference]);
    else group.push(difference);
  }
  const merged = new Map<string, Difference>();
  for (const [key, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [newest] = group.sort((a, b) => byAge(a.evidence[0], b.evidence[0]) || (a.observed < b.observed ? -1 : 1));
    if (newest === undefined) continue;
    const evidence = group.flatMap((each) => each.evidence).sort(byAge);
    merged.set(key, { ...newest, evidence: evidence.slice(0, reconcileLimits.evidence) });
  }
  return merged;
}

/** Newest first, then by text, so that equal times have an order too. */
function byAge(a: FindingEvidence | undefined, b: FindingEvidence | undefined): number {
  const [one, other] = [a?.value ?? '', b?.value ?? ''];
  return (b?.at ?? 0) - (a?.at ?? 0) || (one < other ? -1 : one > other ? 1 : 0);
}
