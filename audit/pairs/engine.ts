import type { ClientProbe, PairReading } from '../../collector/index.ts';
import { type Clock, type EpochMs, message } from '../../core/index.ts';
import { type City, type HostPair, type PairsSettings, settingsOfPair } from '../../inventory/index.ts';
import { pairChecks } from './catalogue.ts';
import { checkChanges, type PairChange } from './changes.ts';
import { seenOnceKey } from './judging.ts';
import { staleMs } from './known.ts';
import {
  type PairCheck,
  type PairJudgement,
  type PairScene,
  type PairStanding,
  pairLimits,
  type Takeover,
} from './model.ts';
import { type DistrictPairs, pairsByDistrict, readinessOf } from './readiness.ts';
import { rolesOf } from './roles.ts';
import { noMemory, type PairPlan, stepProbes, stepReading, type TakeoverMemory } from './takeovers/machine.ts';

/** What is kept of a pair over a restart. */
export interface PairKept {
  readonly pairId: string;
  readonly declaredAt: EpochMs;
  readonly since: EpochMs;
  readonly word: PairStanding['readiness']['word'];
  readonly memory: TakeoverMemory;
  readonly judgements: readonly PairJudgement[];
}

/** What other rooms may ask of pairs without changing them. */
export interface PairView {
  /** In the order of the inventory. */
  pairs(): readonly PairStanding[];
  pair(id: string): PairStanding | undefined;
  /** Newest first, bounded; all are in the journal and in the ledger. */
  takeovers(id: string): readonly Takeover[];
  /** How many were seen since the pair is watched. */
  takeoverCount(id: string): number;
  /** The newest reading; undefined before the first. */
  reading(id: string): PairReading | undefined;
  /** Those that are held, newest first, bounded. */
  readings(id: string): readonly PairReading[];
  /** The newest tries of each probe of the pair, newest first. */
  probes(id: string): readonly ClientProbe[];
  districts(): readonly DistrictPairs[];
  readonly checks: readonly PairCheck[];
}

/** Readings and tries in, verdicts and takeovers out. Synchronous; never throws on any reading. */
export interface PairEngine extends PairView {
  observe(reading: PairReading): readonly PairChange[];
  /** Takes tries through a virtual address, in any order. */
  probed(probes: readonly ClientProbe[]): readonly PairChange[];
  /** Lets evidence grow stale; call it every second or so. */
  tick(): readonly PairChange[];
  /** Goes on with a changed city or settings. */
  apply(): readonly PairChange[];
  /** After a restart, before observing: verdicts stand for as long as their evidence is fresh. */
  restore(kept: readonly PairKept[]): readonly PairChange[];
  /** What is to be kept, of pairs that are others than at the last asking. */
  takeTouched(): readonly PairKept[];
  /** Pairs that should be read again at once, for what they told wants to be seen twice. */
  takeReadWanted(): readonly string[];
}

export interface PairEngineDeps {
  /** Read at every use, for they change with a reload. */
  readonly city: () => City;
  readonly settings: () => PairsSettings;
  readonly clock: Clock;
  readonly checks?: readonly PairCheck[];
  /** A drill or an announced maintenance that runs on a pair now. */
  readonly plan?: ((pairId: string) => PairPlan | undefined) | undefined;
  /** When a pair's last drill ended well. */
  readonly lastDrillAt?: ((pairId: string) => EpochMs | undefined) | undefined;
  /** The highest load of a member's processors of late, 0 to 1. */
  readonly peak?: ((deviceId: string) => number | undefined) | undefined;
  /** A check that throws proves nothing; somebody should know. */
  readonly onBroken?: ((checkId: string, pairId: string, thrown: unknown) => void) | undefined;
}

interface Held {
  readonly pair: HostPair;
  readonly declaredAt: EpochMs;
  readings: readonly PairReading[];
  probes: readonly ClientProbe[];
  memory: TakeoverMemory;
  standing: PairStanding;
  judgedAt: EpochMs;
  /** What was judged before a restart, until the first reading. */
  restored: ReadonlyMap<string, PairJudgement>;
}

/** Without news a pair is judged again after this time: evidence grows old. */
const judgeAgainMs = 5_000;

