import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { conditionNames } from '../../alerts/index.ts';
import type { Observation, RateResult } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import { incidentSeverities } from '../../inventory/index.ts';
import type {
  BackupsPort,
  CollectorPort,
  ForeignPort,
  IncidentsPort,
  IsolationPort,
  LedgerPort,
  LightCollectorsPort,
  MaintenancePort,
  PairsPort,
  ReceiversPort,
  ServicesPort,
  StandbyPort,
  StoreStatsPort,
  WarmStandbyPort,
} from '../ports.ts';
import { storeConditions } from '../schemas/parts.ts';
import { activeOf } from '../views/incidents.ts';
import type { Views } from '../views/views.ts';
import { backupText } from './backups.ts';
import { collectorText } from './collector.ts';
import { figuresIn } from './figures.ts';
import { foreignText } from './foreign.ts';
import { isolationText } from './isolation.ts';
import { registerLedger } from './ledger.ts';
import { lightCollectorsText } from './light-collectors.ts';
import { mibText } from './mib.ts';
import { pairsText } from './pairs.ts';
import { profileText } from './profiles.ts';
import { receiversText } from './receivers.ts';
import { servicesText } from './services.ts';
import { registerStandby } from './standby.ts';
import { stateText } from './states.ts';
import { registerWarmStandby } from './warm-standby.ts';

export interface MetricsOptions {
  readonly views: Views;
  readonly store: StoreStatsPort;
  readonly incidents: Pick<IncidentsPort, 'list'>;
  readonly receivers: ReceiversPort;
  readonly ledger?: Pick<LedgerPort, 'status'> | undefined;
  readonly isolation?: IsolationPort | undefined;
  readonly backups?: BackupsPort | undefined;
  readonly standby?: StandbyPort | undefined;
  readonly warmStandby?: WarmStandbyPort | undefined;
  readonly pairs?: PairsPort | undefined;
  readonly lightCollectors?: LightCollectorsPort | undefined;
  readonly services?: ServicesPort | undefined;
  readonly maintenance?: MaintenancePort | undefined;
  readonly foreign?: ForeignPort | undefined;
  readonly now: () => EpochMs;
  readonly version: string;
  /** Sockets that are open now. */
  readonly sockets: () => number;
  readonly collector: CollectorPort;
  readonly deviceIds: () => Iterable<string>;
  /** Observations before this are stale and not exported. */
  readonly oldestAt: () => EpochMs;
  /** The same for readings of private tables. */
  readonly oldestProfileAt: () => EpochMs;
}

