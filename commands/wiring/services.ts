/** Business services: tries beside the polls, what they mean for services and points, their records, and who is told. */
import type { AlertEngine } from '../../alerts/index.ts';
import type { ServicesPort } from '../../api/index.ts';
import {
  createFigureBook,
  createServiceEngine,
  createServiceKeeper,
  type FigureBook,
  figureSample,
  impactGraphOf,
  probeSample,
  type ServiceChange,
  type ServiceEngine,
  serviceRecord,
} from '../../audit/index.ts';
import {
  type Delivery,
  type FigureReading,
  type KeptRest,
  type ProbeResult,
  readFigure,
  runProbe,
} from '../../collector/index.ts';
import { type Cancel, type Clock, instantOf, type Log } from '../../core/index.ts';
import type { BusinessFigureSettings, Inventory, ProbeSettings } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { createServicePaths, type PathSources } from './service-paths.ts';
import { createServiceRounds, hub } from './service-rounds.ts';

const tickMs = 1_000;

export interface Services {
  readonly port: ServicesPort;
  readonly engine: ServiceEngine;
  readonly figures: FigureBook;
  /** States of the city's elements, or of its pairs, are others. */
  pathsChanged(): void;
  /** Takes what a light collector measured, in the order in which it was; what follows is in the store's queue in the same turn. */
  deliver(deliveries: readonly Pick<Delivery, 'result' | 'figure'>[]): void;
  /** Tells every change, after it was kept and put on record; gives the way to stop listening. */
  subscribe(listener: (changes: readonly ServiceChange[]) => void): Cancel;
  /** Takes the inventory as it is now, after a reload. */
  apply(): void;
  start(): void;
  /** Starts no more tries; resolves when the running ones ended. */
  stop(): Promise<void>;
  /** Keeps what is known; the store must still be open. */
  close(): void;
}

export interface ServicesDeps extends PathSources {
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly inventory: () => Inventory;
  /** Tries in a row that must agree, read at every use. */
  readonly tuning: { readonly raiseAfterPolls: number; readonly clearAfterPolls: number };
  readonly alerts: Pick<AlertEngine, 'servicesJudged' | 'certificatesJudged' | 'figuresJudged' | 'suppressed'>;
  /** The point or data centre at which a light collector stands; left out: there are none. */
  readonly placeOf?: (vantageId: string) => string | undefined;
  /** Left out: the real ones. */
  readonly tryProbe?: (probe: ProbeSettings, signal: AbortSignal) => Promise<ProbeResult>;
  readonly tryFigure?: (figure: BusinessFigureSettings, signal: AbortSignal) => Promise<FigureReading>;
}

/** Accounts whose password was refused, each by itself: what one instance was refused the other did not send. */
const restsCollection = 'login-rests';

/** Wires schedule, engine, keeper and records. */
export async function openServices(deps: ServicesDeps): Promise<Services> {
  const { store, ledger, clock, log, inventory, alerts, tuning } = deps;
  const settings = () => inventory().settings;
  const city = () => inventory().city;
  const listeners = new Set<(changes: readonly ServiceChange[]) => void>();
  const tryProbe = deps.tryProbe ?? ((probe, signal) => runProbe({ probe, vantageId: hub, clock, signal }));
  const wallToInstant = (wall: number) => instantOf(wall, settings().timeZone);
  const tryFigure =
    deps.tryFigure ?? ((figure, signal) => readFigure({ figure, vantageId: hub, clock, signal, wallToInstant }));
  const pointOf = (vantageId: string): string | undefined => {
    const placeId = vantageId === hub ? undefined : deps.placeOf?.(vantageId);
    return placeId !== undefined && city().points.has(placeId) ? placeId : undefined;
  };
  const { paths, sight, changed: pathsChanged, takeChanged } = createServicePaths(deps, () => impactGraphOf(city()));
  const engine = createServiceEngine({
    ...{ city, clock, sight, paths, tuning },
    probes: () => settings().services.probes,
    pointOf,
  });
  const figures = createFigureBook({
    ...{ store, clock },
    figures: () => settings().services.figures,
    calendar: () => settings().calendar,
    timeZone: () => settings().timeZone,
  });
  const keeper = createServiceKeeper({ engine, store, clock });

  function told(changes: readonly ServiceChange[]): void {
    if (changes.length === 0) return;
    keeper.changed(changes);
    for (const change of changes) ledger.append(serviceRecord(change));
    judge();
    for (const listener of listeners) listener(changes);
  }

  const judge = (): void => void alerts.servicesJudged(engine.services());

  function tried(result: ProbeResult): void {
    store.append([probeSample(result)]);
    told(engine.observe(result));
    const probe = settings().services.probes.find(({ id }) => id === result.probeId);
    if (probe?.kind !== 'tls') return;
    const { id: probeId, serviceId, nameZh, warnDays } = probe;
    alerts.certificatesJudged([{ probeId, serviceId, nameZh, warnDays, newest: result }]);
  }

  function read(reading: FigureReading): void {
    const sample = figureSample(reading);
    if (sample !== undefined) store.append([sample]);
    if (figures.observe(reading).length > 0) judgeFigures();
  }

  function judgeFigures(): void {
    const declared = new Map(settings().services.figures.map((figure) => [figure.id, figure]));
    alerts.figuresJudged(
      figures.figures().flatMap((standing) => {
        const figure = declared.get(standing.figureId);
        return figure === undefined ? [] : [{ ...standing, serviceId: figure.serviceId, nameZh: figure.nameZh }];
      }),
    );
  }

  const [held] = await store.documents(restsCollection);
  const rests = {
    kept: Array.isArray(held?.body) ? (held.body as readonly unknown[]) : [],
    keep: (body: readonly KeptRest[]) => store.put({ collection: restsCollection, key: 'all', body }),
  };
  const rounds = createServiceRounds({
    ...{ clock, log, tryProbe, tryFigure, tried, read, rests },
    settings: () => settings().services,
    isDoubtful({ probeId, outcome }) {
      const probe = settings().services.probes.find(({ id }) => id === probeId);
      if (probe === undefined || outcome === 'unknown') return false;
      const standing = engine
        .probesOf(probe.serviceId ?? probe.id)
        .find((each) => each.probeId === probeId && each.vantageId === hub);
      return standing !== undefined && (outcome === 'bad') !== (standing.state === 'down');
    },
  });
  const restored = await keeper.start();
  for (const change of restored) ledger.append(serviceRecord(change));
  await figures.start();

  let cancelTick: Cancel = () => {};
  const tick = (): void => {
    if (takeChanged()) told(engine.pathChanged(clock.now()));
    told(engine.tick());
    // What waits to be told is told when its time has come.
    if (engine.services().some(({ state }) => state !== 'up')) judge();
    if (figures.tick().length > 0) judgeFigures();
    cancelTick = clock.after(tickMs, tick);
  };

  return {
    engine,
    figures,
    pathsChanged,
    port: {
      ...engine,
      figures: () => figures.figures(),
      figure: (id) => figures.figure(id),
      pointOf,
      tryNow: (probeId) => rounds.tryNow(probeId),
    },
    deliver(deliveries) {
      for (const { result, figure } of deliveries) {
        if (result !== undefined) tried(result);
        if (figure !== undefined) read(figure);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    apply() {
      told(engine.apply());
      figures.apply();
      rounds.apply();
    },
    start() {
      rounds.start();
      cancelTick = clock.after(tickMs, tick);
    },
    async stop() {
      cancelTick();
      await rounds.stop();
    },
    close() {
      keeper.close();
      figures.close();
    },
  };
}
