/** What is seen: polls of real agents become observations and samples. */

export { carry as carryReading } from './backups/access/carried.ts';
export type { CatalogueDeps, CheckWish } from './backups/deps.ts';
export { backupBounds } from './backups/limits.ts';
export { type CatalogueMemory, createCatalogueMemory } from './backups/memory.ts';
export * from './backups/model.ts';
export { readRepository } from './backups/read.ts';
export {
  type CanaryAnswer,
  type CanaryProtocol,
  type CanaryResult,
  type CanaryTarget,
  canaryBounds,
  canaryProtocols,
} from './canary/model.ts';
export { type CanaryProbes, type CanaryStep, canaryProbes, runCanaries } from './canary/run.ts';
export { commitmentOf, isToken, newNonce, tokenOf } from './canary/token.ts';
export { addressesOf, countAddresses, maxDiscoveredAddresses } from './discovery/addresses.ts';
export type { FoundDevice, NamedCredential, ProbeResult as AddressProbe } from './discovery/probe.ts';
export { sweepAddresses } from './discovery/sweep.ts';
export type * from './isolation/model.ts';
export { type IsolationAsk, readIsolation } from './isolation/read.ts';
export { type Assignment, type PackedAssignment, packAssignment } from './light/assignment.ts';
export { type LightEvent, type LightHub, type LightStanding, openLightHub } from './light/hub/hub.ts';
export type { Account, LightDelivery, LightNote, ToldGap } from './light/hub/intake.ts';
export type { MadeToken, TokenRefusal } from './light/hub/registry.ts';
export { lightBounds } from './light/limits.ts';
export { loadMibs } from './mib/load.ts';
export type { MibNames } from './mib/names.ts';
export * from './observation.ts';
export type { EngineAsk, EngineName, EngineReader, EngineReaders } from './pairs/ask.ts';
export type { MemberAsk } from './pairs/engines/ask.ts';
export {
  type PostgresqlStatement,
  postgresqlOrder,
  postgresqlStatements,
} from './pairs/engines/postgresql/statements.ts';
export { memberReaders } from './pairs/engines/readers.ts';
export * from './pairs/model.ts';
export { type ProbeAsk, tryProbe } from './pairs/probe.ts';
export { createPairProbes, type PairProbes, type PairProbesStats, type ProbedPair } from './pairs/probes.ts';
export { type ExtendOutput, readExtend } from './pairs/read-extend.ts';
export { readHost } from './pairs/read-host.ts';
export { type NeighbourMemory, readNeighbour } from './pairs/read-neighbour.ts';
export { type PairAsk, readPair } from './pairs/read-pair.ts';
export { readVrrp } from './pairs/read-vrrp.ts';
export {
  agentsOf,
  createPoller,
  mannersOf,
  type PolledAgent,
  type Poller,
  type PollHealth,
  type PollManners,
} from './poller.ts';
export { bookOf, type ProfileBook } from './profiles/book.ts';
export { loadProfile, loadProfiles, makersFolder } from './profiles/load.ts';
export type { Metric, Profile, ProfileReading, ProfileValue, Title } from './profiles/model.ts';
export { readDeviceProfile } from './profiles/read-device.ts';
export { readProfile } from './profiles/read-values.ts';
export { numberOf, profileMetrics, samplesOf } from './profiles/samples.ts';
export { createProfileWatch, type ProfileWatch } from './profiles/watch.ts';
export * from './rates/model.ts';
export { createRates, type Rates } from './rates/rates.ts';
export { type Announcements, createAnnouncements } from './receive/announcements.ts';
export type { DeviceMessage, LinkHint } from './receive/device-message.ts';
export { messageJournal } from './receive/limits.ts';
export { cannotListen, listenAddressText } from './receive/listen-address.ts';
export type { RefusedCount } from './receive/tally.ts';
export { listenUdp, type Origin, type UdpListener } from './receive/udp-listener.ts';
export {
  type ListeningAddress,
  openReceivers,
  type ReceivedCount,
  type ReceiverStats,
  type Receivers,
} from './receivers.ts';
export * from './restores/model.ts';
export { isScratchName, removeLeftovers } from './restores/scratch.ts';
export { restoreProof, restoreUnsupported } from './restores/tools.ts';
export { type RestoreWish, tryRestore } from './restores/try.ts';
export { type ClockEvent, type ClockWatchStats, createClockWatch } from './schedule/clock-watch.ts';
export type { Pace, Scheduler, SchedulerOptions, SchedulerStats } from './schedule/model.ts';
export { placesOf } from './schedule/place-of.ts';
export { createRounds, type Rounds, type RoundsJob } from './schedule/rounds.ts';
export { createScheduler } from './schedule/scheduler.ts';
export { type CarriedDiary, carryBounds, packDiary, readDiary } from './sentinel/carry.ts';
export { type SentinelNote, sentinelBounds } from './sentinel/model.ts';
export { type Sentinel, type SentinelOptions, startSentinel } from './sentinel/sentinel.ts';
export type { HostPort } from './services/attempt.ts';
export { type FigureAsk, readFigure } from './services/figures/read.ts';
export type { WallToInstant } from './services/figures/value.ts';
export {
  createLoginPause,
  type KeptRest,
  type LoginPause,
  readUnlessResting,
  tryUnlessResting,
} from './services/login-pause.ts';
export * from './services/model.ts';
export { secretsOf } from './services/redact.ts';
export { noSecret, type RunAsk, runProbe, untried } from './services/run.ts';
export { interfaceColumns } from './snmp/interface-columns.ts';
export { amendNetSnmp } from './snmp/net-snmp-amended.ts';
export type { LibraryPrivacy } from './snmp/net-snmp-privacy.ts';
export { type NotificationVarbind, sendNotification } from './snmp/notify.ts';
export { type OneShot, pollTarget, type TargetPoll } from './snmp/one-shot/poll-target.ts';
export type { OneShotRow } from './snmp/one-shot/table-spec.ts';
export { type DevicePoll, pollDevice } from './snmp/poll-device.ts';
export { openSession, type SessionDependencies } from './snmp/session.ts';
export type { SessionTally, SnmpResult, SnmpSession } from './snmp/snmp-session.ts';
export { agentTarget, parseTarget, type SnmpTarget, snmpPort } from './snmp/target.ts';
export { linkHintOf } from './syslog/link-words.ts';
export { readSyslog } from './syslog/read-syslog.ts';
export { listenStream } from './syslog/stream-listener.ts';
export * from './syslog/syslog-message.ts';
export { collectorTexts } from './texts.ts';
export * from './topology/model.ts';
export { readTopology } from './topology/read-topology.ts';
export { openRemoteEngines } from './traps/clock-keeper.ts';
export { createNotificationEncoder, type Notification, type NotificationEncoder } from './traps/encode-notification.ts';
export { createLocalEngine, type LocalEngine, openLocalEngine } from './traps/local-engine.ts';
export type { BadTrap, Trap, TrapReading, TrapVersion } from './traps/trap.ts';
export { createTrapReader, type TrapReader } from './traps/trap-reader.ts';
export { objectName, trapHintOf, trapName, valueText } from './traps/trap-words.ts';
