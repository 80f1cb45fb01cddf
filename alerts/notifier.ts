import type { EpochMs } from '../core/index.ts';
import type { Incident } from './incident.ts';

/** One thing to tell about an incident. */
export interface Notice {
  /** The same for every attempt to deliver this notice, so that a receiver can tell a repetition. */
  readonly id: string;
  /**
   * The same for the same event of the same trouble, whichever of two instances tells it, also when they could not agree on the
   * incident's number: trouble, the incident of it before this one, and the event.
   */
  readonly key: string;
  readonly event: 'raised' | 'acknowledged' | 'cleared';
  readonly at: EpochMs;
  /** As it was at the event. */
  readonly incident: Incident;
}

/** How the delivery of a notice ended. */
export interface Delivery {
  readonly noticeId: string;
  readonly incidentId: string;
  readonly delivered: boolean;
  readonly attempts: number;
  /** Where a notifier has several: by which one, and to whom. Otherwise its name says it. */
  readonly channel?: string;
  /** One line for a person; never a secret. */
  readonly detail: string;
}

/** A channel that tells somebody. Taking a notice never throws and never waits; how it ended is told later. */
export interface Notifier {
  readonly name: string;
  notify(notice: Notice): void;
  /** At most one listener: the alert engine, which writes the outcome into the incident's history. */
  onDelivery(listener: (delivery: Delivery) => void): void;
}
