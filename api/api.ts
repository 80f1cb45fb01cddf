import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import type { Incident } from '../alerts/index.ts';
import type { ElementState } from '../audit/index.ts';
import type { Observation, RateResult } from '../collector/index.ts';
import type { Clock, Log } from '../core/index.ts';
import type { Auth } from './auth/auth.ts';
import { serveDocs } from './http/docs.ts';
import { demandSession, guardEveryRequest } from './http/guards.ts';
import { setSecurityHeaders } from './http/headers.ts';
import { listen } from './http/listen.ts';
import { rememberMethods } from './http/methods.ts';
import { servePages } from './http/pages.ts';
import { type ApiServer, createServer } from './http/server.ts';
import { createLive } from './live/live.ts';
import { wireDevicePoll } from './live/poll.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import type {
  BackupsPort,
  CanariesPort,
  CityView,
  CollectorPort,
  FindingsPort,
  IncidentsPort,
  IsolationPort,
  JournalPort,
  KeepingPort,
  LabPort,
  LedgerPort,
  LightCollectorsPort,
  MaintenancePort,
  PagingPort,
  PairDrillsPort,
  PairsPort,
  PollNow,
  ProfilePort,
  ReceiversPort,
  ReloadPort,
  ReportsPort,
  RestoreDrillsPort,
  SeriesPort,
  ServicesPort,
  SettingsPort,
  StandbyPort,
  StoreStatsPort,
  WarmStandbyPort,
} from './ports.ts';
import { apiTexts, type Texts } from './problems/texts.ts';
import { answerRoutes } from './routes/answer.ts';
import { backupRoutes } from './routes/backups.ts';
import { businessRoutes, statusRoute } from './routes/business.ts';
import { canaryRoutes } from './routes/canaries.ts';
import { cityRoutes } from './routes/city.ts';
import { collectorRoutes } from './routes/collector.ts';
import type { RouteDeps } from './routes/deps.ts';
import { drillRoutes } from './routes/drills.ts';
import { elementRoutes } from './routes/elements.ts';
import { findingRoutes } from './routes/findings.ts';
import { handbookRoutes } from './routes/handbook.ts';
import { honeytokenRoutes } from './routes/honeytokens.ts';
import { impactRoutes } from './routes/impact.ts';
import { incidentRoomRoutes } from './routes/incident-room.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { isolationRoutes } from './routes/isolation.ts';
import { keepingRoutes } from './routes/keeping.ts';
import { labRoutes } from './routes/lab.ts';
import { labTroubleRoutes } from './routes/lab-troubles.ts';
import { labViolationRoutes } from './routes/lab-violations.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { lightCollectorRoutes } from './routes/light-collectors.ts';
import { messageRoutes } from './routes/messages.ts';
import { operationRoutes, readinessOf } from './routes/operation.ts';
import { pagingRoutes } from './routes/paging.ts';
import { pairDrillRoutes } from './routes/pair-drills.ts';
import { pairRoutes } from './routes/pairs.ts';
import { reportRoutes } from './routes/reports.ts';
import { restoreRoutes } from './routes/restore.ts';
import { searchRoutes } from './routes/search.ts';
import { selfCheckRoutes } from './routes/self-check.ts';
import { seriesRoutes } from './routes/series.ts';
import { sessionRoutes } from './routes/session.ts';
import { standbyRoutes } from './routes/standby.ts';
import { userRoutes } from './routes/users.ts';
import { warmStandbyRoutes, warmStandbyStream } from './routes/warm-standby.ts';
import { DeviceBook } from './views/book.ts';
import { cityCounters } from './views/counters.ts';
import { wireElement } from './views/element.ts';
import { wireIncident } from './views/incidents.ts';
import { topologyOf } from './views/topology.ts';
import type { Views } from './views/views.ts';

/** A reading of private tables older than so many of its periods is not exported. */
const stalePeriods = 3;
/** Requests that are under way at the end have this long. */
const closeGraceMs = 500;

