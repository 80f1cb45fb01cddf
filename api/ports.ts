/**
 * What the api room needs from the others, as small structural interfaces; `app.ts` wires them.
 * Every port answers from memory unless it returns a promise.
 */
import type { AlertEngine, ForeignAlerts, PagingView, RuleWatch, Silences, Webhook } from '../alerts/index.ts';
import type {
  Actor,
  ApprovalAnswer,
  Assessments,
  BackupEngine,
  BackupMatrix,
  BackupView,
  DrillStanding,
  ElementKind,
  ElementState,
  FigureStanding,
  Finding,
  Honeytokens,
  IsolationEngine,
  IsolationView,
  Keeping,
  MaintenanceRegister,
  OuterKeeper,
  OuterSwitches,
  PairDrills,
  PairStanding,
  PairView,
  PlaceHistory,
  ProbeRun,
  ProposedDrills,
  Reconciler,
  ReportService,
  RestoreDue,
  SelfCheckAnswer,
  SelfCheckTask,
  ServicesView,
} from '../audit/index.ts';
import type {
  ClockWatchStats,
  LightHub,
  PollHealth,
  ProfileReading,
  ReceiverStats,
  SchedulerStats,
} from '../collector/index.ts';
import type { EpochMs, Message, Parsed } from '../core/index.ts';
import type { City, PairSettings, ProposedRow, RepositorySettings, Settings } from '../inventory/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { StandbyView, Warm } from '../standby/index.ts';
import type { Store } from '../store/index.ts';
import type { WireTroubleKind, WireViolationKind, WireViolationPlace } from './wire-lab.ts';

/** The declared city and the state of its elements, as of now. `city()` gives another object after a reload. */
export interface CityView {
  city(): City;
  state(kind: ElementKind, id: string): ElementState | undefined;
}

export type SettingsPort = () => Settings;

/** What `AlertEngine` offers of incidents. */
export type IncidentsPort = Pick<AlertEngine, 'list' | 'find' | 'acknowledge' | 'note' | 'action' | 'counts'>;

/** What `Reconciler` offers, and the lines of the inventory that a finding would change. */
export interface FindingsPort extends Pick<Reconciler, 'list' | 'find' | 'history' | 'decide' | 'drawing' | 'stats'> {
  proposals(finding: Finding): Promise<readonly ProposedRow[]>;
}

/** Verdicts of isolation, and what they were. */
export interface IsolationPort extends IsolationView, Pick<IsolationEngine, 'gaps'> {
  history(period: { readonly placeId: string; readonly from: EpochMs; readonly to: EpochMs }): Promise<PlaceHistory>;
}

/** Verdicts of backups, and looks out of turn. */
export interface BackupsPort extends BackupView, Pick<BackupEngine, 'memoryOf'> {
  readonly seen: Pick<BackupEngine['seen'], 'vanished'>;
  /** Days as `2026-01-05`, both included. */
  matrix(wish: { readonly from: string; readonly to: string; readonly districtId?: string | undefined }): BackupMatrix;
  /** How a repository is described in fangzhou.yaml. */
  described(repositoryId: string): RepositorySettings | undefined;
  /** Whether somebody is looking into it now. */
  looking(repositoryId: string): boolean;
  /** Begins a look now, unless one is under way; false: nobody knows where it lies. */
  lookNow(repositoryId: string): boolean;
  /**
   * Takes a repository that was made anew for the one that is meant, on a person's word; `identity`: only if it is still this one.
   * Gives why not.
   */
  accept(wish: {
    readonly repositoryId: string;
    readonly identity?: string | undefined;
    readonly by: Actor;
    readonly reason: string;
  }): Message | undefined;
}

/** Verdicts of hot-standby pairs, and what is declared of them. */
export interface PairsPort extends PairView {
  /** Only what may be shown is asked of it: never how an engine is reached. */
  settingsOf(pairId: string): Pick<PairSettings, 'home' | 'probes' | 'targets'>;
}

/** Business services, views and figures as they stand. */
export interface ServicesPort extends ServicesView {
  figures(): readonly FigureStanding[];
  figure(figureId: string): FigureStanding | undefined;
  /** The point at which a light collector stands. */
  pointOf(vantageId: string): string | undefined;
  /** Tries a probe of the hub out of turn; false: it has none of that name. */
  tryNow(probeId: string): Promise<boolean>;
}

