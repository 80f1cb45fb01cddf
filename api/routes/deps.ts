import type { Incident } from '../../alerts/index.ts';
import type { Clock, Log } from '../../core/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import type { Auth } from '../auth/auth.ts';
import type { Live } from '../live/live.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type {
  CityView,
  CollectorPort,
  FindingsPort,
  IncidentsPort,
  JournalPort,
  LabPort,
  PollNow,
  ReceiversPort,
  ReloadPort,
  SeriesPort,
  SettingsPort,
  StoreStatsPort,
} from '../ports.ts';
import type { Texts } from '../problems/texts.ts';
import type { Views } from '../views/views.ts';

/** What routes work with. */
export interface RouteDeps {
  readonly view: CityView;
  readonly views: Views;
  readonly incidents: IncidentsPort;
  readonly findings: FindingsPort;
  readonly store: SeriesPort & StoreStatsPort & JournalPort;
  readonly settings: SettingsPort;
  readonly auth: Auth;
  readonly live: Live;
  readonly metrics: Metrics;
  readonly pollNow: PollNow;
  readonly collector: CollectorPort;
  readonly reload: ReloadPort;
  readonly receivers: ReceiversPort;
  readonly lab: LabPort | undefined;
  /** Puts what happened here on record; nothing where there is no ledger. */
  readonly record: (record: NewRecord) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly texts: Texts;
  /** A change of an incident made here, to be shown at once. */
  readonly incidentChanged: (incident: Incident) => void;
  /** A number that changes with everything that /city shows. */
  readonly version: () => number;
}
