/** What it means: states and verdicts with evidence. */

export { type ApprovalAnswer, type Approvals, createApprovals, type Matter } from './approval/approvals.ts';
export { type Actor, type Proposal, proposalStates } from './approval/model.ts';
export { schemeDigestOf } from './assessment/assess.ts';
export {
  type Assessments,
  createAssessments,
  type PeriodStanding,
} from './assessment/assessments.ts';
export { assessmentMatter, type ClosedAssessment } from './assessment/closed.ts';
export { assessmentCsv } from './assessment/csv.ts';
export type { AssessmentSettings, Look as AssessmentLook } from './assessment/desk.ts';
export {
  type Assessment,
  assessmentLimits,
  type IndicatorScore,
  type MeasureUnit,
  type ScoreCard,
  unitKinds,
} from './assessment/model.ts';
export { shareRange } from './assessment/points.ts';
export { cardSubject } from './assessment/records.ts';
export { assessmentTexts, indicatorName } from './assessment/words.ts';
export { type BackupCalendar, createCalendar } from './backups/calendar.ts';
export { dataSetChecks, repositoryChecks } from './backups/catalogue.ts';
export { type BackupDeps, type BackupEngine, type BackupView, createBackupEngine } from './backups/engine.ts';
export { type BackupKeeper, createBackupKeeper } from './backups/keeper.ts';
export { backupLimits } from './backups/limits.ts';
export { dataRead, type RepositoryMemory } from './backups/memory.ts';
export * from './backups/model.ts';
export {
  judgeRepository,
  type OneShotDataSet,
  type OneShotVerdict,
  type OneShotWish,
} from './backups/one-shot.ts';
export type { OneShotReason } from './backups/one-shot-reason.ts';
export { backupChangeRecords, backupSubject, seenRecords } from './backups/records.ts';
export {
  type BackupCounts,
  type BackupMatrix,
  backupMatrix,
  countSets,
  keepsRule,
  officeVerdict,
} from './backups/roll-up.ts';
export type { SeenSnapshot } from './backups/seen.ts';
export { median, medianDeviation, type Trend, theilSen } from './backups/statistics.ts';
export { checkWishOf } from './backups/wish.ts';
export { backupTexts } from './backups/words.ts';
export { type CityDays, createDays, type DayNumber, dayNumber, isoDay } from './calendar/days.ts';
export { createWorkingCalendar, type WorkingCalendar } from './calendar/service-hours.ts';
export { type Keeping, openKeeping } from './custody/keeping.ts';
export { eventsFrom, needsSanitisation } from './custody/machine.ts';
export {
  type CustodyEntry,
  custodyEvents,
  custodyLimits,
  type StepWish,
  sanitisationMethods,
  verificationMethods,
} from './custody/model.ts';
export { codeOf, missingRecord } from './custody/view.ts';
export { custodyTexts } from './custody/words.ts';
export {
  type ComparedDevice,
  compareFound,
  declaredAddress,
  declaredPrefixes,
  missingDevices,
} from './discovery/compare-found.ts';
export { type DrillDue, drillCalendar } from './drills/calendar.ts';
export { calendarFile } from './drills/calendar-file.ts';
export { experimentOf, journalOf } from './drills/chaos.ts';
export { createPairDrills, drillMatter, type PairDrills, type PairDrillsDeps } from './drills/drills.ts';
export type { DryRun } from './drills/dry-run.ts';
export type { DrillAnswer as PairDrillAnswer } from './drills/events.ts';
export * from './drills/model.ts';
export type { DrillPlan } from './drills/plan.ts';
export { drillTexts } from './drills/words.ts';
export { changeRecord } from './evidence/change.ts';
export { createHeartbeat, type Heartbeat } from './evidence/heartbeat.ts';
export { pauseRecord } from './evidence/pause.ts';
export { districtHtml, type HandbookFiles, handbookFiles, handbookFolder, handbookZip } from './handbook/bundle.ts';
export { anchorOf as handbookAnchor } from './handbook/html.ts';
export type * from './handbook/model.ts';
export { type HandbookKnowledge, handbookPage, handbookPages } from './handbook/pages.ts';
export { handbookTexts } from './handbook/words.ts';
export { blameOf } from './impact/blame.ts';
export { type ImpactGraph, impactGraphOf } from './impact/graph.ts';
export { impactOf } from './impact/impact.ts';
export * from './impact/model.ts';
export { presentFailures, presentImpact, type Sight } from './impact/present.ts';
export { singlePoints } from './impact/single-points.ts';
export { type CanaryRuns, createCanaryRuns, runLimits } from './isolation/canaries/keeper.ts';
export { runOf } from './isolation/canaries/runs.ts';
export { isolationChecks } from './isolation/catalogue.ts';
export { heardAt } from './isolation/checks/probe-check.ts';
export { importConfigurations } from './isolation/configuration/import-folder.ts';
export { type ConfigurationKeeper, createConfigurationKeeper } from './isolation/configuration/keeper.ts';
export type * from './isolation/configuration/model.ts';
export { approvalRecord, snapshotRecord } from './isolation/configuration/snapshot.ts';
export { declarationBody, declarationOf, declare } from './isolation/declaration.ts';
export { createDeclarationWatch, type DeclarationWatch } from './isolation/declared.ts';
export {
  createDrills,
  type Drill,
  type DrillAnswer,
  type Drills,
  drillLimits,
} from './isolation/drill/drills.ts';
export { type DrillWish, type ProposedDrills, proposedDrills } from './isolation/drill/proposed.ts';
export {
  createIsolationEngine,
  type IsolationEngine,
  type IsolationView,
  type SceneAdditions,
  type StationSource,
} from './isolation/engine.ts';
export {
  type CheckEvent,
  type PlaceHistory,
  placeHistory,
  type WordSpan,
} from './isolation/history.ts';
export {
  createHoneytokens,
  decoyPage,
  type Honeytoken,
  type HoneytokenAnswer,
  type Honeytokens,
  honeytokenKinds,
  honeytokenLimits,
} from './isolation/honeytokens/register.ts';
export { borderOf, type Inside, insideOf, type Side } from './isolation/inside.ts';
export {
  createIsolationKeeper,
  type IsolationKeeper,
  isolationCheckJournal,
  isolationPlaceJournal,
} from './isolation/keeper.ts';
export { isolationLimits } from './isolation/limits.ts';
export type * from './isolation/model.ts';
export * from './isolation/model.ts';
export { custodyStates } from './isolation/model.ts';
export { judgeOneDevice, type OneDeviceVerdict, type OneDeviceWish } from './isolation/one-device.ts';
export {
  createOuterKeeper,
  type OuterImport,
  type OuterKeeper,
  type SentinelStanding,
} from './isolation/outer/keeper.ts';
export {
  createOuterSwitches,
  type OuterSwitch,
  type OuterSwitches,
  type SwitchImport,
  switchLimits,
} from './isolation/outer/switches.ts';
export { createIsolationRecorder, type IsolationRecorder, isolationSubject } from './isolation/records.ts';
export type { CityRollUp, IsolationRollUp } from './isolation/roll-up.ts';
export { createIsolationSampler, isolationSeries } from './isolation/samples.ts';
export {
  createSelfChecks,
  originOf,
  type SelfCheckAnswer,
  type SelfCheckTarget,
  type SelfCheckTask,
  selfCheckLimits,
} from './isolation/self-check/self-checks.ts';
export * from './isolation/standing.ts';
export { createStations, type Stations } from './isolation/stations.ts';
export { importSurveys } from './isolation/survey/import-folder.ts';
export type { SurveyView } from './isolation/survey/model.ts';
export { isolationTexts } from './isolation/words.ts';
export { type Cover, type CoveredKind, coverOf, scopeKey } from './maintenance/cover.ts';
export { excludedBy, type MaintenancePlan, planOf } from './maintenance/excluded.ts';
export * from './maintenance/model.ts';
export { occurrencesOf } from './maintenance/occurrences.ts';
export { type MaintenanceEntry, maintenanceRecord, maintenanceSubject, windowsFrom } from './maintenance/records.ts';
export {
  createMaintenanceRegister,
  type MaintenanceAnswer,
  type MaintenanceRegister,
  type MaintenanceWish,
} from './maintenance/register.ts';
export { createIsolationItems } from './open-items/isolation-items.ts';
export { itemLimits, itemSources, itemStatuses, type OpenItem } from './open-items/model.ts';
export type { ItemAction, ItemOutcome } from './open-items/open-items.ts';
export { pairChecks } from './pairs/catalogue.ts';
export {
  type PairChange,
  type PairCheckChange,
  type StandingTrouble,
  type TakeoverChange,
  troublesOf,
} from './pairs/changes.ts';
export { createPairEngine, type PairEngine, type PairKept, type PairView } from './pairs/engine.ts';
export { createPairKeeper, type PairKeeper, pairCheckJournal, pairTakeoverJournal } from './pairs/keeper.ts';
export * from './pairs/model.ts';
export { ownPairChecks } from './pairs/own/checks.ts';
export { ownPairId, ownPairOf } from './pairs/own/pair.ts';
export { lookedAgain, type OwnSight } from './pairs/own/sight.ts';
export type { DistrictPairs } from './pairs/readiness.ts';
export { createPairRecorder, type PairRecorder, pairSubject } from './pairs/records.ts';
export type { PairPlan } from './pairs/takeovers/machine.ts';
export { pairTexts } from './pairs/words.ts';
export { type AcceptedChange, acceptedText } from './reconcile/accepted-file.ts';
export type { Drawing, DrawnCable, DrawnMark, DrawnStranger } from './reconcile/drawing.ts';
export { decisionRecord } from './reconcile/evidence.ts';
export { findingJournal } from './reconcile/keeper.ts';
export * from './reconcile/model.ts';
export { createReconciler, type FindingVerdict, type Reconciler } from './reconcile/reconciler.ts';
export { findingWords } from './reconcile/words.ts';
export { makeBundle } from './report/bundle/make.ts';
export { placesIn } from './report/isolation/places.ts';
export { type MadeKind, madeKinds, reportKinds } from './report/model.ts';
export { readPeriod } from './report/period.ts';
export { cronOf, periodBefore, type ReportRhythm, reportRhythms } from './report/schedule.ts';
export {
  type KeptReport,
  openReports,
  type ReportJob,
  type ReportService,
  type ReportSettings,
  type ReportWish,
  type WishAnswer,
} from './report/service.ts';
export { scopeText } from './report/uptime/scope.ts';
export { type BundleCheck, verifyBundle } from './report/verify/core.ts';
export { readHead as readSeenHead, readKey as readAuditorKey } from './report/verify/key.ts';
export { readBundle } from './report/verify/read.ts';
export { checkLines, faultText, verifierTexts } from './report/verify/words.ts';
export { reportTexts } from './report/words.ts';
export { type DrillEvent, dueOf, nextDue, stepDrill } from './restore/machine.ts';
export {
  type DrillCause,
  type DrillProgress,
  type DrillResult,
  type DrillStanding,
  type RestoreDue,
  restoreDrillLimits,
  restoreMatter,
} from './restore/model.ts';
export { drillRecord, droppedRecord, resultOf } from './restore/result.ts';
export { createServiceEngine, type ServiceEngine, type ServicesView, subjectOf } from './services/engine.ts';
export { createFigureBook, type FigureBook, type FigureChange } from './services/figure-book.ts';
export { workTimeOf } from './services/figure-hours.ts';
export {
  type FigureMemory,
  type FigureStanding,
  type FigureWord,
  figureWords,
  firstMemory,
  judgeFigure,
  readFigure,
} from './services/figures.ts';
export {
  createServiceKeeper,
  type ServiceKeeper,
  serviceStateJournal,
  viewStateJournal,
} from './services/keeper.ts';
export { serviceLimits } from './services/limits.ts';
export * from './services/model.ts';
export { presentPaths } from './services/paths.ts';
export { serviceRecord, serviceSubject } from './services/records.ts';
export { figureSample, figureSeries, probeEntity, probeSample, probeSeries } from './services/series.ts';
export { type ViewEntry, viewStory } from './services/views.ts';
export { serviceTexts } from './services/words.ts';
export { type Confirmer, createConfirmer } from './state/confirmer.ts';
export { createStateEngine, type StateEngine, type StateView } from './state/engine.ts';
export { createStateKeeper, type StateKeeper, stateJournal, type WatchPause } from './state/keeper.ts';
export type { StateLimits, StateSettings } from './state/limits.ts';
export * from './state/model.ts';
export { errorsOf, largerOf } from './state/ports.ts';
export {
  type Scan,
  type StockTake,
  scanSources,
  stockFindingKinds,
  stockLimits,
  stockTakeStatuses,
} from './stocktake/model.ts';
export { countsOf } from './stocktake/records.ts';
export { auditTexts } from './texts.ts';
export type { Hop } from './topology/routes.ts';
export { createTopology, interfaceId, type Topology } from './topology/topology.ts';
