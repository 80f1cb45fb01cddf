import type { ApiServer } from '../http/server.ts';
import type { ApiOptions } from '../options.ts';
import { assessmentRoutes } from './assessments.ts';
import { backupRoutes } from './backups.ts';
import { businessRoutes } from './business.ts';
import { canaryRoutes } from './canaries.ts';
import { cityRoutes } from './city.ts';
import { collectorRoutes } from './collector.ts';
import type { RouteDeps } from './deps.ts';
import { drillRoutes } from './drills.ts';
import { elementRoutes } from './elements.ts';
import { findingRoutes } from './findings.ts';
import { handbookRoutes } from './handbook.ts';
import { honeytokenRoutes } from './honeytokens.ts';
import { impactRoutes } from './impact.ts';
import { incidentRoomRoutes } from './incident-room.ts';
import { incidentRoutes } from './incidents.ts';
import { isolationRoutes } from './isolation.ts';
import { keepingRoutes } from './keeping.ts';
import { labRoutes } from './lab.ts';
import { labTroubleRoutes } from './lab-troubles.ts';
import { labViolationRoutes } from './lab-violations.ts';
import { ledgerRoutes } from './ledger.ts';
import { lightCollectorRoutes } from './light-collectors.ts';
import { messageRoutes } from './messages.ts';
import { pagingRoutes } from './paging.ts';
import { pairDrillRoutes } from './pair-drills.ts';
import { pairRoutes } from './pairs.ts';
import { reportRoutes } from './reports.ts';
import { restoreRoutes } from './restore.ts';
import { ruleRoutes } from './rules.ts';
import { searchRoutes } from './search.ts';
import { seriesRoutes } from './series.ts';
import { sessionRoutes } from './session.ts';
import { silenceRoutes } from './silences.ts';
import { standbyRoutes } from './standby.ts';
import { userRoutes } from './users.ts';
import { warmStandbyRoutes } from './warm-standby.ts';

/** Every route below `/api/v1`, as far as what it shows was given. */
export function everyRoute(scope: ApiServer, deps: RouteDeps, options: ApiOptions): void {
  const { view, settings, clock, texts } = deps;
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
  if (options.silences !== undefined) silenceRoutes(scope, { ...deps, silences: options.silences });
  if (options.paging !== undefined) pagingRoutes(scope, { ...deps, paging: options.paging, webhook: options.webhook });
  if (options.assessments !== undefined)
    assessmentRoutes(scope, { assessments: options.assessments, reports: options.reports, texts });
  if (options.rules !== undefined) ruleRoutes(scope, { clock, rules: options.rules });
  if (options.reports !== undefined) reportRoutes(scope, { reports: options.reports, texts });
  if (options.keeping !== undefined)
    keepingRoutes(scope, { ...deps, keeping: options.keeping, ledger: options.ledger });
  warmStandbyRoutes(scope, options.warmStandby);
  if (options.lab !== undefined) {
    labRoutes(scope, { lab: options.lab, clock, texts });
    labViolationRoutes(scope, { lab: options.lab, clock, texts });
    labTroubleRoutes(scope, { lab: options.lab, clock, texts });
  }
}
