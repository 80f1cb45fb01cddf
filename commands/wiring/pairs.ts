/** Hot standby: readings and tries beside the polls, verdicts, takeovers, their records, and who is told. */

import type { PairsPort } from '../../api/index.ts';
import {
  createPairEngine,
  createPairKeeper,
  createPairRecorder,
  type PairChange,
  type PairPlan,
  pairLimits,
} from '../../audit/index.ts';
import {
  type ClientProbe,
  createPairProbes,
  createScheduler,
  type EngineReaders,
  type NeighbourMemory,
  type PairReading,
  type Poller,
  type ProfileReading,
  readPair,
} from '../../collector/index.ts';
import { type Cancel, type Clock, errorText, type Log } from '../../core/index.ts';
import { type Inventory, settingsOfPair } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { createPeaks } from './pair-peaks.ts';
import { pairReaders } from './pair-readers.ts';

/** Pairs read at the same time: each asks two hosts and their engines. */
const readingConcurrency = 16;
const tickMs = 1_000;
/** What ends later than its time-out by more than this was late for our own sake. */
const ownDelayMs = 250;

export interface Pairs {
  readonly port: PairsPort;
  /** Tells every change, after it was kept and put on record; gives the way to stop listening. */
  subscribe(listener: (changes: readonly PairChange[]) => void): Cancel;
  /** Every check as it stands, as changes: for those who begin to listen. */
  standings(): readonly PairChange[];
  /** Takes the inventory as it is now, after a reload. */
  apply(): void;
  start(): void;
  /** Starts no more readings; resolves when the running ones ended. */
  stop(): Promise<void>;
  /** Keeps what is known; the store must still be open. */
  close(): void;
}

/** Wires readers, probes, engine, keeper and records. */
export async function openPairs(deps: {
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly poller: Pick<Poller, 'use'>;
  readonly inventory: () => Inventory;
  readonly profile: (deviceId: string) => ProfileReading | undefined;
  /** A drill or an announced maintenance that runs on a pair now. */
  readonly plan?: (pairId: string) => PairPlan | undefined;
  /** When a pair's last drill ended well. */
  readonly lastDrillAt?: (pairId: string) => number | undefined;
  /** Left out: the real ones. */
  readonly readers?: EngineReaders;
}): Promise<Pairs> {
  const { store, ledger, clock, log, poller, inventory, profile, plan, lastDrillAt } = deps;
  const readers = deps.readers ?? pairReaders(profile);
  const settings = () => inventory().settings.pairs;
  const listeners = new Set<(changes: readonly PairChange[]) => void>();
  const broken = new Set<string>();
  const memories = new Map<string, NeighbourMemory>();
  const soon = new Map<string, Cancel>();
  const peaks = createPeaks(clock, profile);
  const engine = createPairEngine({
    ...{ settings, clock, plan, lastDrillAt },
    city: () => inventory().city,
    peak: peaks.of,
    onBroken(check, pair, thrown) {
      if (!broken.has(check)) log.error({ check, pair, reason: errorText(thrown) }, 'pair-check-broken');
      broken.add(check);
    },
  });
  const keeper = createPairKeeper({ engine, store, clock });
  const recorder = createPairRecorder(engine);

  function told(changes: readonly PairChange[]): void {
    keeper.changed(changes);
    for (const record of recorder.records(changes)) ledger.append(record);
    if (changes.length > 0) for (const listener of listeners) listener(changes);
    for (const pairId of engine.takeReadWanted()) readAgain(pairId);
  }

  /** What is suspicious is believed or dropped within a second or two, not within a period. */
  function readAgain(pairId: string): void {
    if (soon.has(pairId)) return;
    const cancel = clock.after(pairLimits.confirmMs, () => {
      soon.delete(pairId);
      void scheduler.pollNow(pairId);
    });
    soon.set(pairId, cancel);
  }

  async function read(pairId: string): Promise<void> {
    const { city } = inventory();
    const pair = city.hostPairs.get(pairId);
    if (pair === undefined) return;
    const memory: NeighbourMemory = memories.get(pairId) ?? new Map();
    memories.set(pairId, memory);
    const reading: PairReading = await readPair({
      ...{ pair, city, clock, log, readers, memory },
      settings: settingsOfPair(settings(), pairId),
      use: poller.use,
    });
    peaks.look([pair.memberA, pair.memberB]);
    told(engine.observe(reading));
  }

  /** A try that ended long after its time-out fell into a stop of this process: it says nothing of the service. */
  function tried(probe: ClientProbe): void {
    const late = probe.finishedAt - probe.startedAt - settings().probeTimeoutSeconds * 1000;
    if (probe.ok || late <= ownDelayMs) told(engine.probed([probe]));
  }

  const scheduler = createScheduler({ ...pace(), firstSweepMs: pace().periodMs, clock, log, poll: read });
  const probes = createPairProbes({ clock, tell: tried });

  function pace(): { readonly periodMs: number; readonly concurrency: number } {
    return { periodMs: settings().periodSeconds * 1000, concurrency: readingConcurrency };
  }

  function schedule(): void {
    const { hostPairs } = inventory().city;
    const all = settings();
    scheduler.apply(hostPairs.keys(), pace());
    probes.apply(
      [...hostPairs.values()].map((pair) => ({ pair, probes: settingsOfPair(all, pair.id).probes })),
      { periodMs: all.probePeriodSeconds * 1000, timeoutMs: all.probeTimeoutSeconds * 1000 },
    );
    for (const id of memories.keys()) if (!hostPairs.has(id)) memories.delete(id);
  }

  schedule();
  const restored = await keeper.start();
  for (const record of recorder.records(restored)) ledger.append(record);

  let cancelTick: Cancel = () => {};
  const tick = (): void => {
    told(engine.tick());
    cancelTick = clock.after(tickMs, tick);
  };

  return {
    port: { ...engine, settingsOf: (pairId) => settingsOfPair(settings(), pairId) },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    standings: () =>
      engine.pairs().flatMap((standing) =>
        standing.judgements.map((after): PairChange => {
          const { pairId, since: at } = standing;
          return { what: 'check', pairId, checkId: after.checkId, at, before: undefined, after, standing };
        }),
      ),
    apply() {
      const changes = engine.apply();
      keeper.apply();
      told(changes);
      schedule();
    },
    start() {
      scheduler.start();
      probes.start();
      cancelTick = clock.after(tickMs, tick);
    },
    async stop() {
      cancelTick();
      probes.stop();
      for (const cancel of soon.values()) cancel();
      await scheduler.stop();
    },
    close: () => keeper.close(),
  };
}