export interface ApiOptions {
  readonly view: CityView;
  readonly incidents: IncidentsPort;
  readonly findings: FindingsPort;
  readonly store: SeriesPort & StoreStatsPort & JournalPort;
  readonly settings: SettingsPort;
  readonly auth: Auth;
  readonly pollNow: PollNow;
  readonly collector: CollectorPort;
  readonly profile?: ProfilePort;
  readonly reload: ReloadPort;
  /** Given where traps and syslog may be heard. */
  readonly receivers?: ReceiversPort;
  /** The evidence ledger; without it nothing is recorded and its pages are not there. */
  readonly ledger?: LedgerPort;
  /** Verdicts of isolation; without it its pages are not there. */
  readonly isolation?: IsolationPort;
  /** Verdicts of hot-standby pairs; without them their pages are not there. */
  readonly pairs?: PairsPort;
  /** Probes that must fail; without them their pages are not there. */
  readonly canaries?: CanariesPort;
  /** Verdicts of backups; without them their pages are not there. */
  readonly backups?: BackupsPort;
  /** Restores that are tried; without them their routes are not there. */
  readonly restoreDrills?: RestoreDrillsPort;
  /** Drills of hot-standby pairs; without them their pages are not there. */
  readonly pairDrills?: PairDrillsPort;
  /** Business services; without them their pages are not there. */
  readonly services?: ServicesPort;
  /** Announced maintenance; without it its page is not there. */
  readonly maintenance?: MaintenancePort;
  /** Making of reports; without it its pages are not there. */
  readonly reports?: ReportsPort;
  /** The register of terminals; without it its pages are not there. */
  readonly keeping?: KeepingPort;
  /** Given where Fangzhou is one of a pair. */
  readonly standby?: StandbyPort;
  /** Light collectors; without them their pages are not there. */
  readonly lightCollectors?: LightCollectorsPort;
  /** Rosters, channels and deliveries; without them their pages are not there. */
  readonly paging?: PagingPort;
  /** The own warm standby; without it nobody follows. */
  readonly warmStandby?: WarmStandbyPort | undefined;
  /** Given in the lab only: then faults can be injected. */
  readonly lab?: LabPort;
  /** The built pages; a page that says how to build them is served while it is empty. */
  readonly webFolder: string;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Texts of the other rooms, for errors of theirs that reach a user through this one. */
  readonly texts?: Texts;
  /** Proxies whose X-Forwarded-* headers are believed. */
  readonly trustProxies?: readonly string[];
  /** In tests: an answer that is not as its schema says is an error. */
  readonly checkResponses?: boolean;
}

/** What the rooms below tell: everything is shown within 200 ms, to those who look. */
export interface Changes {
  readonly states?: readonly ElementState[];
  readonly incidents?: readonly Incident[];
}

export interface Api {
  /** The fastify instance, for tests (`inject`). */
  readonly server: ApiServer;
  /**
   * Starts to answer.
   * @throws UserError when the port is taken, may not be used, or the address is not this machine's.
   */
  listen(address: {
    readonly host: string;
    readonly port: number;
  }): Promise<{ readonly host: string; readonly port: number }>;
  /** Tells the newest poll of a device: detail pages, utilisation, metrics. Call before `publish` of what follows from it. */
  polled(observation: Observation, rates: RateResult | undefined): void;
  /** Tells changes of states and incidents to the live pages. */
  publish(changes: Changes): void;
  /** Tells that isolation of some place is another one: the counters may be. */
  isolationChanged(): void;
  /** After a reload: the city is another, and every live page loads anew. */
  cityChanged(): void;
  close(): Promise<void>;
}

