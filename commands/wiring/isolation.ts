import type { IsolationPort } from '../../api/index.ts';
import {
  createDeclarationWatch,
  createIsolationEngine,
  createIsolationKeeper,
  createIsolationRecorder,
  createIsolationSampler,
  createStations,
  declarationOf,
  type IsolationChange,
  isolationChecks,
  isolationLimits,
  isolationSubject,
  placeHistory,
  type SceneAdditions,
  type SceneDevice,
} from '../../audit/index.ts';
import { createScheduler, type Poller, readIsolation } from '../../collector/index.ts';
import { type Cancel, type Clock, errorText, type Log } from '../../core/index.ts';
import type { Inventory, Settings } from '../../inventory/index.ts';
import type { JsonObject, Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { openConfigurations } from './configurations.ts';
import { openSurveys } from './surveys.ts';

/** Devices whose tables are read at the same time: readings are long, and polls must not wait for them. */
const readingConcurrency = 8;
/** The first reading of all devices is spread over this time. */
const firstReadingsMs = 60_000;
const tickMs = 1_000;

/** Whether each place is isolated: readings beside the polls, verdicts, their records, and who is told. */
export interface Isolation {
  readonly port: IsolationPort;
  /** Tells every change, after it was kept and put on record; gives the way to stop listening. */
  subscribe(listener: (changes: readonly IsolationChange[]) => void): Cancel;
  /** Something else came for these places, or for all: probes, an import, a step in the register. */
  look(placeIds?: Iterable<string>): void;
  /** Every check as it stands, as changes: for those who begin to listen. */
  standings(): readonly IsolationChange[];
  /** A point's isolation since its last heartbeat. */
  beat(placeId: string): JsonObject | undefined;
  /** Heartbeats of the data centres, which have none besides. */
  centreBeats(at: number): void;
  /** Takes the inventory as it is now, after a reload. */
  apply(): void;
  /** Begins to read. */
  start(): void;
  /** Starts no more readings; resolves when the running ones ended. */
  stop(): Promise<void>;
  /** Keeps what is known; the store must still be open. */
  close(): void;
}

/** Wires readings, engine, keeper and records. */
export async function openIsolation(deps: {
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly poller: Poller;
  readonly inventory: () => Inventory;
  readonly profile: (deviceId: string) => SceneDevice['profile'];
  readonly additions?: (placeId: string) => SceneAdditions;
}): Promise<Isolation> {
  const { store, ledger, clock, log, poller, inventory } = deps;
  const listeners = new Set<(changes: readonly IsolationChange[]) => void>();
  const broken = new Set<string>();
  let declaration = declarationOf(inventory());

  /** What is found before there is an engine needs no second look. */
  let lookAgain = (_?: Iterable<string>): void => {};
  const configurations = await openConfigurations({
    inventory,
    ledger,
    clock,
    log,
    onChange: (placeIds) => lookAgain(placeIds),
  });
  const surveys = await openSurveys({
    inventory,
    ledger,
    clock,
    log,
    onChange: () => lookAgain(),
  });
  const engine = createIsolationEngine({
    city: () => inventory().city,
    declaration: () => declaration,
    checks: isolationChecks,
    clock,
    stations: createStations,
    profile: deps.profile,
    additions(placeId) {
      const view = configurations.view();
      const surveyed = surveys.view();
      return {
        ...deps.additions?.(placeId),
        ...(view === undefined ? {} : { configurations: view }),
        ...(surveyed === undefined ? {} : { surveys: surveyed }),
      };
    },
    onBroken(check, place, thrown) {
      // Once each: a check that breaks does so at every look.
      if (!broken.has(check)) log.error({ check, place, reason: errorText(thrown) }, 'isolation-check-broken');
      broken.add(check);
    },
  });
  const keeper = createIsolationKeeper({ engine, store, clock });
  const recorder = createIsolationRecorder(engine);
  const declared = createDeclarationWatch({ store, clock });
  const sampler = createIsolationSampler(engine);

  function told(changes: readonly IsolationChange[]): void {
    keeper.changed(changes);
    for (const record of recorder.records(changes)) ledger.append(record);
    if (changes.length > 0) for (const listener of listeners) listener(changes);
  }

  lookAgain = (placeIds) => told(engine.look(placeIds));

  function recordDeclaration(): void {
    for (const record of declared.look(declaration)) ledger.append(record);
  }

  const reader = createScheduler({
    ...readingPace(inventory().settings),
    firstSweepMs: firstReadingsMs,
    clock,
    log,
    poll: async (deviceId) => {
      const reading = await poller.use(deviceId, (session) => readIsolation({ session, clock, deviceId }));
      if (reading === undefined) return;
      keeper.read(reading);
      told(engine.observe([reading]));
    },
  });
  reader.apply(poller.agents.keys());

  await declared.start();
  recordDeclaration();
  const restored = await keeper.start();
  for (const record of recorder.records(restored)) ledger.append(record);

  let cancelTick: Cancel = () => {};
  let sampleAt = clock.now();
  const tick = (): void => {
    recordDeclaration();
    told(engine.tick());
    if (Math.abs(clock.now() - sampleAt) >= isolationLimits.sampleMs) {
      sampleAt = clock.now();
      store.append(sampler.rows(sampleAt));
    }
    cancelTick = clock.after(tickMs, tick);
  };

  return {
    port: { ...engine, history: (period) => placeHistory(store, period) },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    standings: () =>
      engine
        .places()
        .flatMap(({ placeId, checks }) =>
          checks.map(
            (after): IsolationChange => ({ what: 'check', placeId, at: after.since, before: undefined, after }),
          ),
        ),
    look: (placeIds) => told(engine.look(placeIds)),
    beat: (placeId) => sampler.beat(placeId, clock.now()),
    centreBeats(at) {
      for (const { placeId, kind } of engine.places()) {
        const body = kind === 'data-centre' ? sampler.beat(placeId, at) : undefined;
        if (body === undefined) continue;
        ledger.append({ kind: 'heartbeat', subject: isolationSubject(placeId), sealed: true, at, body });
      }
    },
    apply() {
      declaration = declarationOf(inventory());
      recordDeclaration();
      const changes = engine.apply();
      keeper.apply();
      told(changes);
      reader.apply(poller.agents.keys(), readingPace(inventory().settings));
      void configurations.look();
      void surveys.look();
    },
    start() {
      reader.start();
      cancelTick = clock.after(tickMs, tick);
    },
    async stop() {
      cancelTick();
      await Promise.all([reader.stop(), configurations.stop(), surveys.stop()]);
    },
    close: () => keeper.close(),
  };
}

function readingPace({ polling }: Settings): { readonly periodMs: number; readonly concurrency: number } {
  return {
    periodMs: polling.isolationPeriodSeconds * 1000,
    concurrency: Math.min(readingConcurrency, polling.concurrency),
  };
}
