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

/**
 * One difference for each finding, whoever saw it. Of several views the choice does not change from poll to poll: what is
 * declared in the order of its text, then the newest observation; a new device is where the first of its neighbours is.
 */
export function mergeDifferences(all: Iterable<Difference>): ReadonlyMap<string, Difference> {
  const groups = new Map<string, Difference[]>();
  for (const difference of all) {
    const key = keyOf(difference);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [difference]);
    else group.push(difference);
  }
  const merged = new Map<string, Difference>();
  for (const [key, group] of [...groups].sort(([a], [b]) => byText(a, b))) {
    const [chosen] = group.sort(
      (a, b) =>
        byText(a.declared, b.declared) ||
        (a.kind === 'new-device' ? byText(a.observed, b.observed) : byAge(a.evidence[0], b.evidence[0])) ||
        byText(a.observed, b.observed),
    );
    if (chosen === undefined) continue;
    const evidence = group.flatMap((each) => each.evidence).sort(byAge);
    merged.set(key, { ...chosen, evidence: evidence.slice(0, reconcileLimits.evidence) });
  }
  return merged;
}

/** Newest first, then by text, so that equal times have an order too. */
function byAge(a: FindingEvidence | undefined, b: FindingEvidence | undefined): number {
  return (b?.at ?? 0) - (a?.at ?? 0) || byText(a?.value ?? '', b?.value ?? '');
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