/** Announced maintenance, and the troubles that are not raised because of it. */
export interface MaintenancePort
  extends Pick<MaintenanceRegister, 'announce' | 'end' | 'list' | 'find' | 'isOver' | 'coveringNow'>,
    Pick<AlertEngine, 'suppressed'> {}

/** How everything stands by the rules of the city. */
export type RulesPort = Pick<RuleWatch, 'rules' | 'ofRule' | 'counts' | 'beyond' | 'word'>;

/** Browsers inside that try the outside. */
export interface SelfCheckPort {
  /** What the page may ask beside its own server. */
  origins(): readonly string[];
  /** Undefined: nothing is to be tried now. */
  begin(from: string): Promise<SelfCheckTask | undefined>;
  /** False when nobody asked this browser, or too long ago. */
  end(id: string, from: string, answers: readonly SelfCheckAnswer[]): boolean;
}

/** Authorised leak drills. */
export type DrillsPort = ProposedDrills;

/** Rehearsed switchovers of hot-standby pairs. */
export interface PairDrillsPort
  extends Pick<
    PairDrills,
    | 'list'
    | 'find'
    | 'procedures'
    | 'proceduresOf'
    | 'plan'
    | 'propose'
    | 'cancel'
    | 'begin'
    | 'confirm'
    | 'stop'
    | 'fallBack'
    | 'dryRun'
    | 'lastGoodAt'
  > {
  /** Since when a pair is declared, as far as is known. */
  declaredAt(pairId: string): EpochMs;
  /** The pair as it stands now; undefined: nobody watches it. */
  standing(pairId: string): PairStanding | undefined;
}

/** Restores that are tried to prove backups. */
export interface RestoreDrillsPort {
  standing(backupId: string): DrillStanding | undefined;
  standings(): readonly DrillStanding[];
  /** Waits for a second person; `sample`: so many files, the whole set where absent. */
  propose(wish: {
    readonly backupId: string;
    readonly sample?: number | undefined;
    readonly reason: string;
    readonly by: Actor;
  }): ApprovalAnswer;
  /** Ends the one that runs or waits; false where none does. */
  abort(wish: { readonly backupId: string; readonly reason: string; readonly by: Actor }): boolean;
  /** When the set is to be proven again. */
  dueOf(backupId: string): RestoreDue;
  /** Why none of this set can be tried now. */
  obstacle(backupId: string): Message | undefined;
}

/** Decoys that lie inside. */
export interface HoneytokensPort extends Pick<Honeytokens, 'list' | 'find' | 'lay'> {
  /** When a sentinel heard of it. */
  openedAt(nonce: string): EpochMs | undefined;
}

/** Probes that must fail, and what is carried over from outside. */
export interface CanariesPort {
  /** Whether targets outside are declared. */
  declared(): boolean;
  /** The newest try of each way out to each target. */
  newest(): readonly ProbeRun[];
  /** Whether a sentinel has noted this nonce. */
  isHeard(nonce: string): boolean;
  /** Whether a round is under way. */
  running(): boolean;
  /** Begins a round now, unless one is under way. */
  begin(): void;
  readonly outer: Pick<OuterKeeper, 'standings' | 'take'>;
  readonly switches: Pick<OuterSwitches, 'list' | 'take'>;
  readonly selfCheck: SelfCheckPort;
  readonly honeytokens: HoneytokensPort;
  readonly drills: DrillsPort;
}

/** Reading of series, as `Store` gives it. */
export type SeriesPort = Pick<Store, 'query'>;
export type StoreStatsPort = Pick<Store, 'stats'>;
/** Reading of journals. */
export type JournalPort = Pick<Store, 'journal'>;
/** What the receivers of traps and syslog have to tell; undefined while none listens. */
export type ReceiversPort = () => ReceiverStats | undefined;
/** Where users and sessions are kept. */
export type DocumentsPort = Pick<Store, 'put' | 'documents' | 'flush'>;

/**
 * Polls a device out of turn, as `Scheduler.pollNow`: true when it was polled, by when `Api.polled` has been told. False: the
 * device is not polled (it has no agent).
 */
export type PollNow = (deviceId: string) => Promise<boolean>;

