/** What an auditor reads, beside the states of links and devices: each audit wired once, started, reloaded and ended together. */
import type { AlertEngine } from '../../alerts/index.ts';
import type { ApiOptions } from '../../api/index.ts';
import {
  createAssessments,
  createIsolationItems,
  type Keeping,
  openReports,
  type StateChange,
  type StateView,
} from '../../audit/index.ts';
import type { Poller, ProfileWatch, TopologyReading } from '../../collector/index.ts';
import type { Clock, Log } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { JsonObject, Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { type Backups, openBackups } from './backups.ts';
import { openCanaries } from './canaries.ts';
import type { CleanUps } from './clean-ups.ts';
import { type Drills, makeDrillReport, openDrills } from './drills.ts';
import { type Isolation, openIsolation } from './isolation.ts';
import { openLightCollectors } from './light-collectors.ts';
import type { Maintenance } from './maintenance.ts';
import { openPairs } from './pairs.ts';
import { openReconciliation } from './reconciliation.ts';
import { reportSettingsOf, reportsFolder, scheduleReports } from './report-schedule.ts';
import { openRestoreDrills } from './restore-drills.ts';
import type { Rules } from './rules.ts';
import { openServices } from './services.ts';
import type { PairPort } from './standby-port.ts';

/** All audits of a city. */
export interface Audits {
  /** What the api asks of them. */
  readonly ports: Required<
    Pick<
      ApiOptions,
      | 'findings'
      | 'isolation'
      | 'canaries'
      | 'pairs'
      | 'pairDrills'
      | 'backups'
      | 'restoreDrills'
      | 'reports'
      | 'assessments'
      | 'lightCollectors'
      | 'services'
      | 'maintenance'
    >
  >;
  /** Takes changes of the city's own states: ways of points hang on them. */
  statesChanged(changes: readonly StateChange[]): void;
  /** Tells the pages whatever changes from now on. */
  showOn(api: { isolationChanged(): void }): void;
  /** What they add to a point's heartbeat. */
  beat(pointId: string): JsonObject | undefined;
  /** The heartbeats that are theirs alone, after those of the points. */
  beats(at: number): void;
  /** Takes the inventory as it is now, after a reload. */
  apply(): void;
  /** Begins to read. */
  start(): void;
  /** Starts no more readings; resolves when the running ones ended. */
  stop(): Promise<void>;
}

/** Wires isolation with its canaries, hot standby, backups, reports and reconciliation. */
export async function openAudits(deps: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly inventory: () => Inventory;
  readonly cleanUps: CleanUps;
  readonly poller: Poller;
  readonly profiles: Pick<ProfileWatch, 'latest'>;
  readonly alerts: AlertEngine;
  readonly keeping: Keeping & { surveyed(reading: TopologyReading): void };
  readonly pair?: PairPort | undefined;
  readonly states: StateView;
  /** Read at every use. */
  readonly tuning: { readonly raiseAfterPolls: number; readonly clearAfterPolls: number };
  readonly maintenance: Maintenance;
  readonly rules: Pick<Rules, 'hear'>;
}): Promise<Audits> {
  const { store, ledger, clock, log, version, inventory, cleanUps, poller, profiles, alerts, keeping } = deps;
  const { states, tuning, maintenance } = deps;
  let isolation: Isolation | undefined;
  const canaries = await openCanaries({
    ...{ inventory, store, ledger, clock, log },
    approvals: keeping.approvals,
    onChanged: (placeIds) => isolation?.look(placeIds),
  });
  const isolated = await openIsolation({
    ...{ store, ledger, clock, log, poller, inventory },
    profile: (deviceId) => profiles.latest(deviceId),
    additions: (placeId) => ({ register: keeping.registerOf(placeId), ...canaries.additions(placeId) }),
  });
  isolation = isolated;
  keeping.onChange((placeId) => isolated.look([placeId]));
  cleanUps.add('isolation', async () => isolated.close());
  alerts.isolationJudged(isolated.standings());
  isolated.subscribe((changes) => alerts.isolationJudged(changes));
  const findings = createIsolationItems({
    items: keeping.items,
    responsible: () => inventory().settings.custody.responsible,
  });
  findings.begin(isolated.standings());
  isolated.subscribe((changes) => findings.judged(changes));

  let snapshots: Backups['port'] | undefined;
  const restoreDrills = await openRestoreDrills({
    ...{ inventory, store, ledger, clock, log, approvals: keeping.approvals },
    backups: () => snapshots,
  });
  const proof = (backupId: string) => restoreDrills.proofOf(backupId);
  const backups = await openBackups({ inventory, store, ledger, clock, log, proof });
  snapshots = backups.port;
  alerts.backupsJudged(backups.standings());
  backups.subscribe((standings) => void alerts.backupsJudged(standings));
  let drills: Drills | undefined;
  const pairs = await openPairs({
    ...{ store, ledger, clock, log, poller, inventory },
    profile: (deviceId) => profiles.latest(deviceId),
    plan(pairId) {
      const drill = drills?.plannedAt(pairId, clock.now());
      if (drill !== undefined) return { drillId: drill.id };
      return maintenance.coveringNow('pair', pairId) === undefined ? undefined : {};
    },
    lastDrillAt: (pairId) => drills?.lastGoodAt(pairId),
  });
  cleanUps.add('pairs', async () => pairs.close());
  alerts.pairsJudged(pairs.standings());
  pairs.subscribe((changes) => alerts.pairsJudged(changes));

  const collectors = await openLightCollectors({ inventory, store, ledger, alerts, clock, log, pair: deps.pair });
  cleanUps.add('light-collectors', () => collectors.close());
  const services = await openServices({
    ...{ store, ledger, clock, log, inventory, alerts, states, tuning },
    pair: (pairId) => pairs.port.pair(pairId),
    placeOf: (vantageId) => collectors.port.hub?.list().find(({ id }) => id === vantageId)?.placeId,
  });
  cleanUps.add('services', async () => services.close());
  pairs.subscribe(() => services.pathsChanged());
  collectors.onDelivery(({ deliveries }) => services.deliver(deliveries));

  const reports = await openReports({
    ...{ store, ledger, clock, log, version },
    city: () => inventory().city,
    settings: () => reportSettingsOf(inventory().settings),
    folder: reportsFolder(inventory().settings),
  });
  cleanUps.add('reports', () => reports.close());
  const assessments = createAssessments({
    ...{ store, ledger, clock, log, approvals: keeping.approvals },
    city: () => inventory().city,
    settings: () => ({ ...reportSettingsOf(inventory().settings), scheme: inventory().settings.assessment }),
  });
  await assessments.start();
  const eldest = await ledger.record(0);
  const rhythms = scheduleReports({
    ...{ reports, clock, log },
    settings: () => inventory().settings,
    knownSince: eldest?.ok === true ? Date.parse(eldest.value.at) : undefined,
  });
  cleanUps.add('report-schedule', async () => rhythms.stop());
  const reconciliation = await openReconciliation({
    ...{ store, ledger, clock, log, poller, inventory },
    surveyed: keeping.surveyed,
  });
  cleanUps.add('reconciliation', async () => reconciliation.close());

  const rehearsed = await openDrills({
    ...{ store, ledger, clock, log, inventory, approvals: keeping.approvals },
    pairs: {
      standing: (pairId) => pairs.port.pair(pairId),
      probes: (pairId, since) => pairs.port.probes(pairId).filter(({ startedAt }) => startedAt >= since),
      takeovers: (pairId) => pairs.port.takeovers(pairId),
    },
    report: (drill) => makeDrillReport(reports, drill, inventory().settings.reports.language),
  });
  drills = rehearsed;
  await rehearsed.start();
  cleanUps.add('drills', async () => rehearsed.close());

  deps.rules.hear({ isolation: isolated, pairs, backups });

  return {
    ports: {
      ...{ findings: reconciliation.findings, isolation: isolated.port, canaries, reports, assessments },
      ...{ pairs: pairs.port, pairDrills: rehearsed, backups: backups.port, restoreDrills },
      lightCollectors: collectors.port,
      services: services.port,
      maintenance: { ...maintenance, suppressed: () => alerts.suppressed() },
    },
    statesChanged(changes) {
      if (changes.some(({ after }) => after.kind !== 'interface')) services.pathsChanged();
    },
    showOn: (api) => void isolated.subscribe(() => api.isolationChanged()),
    beat: (pointId) => isolated.beat(pointId),
    beats: (at) => isolated.centreBeats(at),
    apply() {
      reconciliation.apply();
      isolated.apply();
      backups.apply();
      pairs.apply();
      services.apply();
    },
    start() {
      reconciliation.start();
      isolated.start();
      canaries.start();
      backups.start();
      restoreDrills.start();
      pairs.start();
      collectors.start();
      services.start();
    },
    async stop() {
      await Promise.all([
        reconciliation.stop(),
        isolated.stop(),
        canaries.stop(),
        backups.stop(),
        restoreDrills.stop(),
        pairs.stop(),
        services.stop(),
      ]);
    },
  };
}
