import type { IsolationChange, PairChange, ServiceStanding, StateChange, StateView } from '../audit/index.ts';
import type { Observation, Restart, Sample } from '../collector/index.ts';
import type { Clock, Log, Message } from '../core/index.ts';
import type { WarmJudgement } from '../standby/index.ts';
import type { Store } from '../store/index.ts';
import type { Action, ActionResult } from './action.ts';
import type { BackupStandings } from './conditions/backup-failing.ts';
import type { CertificateStanding } from './conditions/certificate-ending.ts';
import type { CollectorStandings } from './conditions/collector-silent.ts';
import type { FigureStandings } from './conditions/figure.ts';
import type { Finding } from './conditions/finding.ts';
import type { RosterTrouble } from './conditions/roster-gap.ts';
import type { Incident, IncidentChange } from './incident.ts';
import type { Notifier } from './notifier.ts';
import type { RuleStandings } from './rule-alerts.ts';
import type { AlertSettings } from './settings.ts';
import type { Silencing } from './silence/marks.ts';
import type { Covering, SuppressedTrouble } from './suppression.ts';

/** Turns observations and states into incidents, one for each root cause. Synchronous but for start and find. */
export interface AlertEngine {
  /** Reads back open incidents, numbers and what happened while Fangzhou was stopped. Call once, before observing. */
  start(): Promise<readonly IncidentChange[]>;
  /**
   * Takes up what another instance decided, as the store has it by now, with all that was seen here: the one keeps its number, and what
   * only this instance saw is raised. From then on it decides.
   */
  adopt(): Promise<readonly IncidentChange[]>;
  /** Takes one poll, after the states have taken it. */
  observe(poll: {
    readonly observation: Observation;
    readonly samples: readonly Sample[];
    readonly restart?: Restart | undefined;
    readonly changes: readonly StateChange[];
    /** Ports of the device that it announced as down by itself (a trap, a message) shortly before this poll. */
    readonly announced?: ReadonlySet<string>;
  }): readonly IncidentChange[];
  /** Takes state changes that came of no poll (a tick of the states), and looks for gaps; call it every second or so. */
  tick(changes?: readonly StateChange[]): readonly IncidentChange[];
  /** Takes what a check of the ledger found: a fault with its place, or nothing, when all of it is as it was signed. */
  ledgerChecked(fault: Message | undefined): readonly IncidentChange[];
  /** Takes what became of checks of isolation: one incident for each place and check that fails. */
  isolationJudged(changes: readonly IsolationChange[]): readonly IncidentChange[];
  /** Takes what became of checks of hot-standby pairs: one incident for each trouble of a pair. */
  pairsJudged(changes: readonly PairChange[]): readonly IncidentChange[];
  /** Takes what became of checks of Fangzhou's own pair: one incident of the city for each trouble. */
  ownPairJudged(changes: readonly PairChange[]): readonly IncidentChange[];
  /** Takes how many open items nobody answered for so long that they were passed up. */
  itemsEscalated(count: number): readonly IncidentChange[];
  /** Takes how data sets and repositories of backups stand: one incident for each of them and trouble. */
  backupsJudged(standings: BackupStandings): readonly IncidentChange[];
  /** Takes how Fangzhou's own warm standby does: one incident for each trouble. */
  standbyJudged(judgements: readonly WarmJudgement[]): readonly IncidentChange[];
  /** Takes how light collectors stand: one incident for each that is silent at a place that can be reached. */
  collectorsJudged(standings: CollectorStandings): readonly IncidentChange[];
  /** Takes how services stand: one incident for each that is down and that no other incident explains. */
  servicesJudged(services: readonly ServiceStanding[]): readonly IncidentChange[];
  /** Takes certificates as they were seen: one incident for each that ends soon. */
  certificatesJudged(certificates: readonly CertificateStanding[]): readonly IncidentChange[];
  /** Takes business figures as they stand: one incident for each that is out of range or stands still. */
  figuresJudged(figures: FigureStandings): readonly IncidentChange[];
  /** Takes gaps of rosters, and every roster that is declared: one incident for each that nobody is on call in, now or soon. */
  rostersJudged(gaps: readonly RosterTrouble[], rosterIds: readonly string[]): readonly IncidentChange[];
  /** Takes how everything stands by the rules of the city: one incident for each rule and element that fires. */
  rulesJudged(standings: RuleStandings): readonly IncidentChange[];
  /** Takes alerts of another system: firing or over; those of `silent` topics end because nobody repeated them. */
  foreignJudged(findings: readonly Finding[], silent: ReadonlySet<string>): readonly IncidentChange[];
  /** Troubles that are seen and not raised, for their elements are worked on as announced. */
  suppressed(): readonly SuppressedTrouble[];
  /** After the states took a changed city: incidents of elements that are no more are cleared. */
  apply(): readonly IncidentChange[];
  acknowledge(action: Action): ActionResult;
  /** What somebody has to say of it. */
  note(action: Action): ActionResult;
  /** What somebody did about it. */
  action(action: Action): ActionResult;
  /** Newest first: every open one, and the cleared ones at hand (at most 1,000). */
  list(): readonly Incident[];
  /** Any incident, also one that only the journal remembers. */
  find(id: string): Promise<Incident | undefined>;
  counts(): { readonly open: number; readonly acknowledged: number };
  /** Every change, also those that come of deliveries; gives the way to stop listening. */
  subscribe(listener: (change: IncidentChange) => void): () => void;
  /** Leaves the store ready for the next start. */
  close(): void;
}

export interface AlertDeps {
  readonly states: StateView;
  readonly settings: AlertSettings;
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  readonly notifier?: Notifier | undefined;
  /** Announced maintenance; without it nothing is ever held back. */
  readonly covering?: Covering;
  /** Who is not to be paged; without it everybody is. */
  readonly silencing?: Silencing;
}