/** How the collector goes, for those who run it. */
export interface CollectorPort {
  health(deviceId: string): PollHealth | undefined;
  /** Requests under way, and datagrams from addresses that were never asked. */
  wire(): { readonly open: number; readonly strays: number };
  schedule(): SchedulerStats;
  clock(): ClockWatchStats;
}
/** The newest reading of a device's private tables; undefined where no profile fits, or before the first. */
export type ProfilePort = (deviceId: string) => ProfileReading | undefined;

/** Reads the inventory again and applies it whole, or refuses it whole. */
export type ReloadPort = () => Promise<Parsed<unknown>>;

/** What `Ledger` offers to those who look at it, and where what happens here is recorded. */
export type LedgerPort = Pick<
  Ledger,
  | 'origin'
  | 'logKeys'
  | 'collectorKey'
  | 'append'
  | 'head'
  | 'checkpoint'
  | 'cosigned'
  | 'proof'
  | 'consistency'
  | 'entry'
  | 'record'
  | 'records'
  | 'policy'
  | 'status'
  | 'addCosignatures'
>;
/** Score cards by period, and closing them. */
export type AssessmentsPort = Omit<Assessments, 'start'>;

/** Making and keeping of reports, as `ReportService`. */
export type ReportsPort = Pick<ReportService, 'ask' | 'askAssessment' | 'jobs' | 'job' | 'kept' | 'fileOf'>;

/** Who is on call, the channels, and what was told. */
export type PagingPort = PagingView;
/** `alerts.webhook`; undefined: none is set, or this instance does not send by it. */
export type WebhookPort = () => Pick<Webhook, 'stats' | 'last'> | undefined;
/** Alerts of an Alertmanager, come in. */
export type ForeignPort = Pick<ForeignAlerts, 'take' | 'refused' | 'standing'>;
export type SilencesPort = Pick<Silences, 'add' | 'end' | 'list' | 'find' | 'isOver'>;

/** The own warm standby, as the one that decides sees it. */
export type WarmStandbyPort = Pick<Warm, 'view' | 'knock'>;

/** Light collectors; without a hub none is heard. */
export interface LightCollectorsPort {
  readonly hub: Pick<LightHub, 'list' | 'waiting' | 'refusals' | 'makeToken' | 'revoke' | 'listening'> | undefined;
  /** Where collectors are told to connect to, when it is declared. */
  url(): string | undefined;
  /** Points and data centres. */
  places(): readonly string[];
}

/** What `Keeping` offers: the register of terminals, approvals, stock-takes, open items. */
export type KeepingPort = Pick<Keeping, 'approvals' | 'custody' | 'stockTakes' | 'items'>;

/** The pair, where Fangzhou is one of two. */
export interface StandbyPort {
  view(): StandbyView;
  /** The own pair by the checks of pairs; left out or undefined: it is not judged. */
  readonly standing?: () => PairStanding | undefined;
  /** True when everything decided so far is in the journal; false when it is not, or not in time. */
  settled(): Promise<boolean>;
}

/** Faults that the page of the lab injects. */
export const labFaultKinds = [
  'cut',
  'unidirectional',
  'saturate',
  'errors',
  'move-cable',
  'slow',
  'silent',
  'down',
  'reboot',
  'swap',
  'replace',
  'foreign',
] as const;
export type LabFaultKind = (typeof labFaultKinds)[number];

/** What the lab offers (its `LabControl`): faults by command. */
export interface LabPort {
  faults(): readonly {
    readonly verb: string;
    readonly target: string;
    readonly detail?: string;
    readonly text?: Message;
    readonly since: EpochMs;
  }[];
  /** What can break isolation, and where. */
  readonly violations: {
    readonly kinds: readonly (Omit<WireViolationKind, 'title'> & { readonly help: Message })[];
    /** Empty for a kind that there is not. */
    placesOf(kind: string): readonly WireViolationPlace[];
  };
  /** What can happen to hot-standby pairs and backups, and where. */
  readonly troubles: { readonly kinds: readonly (Omit<WireTroubleKind, 'title'> & { readonly help: Message })[] };
  /** Does one line such as `cut F23`. Never rejects. */
  apply(
    text: string,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly what: Message; readonly remedy: Message }>;
}
