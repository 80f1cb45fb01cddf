import { randomInt } from 'node:crypto';
import type { DrillsPort, HoneytokensPort, SelfCheckPort } from '../../api/index.ts';
import {
  type Approvals,
  createCanaryRuns,
  createDrills,
  createHoneytokens,
  createOuterKeeper,
  createOuterSwitches,
  createSelfChecks,
  declarationOf,
  heardAt,
  insideOf,
  type OuterKeeper,
  type OuterSwitches,
  type OuterView,
  originOf,
  type ProbeRun,
  proposedDrills,
  runOf,
  type SceneAdditions,
} from '../../audit/index.ts';
import { type CanaryProbes, type CanaryStep, runCanaries } from '../../collector/index.ts';
import { type Clock, errorText, type Log } from '../../core/index.ts';
import type { CanarySettings, Inventory } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { browserTargets, isPlace, placeOfAddress, spoofedSteps, stepsOf } from './canary-steps.ts';

/** Probes that must fail, and what is carried over from outside. */
export interface Canaries {
  readonly outer: OuterKeeper;
  readonly switches: Pick<OuterSwitches, 'list' | 'take'>;
  /** Browsers inside that try the outside. */
  readonly selfCheck: SelfCheckPort;
  readonly honeytokens: HoneytokensPort;
  readonly drills: DrillsPort;
  /** Whether targets outside are declared. */
  declared(): boolean;
  /** Whether a sentinel has noted this nonce. */
  isHeard(nonce: string): boolean;
  /** What the judging of a place takes from here. */
  additions(placeId: string): Pick<SceneAdditions, 'probes' | 'outer'>;
  /** The newest try of each way out. */
  newest(): readonly ProbeRun[];
  /** Tries every way out now; resolves when all have been tried. A round that is under way is that one. */
  runNow(): Promise<readonly ProbeRun[]>;
  /** Whether a round is under way. */
  running(): boolean;
  /** Begins a round now, unless one is under way; what goes wrong is logged. */
  begin(): void;
  start(): void;
  stop(): Promise<void>;
}