/** What the server tells Prometheus. */
export interface Metrics {
  readonly contentType: string;
  polled(observation: Observation, rates: RateResult | undefined): void;
  requested(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  login(outcome: string): void;
  live(what: 'delta' | 'resync'): void;
  /** The whole exposition, a chunk at a time. */
  scrape(): AsyncGenerator<string>;
}

export function createMetrics(options: MetricsOptions): Metrics {
  const { views, store, incidents, receivers, version, sockets, collector, deviceIds, ledger } = options;
  const { oldestAt, oldestProfileAt } = options;
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'fangzhou_build_info',
    help: 'Always 1; the version that runs',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.version }, 1);
  const polls = new Counter({
    name: 'fangzhou_polls_total',
    help: 'Polls by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const faults = new Counter({
    name: 'fangzhou_poll_faults_total',
    help: 'Faults met while polling, by reason',
    labelNames: ['reason'],
    registers,
  });
  const gaps = new Counter({
    name: 'fangzhou_rate_gaps_total',
    help: 'Rates that could not be told, by reason',
    labelNames: ['reason'],
    registers,
  });
  const restarts = new Counter({ name: 'fangzhou_device_restarts_total', help: 'Restarts of agents seen', registers });
  const values = new Counter({ name: 'fangzhou_snmp_values_total', help: 'Values decoded', registers });
  const packets = new Counter({
    name: 'fangzhou_snmp_packets_total',
    help: 'Requests sent and responses received',
    labelNames: ['direction'],
    registers,
  });
  const durations = new Histogram({
    name: 'fangzhou_poll_duration_seconds',
    help: 'How long a poll of one device took',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const requests = new Histogram({
    name: 'fangzhou_http_request_duration_seconds',
    help: 'How long HTTP requests took, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers,
  });
  const logins = new Counter({
    name: 'fangzhou_logins_total',
    help: 'Logins by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const deltas = new Counter({ name: 'fangzhou_live_deltas_total', help: 'Deltas sent to live pages', registers });
  const resyncs = new Counter({
    name: 'fangzhou_live_resyncs_total',
    help: 'Times that live pages were told to load anew',
    registers,
  });
  new Gauge({
    name: 'fangzhou_live_sockets',
    help: 'Live pages connected',
    registers,
    collect() {
      this.set(sockets());
    },
  });
  new Gauge({
    name: 'fangzhou_incidents_open',
    help: 'Incidents that are not cleared',
    labelNames: ['severity', 'condition'],
    registers,
    collect() {
      this.reset();
      // Zeros too, so that an alert's absence is a value. Severity by condition is bounded: 4 x 6.
      for (const condition of conditionNames)
        for (const severity of incidentSeverities) this.set({ severity, condition }, 0);
      for (const { severity, condition } of activeOf(incidents)) this.inc({ severity, condition });
    },
  });
  registerStore(registry, store);
  if (ledger !== undefined) registerLedger(registry, ledger);
  if (options.standby !== undefined) registerStandby(registry, options.standby);
  if (options.warmStandby !== undefined) registerWarmStandby(registry, options.warmStandby, options.now);

  return {
    contentType: registry.contentType,
    polled({ outcome, faults: met, startedAt, finishedAt, requests: sent, responses, values: decoded }, rates) {
      polls.inc({ outcome });
      durations.observe(Math.max(0, finishedAt - startedAt) / 1000);
      values.inc(decoded);
      packets.inc({ direction: 'sent' }, sent);
      packets.inc({ direction: 'received' }, responses);
      for (const { reason } of met) faults.inc({ reason });
      for (const [reason, count] of Object.entries(rates?.gaps ?? {})) gaps.inc({ reason }, count);
      if (rates?.restart !== undefined) restarts.inc();
    },
    requested({ method, route, status, seconds }) {
      requests.observe({ method, route, status }, seconds);
    },
    login: (outcome) => logins.inc({ outcome }),
    live: (what) => (what === 'delta' ? deltas : resyncs).inc(),
    async *scrape() {
      yield `${await registry.metrics()}\n`;
      yield receiversText(receivers);
      yield* stateText(views.view, views.book);
      yield* isolationText(options.isolation, options.now());
      yield* backupText(options.backups);
      yield* pairsText(options.pairs, options.now());
      yield* lightCollectorsText(options.lightCollectors, options.now());
      yield* servicesText(options.services, options.maintenance, views.view.city(), options.now());
      yield* foreignText(options.foreign);
      yield* collectorText(collector, deviceIds(), views.book);
      yield* profileText(views.view.city(), views.profile, oldestProfileAt());
      for (const chunk of mibText(views.view.city(), views.book, oldestAt())) {
        if (chunk !== '') yield chunk;
        // Other requests get their turn between two families.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

function registerStore(registry: Registry, store: StoreStatsPort): void {
  const { gauge, counter, condition } = figuresIn(registry);
  gauge('fangzhou_store_file_bytes', 'Size of the data file', () => store.stats().fileBytes);
  gauge('fangzhou_store_wal_bytes', 'Size of the write-ahead log', () => store.stats().walBytes);
  gauge('fangzhou_store_rows_pending', 'Rows that wait to be written', () => store.stats().rowsPending);
  gauge('fangzhou_store_last_write_timestamp_seconds', 'When rows were last written', () => {
    const { lastWriteAt } = store.stats();
    return lastWriteAt === undefined ? undefined : lastWriteAt / 1000;
  });
  counter('fangzhou_store_rows_written_total', 'Rows written', () => store.stats().rowsWritten);
  counter(
    'fangzhou_store_rows_dropped_total',
    'Rows dropped because the queue was full',
    () => store.stats().rowsDropped,
  );
  counter('fangzhou_store_write_failures_total', 'Writes that failed', () => store.stats().writeFailures);
  condition(
    'fangzhou_store_condition',
    '1 for the condition that the store is in, 0 for the others',
    storeConditions,
    () => store.stats().condition,
  );
}