/** Wires the room; nothing is heard outside before `listen`. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const { view, incidents, store, settings, auth, clock, log } = options;
  const texts = apiTexts(options.texts);
  const bornAt = clock.now();
  const trustProxies = options.trustProxies ?? [];
  const server = createServer({ log, texts, trustProxies, checkResponses: options.checkResponses ?? false });
  let host = '127.0.0.1';
  let version = 0;

  const book = new DeviceBook();
  const profile = options.profile ?? (() => undefined);
  const views: Views = { view, bornAt, book, incidents, store, profile, isolation: options.isolation };
  let openSockets = (): number => 0;
  const metrics = createMetrics({
    views,
    store,
    incidents,
    receivers: options.receivers ?? (() => undefined),
    version: options.version,
    sockets: () => openSockets(),
    collector: options.collector,
    deviceIds: () => view.city().devices.keys(),
    ledger: options.ledger,
    isolation: options.isolation,
    backups: options.backups,
    standby: options.standby,
    warmStandby: options.warmStandby,
    pairs: options.pairs,
    lightCollectors: options.lightCollectors,
    services: options.services,
    maintenance: options.maintenance,
    now: () => clock.now(),
    oldestProfileAt: () => clock.now() - stalePeriods * settings().polling.profilePeriodSeconds * 1000,
    oldestAt: () => clock.now() - settings().polling.staleAfterPeriods * settings().polling.periodSeconds * 1000,
  });

  const methodProblem = rememberMethods(server);
  await server.register(cookie);
  await setSecurityHeaders(server);
  await server.register(rateLimit, { global: false });
  measureRequests(server, clock, metrics);
  guardEveryRequest(server, () => host);
  await serveDocs(server, options.version);

  const live = createLive({
    http: server.server,
    auth,
    clock,
    log,
    listensOn: () => host,
    parseCookie: (header) => server.parseCookie(header),
    counters: () => cityCounters({ view, incidents, store, isolation: options.isolation }),
    deviceExists: (deviceId) => view.city().devices.has(deviceId),
    onSent: metrics.live,
  });
  openSockets = () => live.sockets;

  let storage = store.stats().condition;
  function publish({ states = [], incidents: changed = [] }: Changes): void {
    if (states.length + changed.length === 0) return;
    version += 1;
    const shown = states.filter(({ kind }) => kind === 'point' || kind === 'link' || kind === 'district');
    live.change({
      elements: shown.map((state) => wireElement(state.kind, state.id, state, bornAt)),
      incidents: changed.map(wireIncident),
      counters: states.some(({ kind }) => kind === 'device'),
    });
  }

  const deps: RouteDeps = {
    view,
    views,
    incidents,
    findings: options.findings,
    store,
    settings,
    auth,
    live,
    metrics,
    pollNow: options.pollNow,
    collector: options.collector,
    reload: options.reload,
    receivers: options.receivers ?? (() => undefined),
    lab: options.lab,
    record: (record) => options.ledger?.append(record),
    clock,
    log,
    texts,
    incidentChanged: (incident) => publish({ incidents: [incident] }),
    version: () => version,
  };
  await server.register(
    async (scope: ApiServer) => {
      demandSession(scope, auth, (route) => statusRoute.test(route) && settings().statusPage.isPublic);
      scope.addHook('onSend', async (_request, reply) => {
        if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
      });
      standbyRoutes(scope, { standby: options.standby, texts });
      sessionRoutes(scope, deps);
      userRoutes(scope, deps);
      cityRoutes(scope, deps);
      elementRoutes(scope, deps);
      collectorRoutes(scope, deps);
      messageRoutes(scope, deps);
      seriesRoutes(scope, deps);
      incidentRoutes(scope, deps);
      incidentRoomRoutes(scope, { ...deps, paging: options.paging, maintenance: options.maintenance });
      impactRoutes(scope, { view, pairs: options.pairs, services: options.services, settings, clock });
      findingRoutes(scope, deps);
      searchRoutes(scope, deps);
      if (options.isolation !== undefined) isolationRoutes(scope, { isolation: options.isolation, view, clock });
      if (options.pairs !== undefined) pairRoutes(scope, { pairs: options.pairs, view, clock });
      businessRoutes(scope, { ...deps, services: options.services, maintenance: options.maintenance });
      if (options.canaries !== undefined) {
        canaryRoutes(scope, { canaries: options.canaries, clock, texts });
        honeytokenRoutes(scope, { ...options.canaries, texts });
        drillRoutes(scope, { ...options.canaries, texts });
      }
      if (options.backups !== undefined) backupRoutes(scope, { ...deps, backups: options.backups });
      if (options.restoreDrills !== undefined)
        restoreRoutes(scope, {
          ...{ ...deps, restoreDrills: options.restoreDrills },
          proposals: () => options.keeping?.approvals.list() ?? [],
        });
      if (options.pairDrills !== undefined) {
        pairDrillRoutes(scope, { ...deps, pairDrills: options.pairDrills, version: options.version });
        handbookRoutes(scope, { ...deps, pairDrills: options.pairDrills });
      }
      if (options.ledger !== undefined) ledgerRoutes(scope, { ledger: options.ledger, texts });
      if (options.lightCollectors !== undefined)
        lightCollectorRoutes(scope, { ...deps, lightCollectors: options.lightCollectors });
      if (options.paging !== undefined) pagingRoutes(scope, { ...deps, paging: options.paging });
      if (options.reports !== undefined) reportRoutes(scope, { reports: options.reports, texts });
      if (options.keeping !== undefined)
        keepingRoutes(scope, { ...deps, keeping: options.keeping, ledger: options.ledger });
      warmStandbyRoutes(scope, options.warmStandby);
      if (options.lab !== undefined) {
        labRoutes(scope, { lab: options.lab, clock, texts });
        labViolationRoutes(scope, { lab: options.lab, clock, texts });
        labTroubleRoutes(scope, { lab: options.lab, clock, texts });
      }
    },
    { prefix: '/api/v1' },
  );
  if (options.canaries !== undefined) selfCheckRoutes(server, { selfCheck: options.canaries.selfCheck, texts });
  if (options.paging !== undefined)
    answerRoutes(server, { paging: options.paging, incidents, standby: options.standby, texts });
  if (options.warmStandby !== undefined) await warmStandbyStream(server, options.warmStandby);
  const notReady = readinessOf({ deps, bornAt });
  operationRoutes(server, { ...deps, notReady, trustsProxies: trustProxies.length > 0 });
  await servePages(server, { folder: options.webFolder, texts, methodProblem });
  await server.ready();

  return {
    server,
    async listen(address) {
      host = address.host;
      return listen(server, address);
    },
    polled(observation, rates) {
      const { deviceId } = observation;
      const { condition } = store.stats();
      if (condition !== storage) live.change({ counters: true });
      storage = condition;
      const links = topologyOf(view.city()).linksOfDevice.get(deviceId) ?? [];
      const before = links.map((link) => book.utilisation(link));
      book.record(observation, rates);
      metrics.polled(observation, rates);
      const utilisation = new Map<string, number | null>();
      for (const [index, link] of links.entries()) {
        const share = book.utilisation(link);
        if (share !== before[index]) utilisation.set(link.id, share);
      }
      if (utilisation.size > 0) {
        version += 1;
        live.change({ utilisation });
      }
      // After this turn, so that the states which follow from the poll are already in the view.
      queueMicrotask(() => live.polled(deviceId, () => wireDevicePoll(views, observation)));
    },
    publish,
    isolationChanged: () => live.change({ counters: true }),
    cityChanged() {
      version += 1;
      book.keepOnly(view.city().devices);
      live.restart();
    },
    async close() {
      // A request that is under way may hold the port for long; who takes over cannot wait for it.
      const cancel = clock.after(closeGraceMs, () => server.server.closeAllConnections());
      await live.close();
      await server.close();
      cancel();
      auth.close();
    },
  };
}

/** Times every request by its route pattern, whose number is bounded. */
function measureRequests(server: ApiServer, clock: Clock, metrics: Metrics): void {
  const startedAt = new WeakMap<object, number>();
  server.addHook('onRequest', async (request) => {
    startedAt.set(request, clock.monotonicMs());
  });
  server.addHook('onResponse', async (request, reply) => {
    const seconds = Math.max(0, clock.monotonicMs() - (startedAt.get(request) ?? clock.monotonicMs())) / 1000;
    const route = request.routeOptions.url ?? 'none';
    metrics.requested({ method: request.method, route, status: reply.statusCode, seconds });
  });
}