/** Wires the canaries of this collector. Without targets in the settings nothing is ever sent. */
export async function openCanaries(deps: {
  readonly inventory: () => Inventory;
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'append' | 'flush' | 'sign' | 'records'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Where drills wait for a second person. */
  readonly approvals: Pick<Approvals, 'register' | 'propose'>;
  /** Told when something came that concerns places. */
  readonly onChanged: (placeIds?: readonly string[]) => void;
  /** Left out: the real ones. */
  readonly probes?: CanaryProbes;
  /** A number from 0 to below `most`, left to chance. */
  readonly chance?: (most: number) => number;
}): Promise<Canaries> {
  const { inventory, store, ledger, clock, log, onChanged, probes, chance = randomInt } = deps;
  const settings = (): CanarySettings | undefined => inventory().settings.isolation.canaries;
  const runs = createCanaryRuns({ store, clock });
  const outer = createOuterKeeper({
    sentinels: () => (settings()?.outside ?? []).flatMap(({ id, key }) => (key === undefined ? [] : [{ id, key }])),
    store,
    ledger,
    clock,
  });
  await runs.start();
  await outer.start();
  const switches = createOuterSwitches({ store, ledger, clock });
  await switches.start();
  const honeytokens = createHoneytokens({
    sentinels: () => (settings()?.outside ?? []).filter(({ key }) => key !== undefined),
    isPlace: (id) => isPlace(inventory().city, id),
    store,
    ledger,
    clock,
  });
  await honeytokens.start();
  const drills = createDrills({
    isTarget: (id) => (settings()?.outside ?? []).some((one) => one.id === id && one.key !== undefined),
    tryAll: (targetId, drill, stop) => tryDrilled(targetId, drill, stop),
    store,
    ledger,
    clock,
    onFailed: failed,
  });
  await drills.start();
  const ended = new AbortController();
  let running: Promise<readonly ProbeRun[]> | undefined;
  let spoofedAt = Number.NEGATIVE_INFINITY;
  let cancel = (): void => {};

  /** Tries one way out after the other; their nonces are on record before the first packet. */
  async function tryOut(
    { placeId, timeoutSeconds }: CanarySettings,
    steps: readonly CanaryStep[],
    options: { readonly paceMs: number; readonly stop: AbortSignal; readonly onRun: (run: ProbeRun) => void },
  ): Promise<void> {
    let commitment = -1;
    const inside = insideOf(declarationOf(inventory()));
    await runCanaries({
      clock,
      timeoutMs: timeoutSeconds * 1000,
      stop: options.stop,
      probes,
      steps,
      paceMs: options.paceMs,
      commit: async (commitments) => {
        commitment = await commit(placeId, commitments);
      },
      onResult(result) {
        options.onRun(runOf(result, { placeId, collectorId: 'hub', commitment, inside }));
      },
    });
  }

  /** One round of a drill: on record, and for nobody who judges. */
  async function tryDrilled(targetId: string, drill: string, stop: AbortSignal): Promise<readonly ProbeRun[]> {
    const canaries = settings();
    const made: ProbeRun[] = [];
    if (canaries === undefined) return made;
    const steps = stepsOf(canaries).filter((step) => step.targetId === targetId);
    await tryOut(canaries, steps, { paceMs: 0, stop, onRun: (run) => made.push(run) });
    reveal(made, drill);
    return made;
  }

  async function round(): Promise<readonly ProbeRun[]> {
    const canaries = settings();
    if (canaries === undefined) return [];
    const { placeId, spoofed } = canaries;
    const made: ProbeRun[] = [];
    const take = (run: ProbeRun): void => {
      runs.add(run);
      made.push(run);
    };
    const withSpoofed = spoofed !== undefined && clock.now() - spoofedAt >= spoofed.everySeconds * 1000;
    // What is drilled has a hole by permission: that is no violation.
    const steps = stepsOf(canaries).filter(({ targetId }) => !drills.isDrilled(targetId));
    await tryOut(canaries, steps, { paceMs: 0, stop: ended.signal, onRun: take });
    if (withSpoofed) {
      spoofedAt = clock.now();
      const paceMs = 1000 / spoofed.perSecond;
      await tryOut(canaries, spoofedSteps(canaries, inventory()), { paceMs, stop: ended.signal, onRun: take });
    }
    reveal(made);
    onChanged([placeId]);
    return made;
  }

  /** Which nonce was which is told when it is over. */
  function reveal(made: readonly ProbeRun[], drill?: string): void {
    const [first] = made;
    if (first === undefined) return;
    const results = made.map(({ protocol, at, target, nonce, outcome, control }) => ({
      protocol,
      at: new Date(at).toISOString(),
      target,
      nonce,
      outcome,
      control: { ...control },
    }));
    const { commitment, placeId } = first;
    const body = { what: 'results', commitment, results, ...(drill === undefined ? {} : { drill }) };
    ledger.append({ kind: 'probe', subject: `canaries ${placeId}`, body, sealed: true });
  }

  /** On the disk and under a signed head before the first packet goes out. */
  async function commit(placeId: string, commitments: readonly string[]): Promise<number> {
    const subject = `canaries ${placeId}`;
    ledger.append({
      kind: 'probe',
      subject,
      body: { what: 'commitments', commitments: [...commitments] },
      sealed: true,
    });
    await ledger.flush();
    await ledger.sign();
    const page = await ledger.records({ kinds: ['probe'], subject, order: 'newest', limit: 1 });
    return page.records[0]?.seq ?? -1;
  }

  function runNow(): Promise<readonly ProbeRun[]> {
    running ??= round().finally(() => {
      running = undefined;
    });
    return running;
  }

  function failed(thrown: unknown): void {
    log.error({ reason: errorText(thrown) }, 'canaries-failed');
  }

  function begin(): void {
    runNow().catch(failed);
  }

  function next(): void {
    const canaries = settings();
    const everyMs = (canaries?.everySeconds ?? 60) * 1000;
    // Between half and one and a half of the period: nobody can wait for the moment.
    cancel = clock.after(everyMs / 2 + chance(Math.max(1, Math.round(everyMs))), () => {
      runNow()
        .catch(failed)
        .finally(() => {
          if (!ended.signal.aborted) next();
        });
    });
  }

  const selfChecks = createSelfChecks({
    targets: () => browserTargets(settings()).filter(({ id }) => !drills.isDrilled(id)),
    placeOf: (address) => placeOfAddress(inventory().city, address),
    commit,
    clock,
  });

  /** Sentinels and switches outside; undefined while nothing is known of either. */
  function outerView(): OuterView | undefined {
    const view = outer.view();
    const stations = switches.stations();
    if (view === undefined && stations.length === 0) return undefined;
    return { sentinels: view?.sentinels ?? [], stations };
  }

  return {
    drills: proposedDrills(drills, deps.approvals),
    honeytokens: {
      ...honeytokens,
      lay(wish) {
        const laid = honeytokens.lay(wish);
        if (laid.ok) onChanged([wish.placeId]);
        return laid;
      },
      openedAt: (nonce) => heardAt(outer.view(), nonce),
    },
    selfCheck: {
      origins: () => browserTargets(settings()).map(originOf),
      begin: selfChecks.begin,
      end(id, from, answers) {
        const made = selfChecks.end(id, from, answers);
        for (const run of made ?? []) runs.add(run);
        reveal(made ?? []);
        if (made !== undefined) onChanged([...new Set(made.map(({ placeId }) => placeId))]);
        return made !== undefined;
      },
    },
    switches: {
      list: switches.list,
      take(walk) {
        const taken = switches.take(walk);
        if (taken.ok) onChanged();
        return taken;
      },
    },
    outer: {
      ...outer,
      async take(bytes, by) {
        const taken = await outer.take(bytes, by);
        if (taken.ok) onChanged();
        return taken;
      },
    },
    additions(placeId) {
      const view = outerView();
      const probes = [...runs.ofPlace(placeId), ...honeytokens.probesOf(placeId)];
      return { ...(probes.length === 0 ? {} : { probes }), ...(view === undefined ? {} : { outer: view }) };
    },
    declared: () => settings() !== undefined,
    isHeard: (nonce) => heardAt(outer.view(), nonce) !== undefined,
    newest: runs.newest,
    runNow,
    running: () => running !== undefined,
    begin,
    start() {
      if (settings() !== undefined) begin();
      next();
    },
    async stop() {
      ended.abort();
      cancel();
      await Promise.all([running?.catch(() => undefined), drills.stop()]);
    },
  };
}
