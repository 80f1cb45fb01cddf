import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import type { Incident } from '../alerts/index.ts';
import type { ElementState } from '../audit/index.ts';
import type { Observation, RateResult } from '../collector/index.ts';
import type { Clock } from '../core/index.ts';
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
import type { ApiOptions } from './options.ts';
import { apiTexts } from './problems/texts.ts';
import { alertmanagerRoute } from './routes/alertmanager.ts';
import { everyRoute } from './routes/all.ts';
import { answerRoutes } from './routes/answer.ts';
import { statusRoute } from './routes/business.ts';
import type { RouteDeps } from './routes/deps.ts';
import { operationRoutes, readinessOf } from './routes/operation.ts';
import { selfCheckRoutes } from './routes/self-check.ts';
import { warmStandbyStream } from './routes/warm-standby.ts';
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
    foreign: options.foreign,
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
      everyRoute(scope, deps, options);
    },
    { prefix: '/api/v1' },
  );
  if (options.canaries !== undefined) selfCheckRoutes(server, { selfCheck: options.canaries.selfCheck, texts });
  if (options.paging !== undefined)
    answerRoutes(server, { paging: options.paging, incidents, standby: options.standby, texts });
  if (options.foreign !== undefined) alertmanagerRoute(server, { foreign: options.foreign, settings, texts });
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
