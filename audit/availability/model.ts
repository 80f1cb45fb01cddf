/** Exact accounts of availability over a period: interval arithmetic on changes of state, never an average of samples. */
import type { EpochMs } from '../../core/index.ts';
import type { StateWord } from '../state/model.ts';

/** `service`: one business system for the city or district as the hub sees it; `view`: it as one point lives it (`<point>/<service>`). */
export const accountKinds = ['view', 'service', 'link', 'pair', 'point', 'district'] as const;
export type AccountKind = (typeof accountKinds)[number];

/** A change of state; the state holds until the next one. */
export interface Transition {
  readonly at: EpochMs;
  readonly state: StateWord;
}

/** Milliseconds of a period by what they were. They add up to `wholeMs`, exactly. */
export interface TimeAccount {
  readonly wholeMs: number;
  readonly upMs: number;
  readonly degradedMs: number;
  readonly downMs: number;
  readonly unknownMs: number;
  /** Announced beforehand; taken out of the four above. */
  readonly maintenanceMs: number;
  /** (up + degraded) / (up + degraded + down); undefined when nothing is known. */
  readonly availability: number | undefined;
}

/** One time without service; of what is still going on, `to` is undefined. */
export interface Outage {
  readonly from: EpochMs;
  readonly to: EpochMs | undefined;
  readonly downMs: number;
  readonly inServiceHoursMs: number;
}

export interface Account {
  readonly kind: AccountKind;
  readonly id: string;
  readonly total: TimeAccount;
  readonly inServiceHours: TimeAccount;
  readonly outages: readonly Outage[];
  /** Mean time to restore, and between failures; undefined without an outage that ended. */
  readonly mttrMs: number | undefined;
  readonly mtbfMs: number | undefined;
  /** Target, and what is left of the time that it allows; below 0 when it is used up. */
  readonly target: number;
  readonly budgetLeftMs: number;
}
