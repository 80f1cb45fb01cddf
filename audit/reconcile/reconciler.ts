import type { TopologyReading } from '../../collector/index.ts';
import { type Cancel, type Clock, type Message, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import { adjacenciesOf, cableKey } from './adjacency.ts';
import { isImplied } from './cables.ts';
import { differencesOf, keyOf, mergeDifferences, needComplete } from './compare.ts';
import { type Drawing, drawCity } from './drawing.ts';
import { type FindingsKeeper, keepFindings } from './keeper.ts';
import { type Knowledge, knowledgeOf, pairKey } from './knowledge.ts';
import { type DeviceMemory, noMemory, remember } from './memory.ts';
import {
  type Difference,
  type Finding,
  type FindingEvent,
  type FindingKind,
  reconcileLimits,
  type Seen,
} from './model.ts';
import { decide, findingId, lookAgain } from './register.ts';
import { changeBetween, mergeReading } from './sighting.ts';

/** Readings come in crowds; what they mean together is worked out once for all that came within this time. */
const lookAfterMs = 500;
/** A look at a large city takes long; the next waits so many times as long, so that looking never fills the process. */
const restPerLook = 20;
const noKinds: ReadonlySet<FindingKind> = new Set();

export type FindingVerdict =
  | { readonly ok: true; readonly finding: Finding }
  | { readonly ok: false; readonly reason: Message };

/** Compares what devices tell of themselves and their neighbours with the declared city, and keeps the findings. */
export interface Reconciler {
  /** Puts back what was known; call once, before observing. */
  start(): Promise<void>;
  /** Names the city and its devices with an agent, also after a reload. */
  apply(city: City, agentIds: Iterable<string>): void;
  observe(reading: TopologyReading): void;
  /** Newest first; open and rejected ones before closed ones. */
  list(): readonly Finding[];
  find(id: string): Finding | undefined;
  /** What happened to a finding, oldest first. */
  history(id: string): Promise<readonly { readonly at: number; readonly body: unknown }[]>;
  decide(decision: {
    readonly id: string;
    readonly verdict: 'accepted' | 'rejected';
    readonly by: string;
    readonly reason: string;
  }): FindingVerdict;
  drawing(): Drawing;
  /** Devices asked at least once, and differences left out because there were too many. */
  stats(): { readonly asked: number; readonly agents: number; readonly suppressed: number };
  subscribe(listener: (events: readonly FindingEvent[]) => void): Cancel;
  close(): void;
}

export function createReconciler({ store, clock }: { readonly store: Store; readonly clock: Clock }): Reconciler {
  const keeper: FindingsKeeper = keepFindings(store);
  const seen = new Map<string, Seen>();
  const memories = new Map<string, DeviceMemory>();
  const seenCables = new Map<string, readonly string[]>();
  const asked = new Set<string>();
  const differences = new Map<string, readonly Difference[]>();
  const listeners = new Set<(events: readonly FindingEvent[]) => void>();
  let agents: ReadonlySet<string> = new Set();
  let city: City | undefined;
  let register: ReadonlyMap<string, Finding> = new Map();
  let accepted: ReadonlySet<string> = new Set();
  let known: Knowledge | undefined;
  let cancelLook: Cancel | undefined;
  let suppressed = 0;
  let lastLookMs = 0;

  /** Works out soon what has changed; `everything` when it may change what other devices' readings mean. */
  function touch(everything: boolean): void {
    if (everything) {
      known = undefined;
      differences.clear();
    }
    cancelLook ??= clock.after(Math.max(lookAfterMs, lastLookMs * restPerLook), look);
  }

  function knowledge(of: City): Knowledge {
    known ??= knowledgeOf({ city: of, seen, memories, complete: isComplete() });
    return known;
  }

  const isComplete = (): boolean => [...agents].every((id) => asked.has(id));

  /** A pair's cables are remembered as they are when the pair is first seen joined. */
  function rememberCables(of: City): void {
    const fresh = new Map<string, Set<string>>();
    for (const each of seen.values()) {
      if (differences.has(each.deviceId)) continue;
      for (const adjacency of adjacenciesOf(each, knowledge(of))) {
        const { here, there } = adjacency;
        const pair = pairKey(here.deviceId, there.deviceId);
        const cable = cableKey(adjacency);
        if (cable === undefined || seenCables.has(pair) || !isImplied(here.deviceId, there.deviceId, of)) continue;
        fresh.set(pair, (fresh.get(pair) ?? new Set()).add(cable));
      }
    }
    for (const [pair, cables] of fresh) {
      seenCables.set(pair, [...cables].sort());
      keeper.putCables(pair, [...cables].sort());
    }
  }

  function look(): void {
    cancelLook = undefined;
    if (city === undefined) return;
    const beganMs = clock.monotonicMs();
    rememberCables(city);
    const now = knowledge(city);
    suppressed = 0;
    for (const [deviceId, each] of seen) {
      if (differences.has(deviceId)) continue;
      const all = differencesOf(each, memories.get(deviceId) ?? noMemory, now, seenCables);
      suppressed += Math.max(0, all.length - reconcileLimits.findingsOfDevice);
      differences.set(deviceId, all.slice(0, reconcileLimits.findingsOfDevice));
    }
    const merged = [...mergeDifferences([...differences.values()].flat()).values()];
    suppressed += Math.max(0, merged.length - reconcileLimits.findings);
    const result = lookAgain(register, {
      differences: merged.slice(0, reconcileLimits.findings),
      now: clock.now(),
      unjudged: now.complete ? noKinds : needComplete,
      isAccepted: (difference) => accepted.has(acceptanceOf(difference)),
    });
    register = keeper.trim(result.register);
    tell(result.events);
    lastLookMs = clock.monotonicMs() - beganMs;
  }

  function tell(events: readonly FindingEvent[]): void {
    for (const event of events) keeper.happened(event);
    if (events.length > 0) for (const listener of listeners) listener(events);
  }

  return {
    async start() {
      const kept = await keeper.load();
      register = kept.register;
      accepted = kept.accepted;
      for (const [id, each] of kept.seen) {
        seen.set(id, each.seen);
        memories.set(id, each.memory);
        asked.add(id);
      }
      for (const [pair, cables] of kept.cables) seenCables.set(pair, cables);
    },
    apply(next, agentIds) {
      city = next;
      agents = new Set(agentIds);
      for (const id of [...seen.keys(), ...asked]) {
        if (next.devices.has(id)) continue;
        seen.delete(id);
        memories.delete(id);
        asked.delete(id);
        keeper.forget(id);
      }
      touch(true);
    },
    observe(reading) {
      const { deviceId } = reading;
      if (city?.devices.has(deviceId) !== true) return;
      const wasComplete = isComplete();
      asked.add(deviceId);
      const before = seen.get(deviceId);
      const after = mergeReading(before, reading);
      seen.set(deviceId, after);
      differences.delete(deviceId);
      const change = changeBetween(before, after);
      if (change !== 'nothing') {
        const memory = remember(memories.get(deviceId) ?? noMemory, after);
        memories.set(deviceId, memory);
        keeper.putSeen(after, memory);
      }
      touch(change === 'identity' || wasComplete !== isComplete());
    },
    list: () =>
      [...register.values()].sort(
        (a, b) =>
          Number(a.clearedAt !== undefined) - Number(b.clearedAt !== undefined) ||
          (b.clearedAt ?? b.firstSeenAt) - (a.clearedAt ?? a.firstSeenAt) ||
          (a.id < b.id ? -1 : 1),
      ),
    find: (id) => register.get(id),
    history: (id) => keeper.history(id),
    decide({ id, verdict, by, reason }) {
      const finding = register.get(id);
      if (finding === undefined) return { ok: false, reason: message('audit.finding.unknown', { id }) };
      const at = clock.now();
      const decided = decide(finding, { verdict, by, reason, at });
      if (decided === undefined) return { ok: false, reason: message('audit.finding.closed') };
      if (verdict === 'accepted') {
        accepted = new Set([...accepted, acceptanceOf(finding)]);
        keeper.accepted(acceptanceOf(finding), decided);
        acceptIdentity(finding);
      }
      register = keeper.trim(new Map([...register, [id, decided]]));
      tell([{ what: verdict, finding: decided, at }]);
      return { ok: true, finding: decided };
    },
    drawing: () => drawCity(city, seen, city === undefined ? undefined : knowledge(city), register),
    stats: () => ({ asked: [...agents].filter((id) => asked.has(id)).length, agents: agents.size, suppressed }),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      cancelLook?.();
      cancelLook = undefined;
      for (const finding of register.values()) if (finding.clearedAt === undefined) keeper.put(finding);
      listeners.clear();
    },
  };

  /** The device that stands there now is the one to be compared with, so that its own successor is noticed too. */
  function acceptIdentity({ kind, against, element }: Finding): void {
    const identity = seen.get(element.id)?.identity;
    const memory = memories.get(element.id);
    const now = seen.get(element.id);
    if (kind !== 'replaced-device' || against !== 'memory') return;
    if (identity === undefined || memory === undefined || now === undefined) return;
    const { serials, sysObjectID, baseMac = '' } = identity;
    const renewed = { ...memory, serials, sysObjectID, baseMac };
    memories.set(element.id, renewed);
    keeper.putSeen(now, renewed);
    touch(true);
  }
}

/** Exactly this was accepted: the same subject seen as something else is a finding again. */
function acceptanceOf(difference: Difference): string {
  const { declared, observed } = difference;
  return `${findingId(difference)} ${keyOf(difference)} ${declared} -> ${observed}`;
}
