import type { Clock, Log } from '../core/index.ts';
import type { Auth } from './auth/auth.ts';
import type {
  AssessmentsPort,
  BackupsPort,
  CanariesPort,
  CityView,
  CollectorPort,
  FindingsPort,
  ForeignPort,
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
  RulesPort,
  SeriesPort,
  ServicesPort,
  SettingsPort,
  SilencesPort,
  StandbyPort,
  StoreStatsPort,
  WarmStandbyPort,
  WebhookPort,
} from './ports.ts';
import type { Texts } from './problems/texts.ts';

/** What the room is made of; what is left out has no pages. */
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
  /** Score cards; without them their pages are not there. */
  readonly assessments?: AssessmentsPort;
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
  /** What nobody is paged for; without it its page is not there. */
  readonly silences?: SilencesPort;
  /** Alert rules; without them their page is not there. */
  readonly rules?: RulesPort;
  /** The plain webhook, which stands among the channels. */
  readonly webhook?: WebhookPort;
  /** Alerts of an Alertmanager; without it nobody may send any. */
  readonly foreign?: ForeignPort;
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
