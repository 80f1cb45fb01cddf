import type { ElementRef, StateChange, StateView } from '../../audit/index.ts';
import type { Observation, Restart, Sample } from '../../collector/index.ts';
import type { EpochMs, Message } from '../../core/index.ts';
import type { Reading } from '../hysteresis.ts';
import type { ConditionName, IncidentDetail, IncidentLinks, IncidentLosses, Severity } from '../incident.ts';
import type { AlertSettings } from '../settings.ts';

/** What a condition finds in one poll. */
export interface Finding {
  readonly condition: ConditionName;
  /** What is counted: several sources (both ends of a link) may lead to one root. */
  readonly source: string;
  readonly root: ElementRef;
  /** Sets it apart from others of the same condition and root. */
  readonly topic?: string;
  readonly reading: Reading;
  readonly at: EpochMs;
  /** Consecutive polls that must agree, where it is not the settings' number. */
  readonly raiseAfter?: number;
  readonly clearAfter?: number;
  readonly summary: Message;
  readonly remedy: Message;
  /** Where the finding itself knows; what else it cuts off never makes it milder. */
  readonly severity?: Severity;
  readonly details?: readonly IncidentDetail[];
  readonly links?: IncidentLinks;
  /** Where the finding itself knows what is lost; otherwise the states say so. */
  readonly affected?: readonly ElementRef[];
  readonly losses?: IncidentLosses | undefined;
}

/** One poll with everything that came of it. */
export interface PollInput {
  readonly observation: Observation;
  readonly samples: readonly Sample[];
  readonly restart: Restart | undefined;
  readonly changes: readonly StateChange[];
  /** Ports of the device that it announced as down by itself. */
  readonly announced: ReadonlySet<string>;
  readonly states: StateView;
  readonly settings: AlertSettings;
  /** True while the source is being counted or raised: a good reading of any other source is not worth saying. */
  tracked(condition: ConditionName, source: string): boolean;
}