export function createPairEngine(deps: PairEngineDeps): PairEngine {
  const { city, settings, clock, checks = pairChecks, plan, lastDrillAt, peak, onBroken } = deps;
  const held = new Map<string, Held>();
  const touched = new Set<string>();
  const readWanted = new Set<string>();

  const nothingOf = ({ id: pairId, districtId }: HostPair, since: EpochMs): PairStanding => ({
    ...{ pairId, districtId, roles: [], since, judgements: [] },
    readiness: { score: undefined, word: 'unknown', lowered: [] },
  });

  function sceneOf(one: Held): PairScene {
    const { pair, readings, probes, memory, declaredAt } = one;
    const all = settings();
    const drilled = memory.takeovers.find(({ drillId, open }) => drillId !== undefined && !open)?.detectedAt;
    const last = lastDrillAt?.(pair.id) ?? drilled;
    const peaks = new Map(
      [pair.memberA, pair.memberB].flatMap((id) => {
        const load = peak?.(id);
        return load === undefined ? [] : [[id, load] as const];
      }),
    );
    return {
      ...{ pair, city: city(), settings: settingsOfPair(all, pair.id), all, now: clock.now() },
      ...{ readings, probes, takeovers: memory.takeovers, declaredAt, peaks },
      ...(last === undefined ? {} : { lastDrillAt: last }),
    };
  }

  function judgeOne(check: PairCheck, scene: PairScene): PairJudgement | undefined {
    try {
      return check.judge(scene);
    } catch (thrown) {
      onBroken?.(check.id, scene.pair.id, thrown);
      const { id: checkId, severity, trouble } = check;
      return { checkId, verdict: 'unknown', severity, trouble, reason: message('pairs.check-broken'), evidence: [] };
    }
  }

  /** Until a pair was read, what was known before the restart stands while it is fresh. */
  function completed(one: Held, judgement: PairJudgement, now: EpochMs): PairJudgement {
    const kept = one.restored.get(judgement.checkId);
    if (one.readings.length > 0 || judgement.verdict !== 'unknown' || kept === undefined) return judgement;
    // What an engine does not offer needs no evidence to stay so.
    if (kept.notOffered) return kept;
    const isFresh = kept.observedAt !== undefined && now - kept.observedAt <= staleMs(settings());
    return isFresh ? kept : judgement;
  }

  function waived(judgement: PairJudgement, pairId: string, now: EpochMs): PairJudgement {
    if (judgement.verdict !== 'fail') return judgement;
    const waiver = settings().waivers?.find(
      (each) => each.pairId === pairId && each.checkId === judgement.checkId && now < each.until,
    );
    if (waiver === undefined) return judgement;
    const { approver, reason, until } = waiver;
    return { ...judgement, waiver: { approver, reason, until } };
  }

  function judge(one: Held): readonly PairChange[] {
    const now = clock.now();
    const { pair, memory } = one;
    const scene = sceneOf(one);
    const judgements = checks.flatMap((check) => {
      const judgement = judgeOne(check, scene);
      return judgement === undefined ? [] : [waived(completed(one, judgement, now), pair.id, now)];
    });
    if (judgements.some(({ reason }) => reason.key === seenOnceKey)) readWanted.add(pair.id);
    const readiness = readinessOf(judgements, { takeovers: memory.takeovers, sample: memory.sample, now });
    const [reading] = one.readings;
    const before = one.standing;
    const { word } = readiness;
    one.standing = {
      ...{ pairId: pair.id, districtId: pair.districtId, readiness, judgements },
      roles: (reading === undefined ? [] : rolesOf(scene, reading)).map(({ deviceId, role, holdsAddress }) => {
        return { deviceId, role, holdsAddress };
      }),
      since: before.readiness.word === word ? before.since : now,
      ...(reading === undefined ? {} : { observedAt: reading.finishedAt }),
    };
    one.judgedAt = now;
    const changes = checkChanges(before.judgements, one.standing, now);
    if (changes.length > 0) touched.add(pair.id);
    return changes;
  }

  function hold(pair: HostPair, kept?: PairKept): Held {
    const now = clock.now();
    const since = kept?.since ?? now;
    const nothing = nothingOf(pair, since);
    const judgements = kept?.judgements ?? [];
    const readiness = kept === undefined ? nothing.readiness : { ...nothing.readiness, word: kept.word };
    const one: Held = {
      ...{ pair, declaredAt: kept?.declaredAt ?? now, readings: [], probes: [], judgedAt: 0 },
      memory: kept?.memory ?? noMemory,
      standing: { ...nothing, judgements, readiness },
      restored: new Map(judgements.map((judgement) => [judgement.checkId, judgement])),
    };
    held.set(pair.id, one);
    touched.add(pair.id);
    return one;
  }

  /** Puts what the takeover machine found beside the verdicts that follow from it. */
  function stepped(one: Held, step: { memory: TakeoverMemory; changed: readonly Takeover[] }): readonly PairChange[] {
    one.memory = step.memory;
    if (step.changed.length > 0) touched.add(one.pair.id);
    const { id: pairId } = one.pair;
    const at = clock.now();
    return step.changed.map((takeover) => ({ what: 'takeover', pairId, at, takeover }) as const);
  }

  const takeoverScene = (one: Held) => ({ ...sceneOf(one), plan: plan?.(one.pair.id) });

  for (const pair of city().hostPairs.values()) judge(hold(pair));

  return {
    checks,
    pairs: () => [...held.values()].map(({ standing }) => standing),
    pair: (id) => held.get(id)?.standing,
    takeovers: (id) => held.get(id)?.memory.takeovers ?? [],
    takeoverCount: (id) => held.get(id)?.memory.count ?? 0,
    reading: (id) => held.get(id)?.readings[0],
    readings: (id) => held.get(id)?.readings ?? [],
    probes: (id) => held.get(id)?.probes ?? [],
    districts: () =>
      pairsByDistrict(
        city(),
        [...held.values()].map(({ standing }) => standing),
      ),
    observe(reading) {
      const one = held.get(reading.pairId);
      const newest = one?.readings[0];
      if (one === undefined || (newest !== undefined && reading.startedAt <= newest.startedAt)) return [];
      const { memberA, memberB } = one.pair;
      const [a, b] = reading.members;
      if (a.deviceId !== memberA || b.deviceId !== memberB) return [];
      one.readings = [reading, ...one.readings].slice(0, pairLimits.readings);
      const served = one.memory.serving;
      const changes = stepped(one, stepReading(one.memory, takeoverScene(one), reading));
      if (served !== one.memory.serving) touched.add(one.pair.id);
      return [...changes, ...judge(one)];
    },
    probed(probes) {
      const changes: PairChange[] = [];
      for (const [pairId, some] of Map.groupBy(probes, (each) => each.pairId)) {
        const one = held.get(pairId);
        if (one === undefined) continue;
        const [before] = one.probes;
        one.probes = [...some, ...one.probes].toSorted((a, b) => b.startedAt - a.startedAt).slice(0, pairLimits.probes);
        for (const change of stepped(one, stepProbes(one.memory, takeoverScene(one)))) changes.push(change);
        const isNews = some.some(({ ok, answeredBy }) => ok !== before?.ok || answeredBy !== before.answeredBy);
        // Who answers is another one: that is a takeover, or a service gone; its members are asked now.
        if (isNews && before !== undefined) readWanted.add(pairId);
        if (isNews || changes.length > 0) for (const change of judge(one)) changes.push(change);
      }
      return changes;
    },
    tick() {
      const now = clock.now();
      const due = [...held.values()].filter(({ judgedAt }) => Math.abs(now - judgedAt) >= judgeAgainMs);
      return due.flatMap(judge);
    },
    apply() {
      const pairs = city().hostPairs;
      for (const [id, one] of held) {
        const pair = pairs.get(id);
        if (pair === undefined) held.delete(id);
        else if (JSON.stringify(pair) !== JSON.stringify(one.pair)) hold(pair, keptOf(one));
      }
      for (const pair of pairs.values()) if (!held.has(pair.id)) hold(pair);
      return [...held.values()].flatMap(judge);
    },
    restore(kept) {
      for (const each of kept) {
        const pair = city().hostPairs.get(each.pairId);
        if (pair !== undefined) hold(pair, each);
      }
      return [...held.values()].flatMap(judge);
    },
    takeTouched() {
      const taken = [...touched].flatMap((id) => {
        const one = held.get(id);
        return one === undefined ? [] : [keptOf(one)];
      });
      touched.clear();
      return taken;
    },
    takeReadWanted() {
      const taken = [...readWanted];
      readWanted.clear();
      return taken;
    },
  };
}

function keptOf({ pair, declaredAt, memory, standing }: Held): PairKept {
  const { since, judgements, readiness } = standing;
  return { pairId: pair.id, declaredAt, since, word: readiness.word, memory, judgements };
}
