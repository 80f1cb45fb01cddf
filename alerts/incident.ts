import type { ElementRef } from '../audit/index.ts';
import type { EpochMs, Message } from '../core/index.ts';
import type { SilenceMark } from './silence/model.ts';

export const conditionNames = [
  'link-down',
  'device-unreachable',
  'high-error-rate',
  'high-utilisation',
  'device-rebooted',
  'poll-gap',
  'ledger-tampered',
  'isolation-violated',
  'items-escalated',
  'backup-failing',
  'own-standby',
  'pair-at-risk',
  'collector-silent',
  'service-down',
  'service-slow',
  'certificate-ending',
  'figure-out-of-range',
  'figure-quiet',
  'roster-gap',
  'flapping',
  'rule',
  'foreign-alert',
] as const;
export type ConditionName = (typeof conditionNames)[number];
export type Severity = 'critical' | 'major' | 'minor' | 'info';

/** One trouble with one root cause; what is behind the cause is listed, not raised again. */
export interface Incident {
  /** `INC-` and a number that rises, never used twice in one data folder. */
  readonly id: string;
  readonly condition: ConditionName;
  readonly severity: Severity;
  readonly root: ElementRef;
  /** Which of several troubles that one root may have: the check `ISO-07` of a place. */
  readonly topic?: string;
  readonly status: 'open' | 'acknowledged' | 'cleared';
  readonly summary: Message;
  readonly remedy: Message;
  /** Elements that cannot be reached or are degraded because of the root, without the root itself. */
  readonly affected: readonly ElementRef[];
  /** Which services which points lose, or would with the next failure, because of the root; undefined: none. */
  readonly losses?: IncidentLosses | undefined;
  /** Of a rule: the pair whose page of the handbook says what to do, and a page of ours. */
  readonly links?: IncidentLinks;
  /** What was seen, row by row; the newest while it is open. */
  readonly details?: readonly IncidentDetail[];
  readonly raisedAt: EpochMs;
  /** When the trouble was first observed; earlier than `raisedAt`. */
  readonly firstSeenAt: EpochMs;
  readonly clearedAt?: EpochMs;
  readonly acknowledged?: { readonly by: string; readonly at: EpochMs; readonly note: string };
  /** Nobody is paged for it meanwhile; everything else is as always. */
  readonly silenced?: SilenceMark | undefined;
  readonly history: readonly IncidentEvent[];
}

/** Losses of services as points live them; names as they were then, so that a record needs no inventory. */
export interface IncidentLosses {
  /** Services lost to a point, each counted for each point. */
  readonly views: number;
  /** Served to whoever is logged in, while nobody can log in anew. */
  readonly noLogin: number;
  /** Served by the last way that is left. */
  readonly atRisk: number;
  /** Where `views` are lost. */
  readonly pointIds: readonly string[];
  readonly offices: readonly { readonly id: string; readonly nameZh: string }[];
  readonly services: readonly { readonly id: string; readonly nameZh: string; readonly nameEn: string }[];
}

export interface IncidentLinks {
  readonly handbook?: string;
  readonly page?: string;
}

/** One thing that was seen: an offending row of a device's table. */
export interface IncidentDetail {
  readonly text: Message;
  readonly deviceId?: string;
  readonly oid?: string;
  readonly value: string;
}

export const incidentEvents = [
  'raised',
  'affected-changed',
  'acknowledged',
  'note',
  'action',
  'cleared',
  'notified',
  'notify-failed',
  'silenced',
  'unsilenced',
] as const;

export interface IncidentEvent {
  readonly at: EpochMs;
  readonly what: (typeof incidentEvents)[number];
  readonly by?: string;
  /** A person's own words, or the id of the incident that this one was folded into. */
  readonly note?: string;
  /** What Fangzhou itself has to say of the event. */
  readonly message?: Message;
}

/** One change of an incident, as observers of the engine get it. */
export interface IncidentChange {
  readonly incident: Incident;
  readonly event: IncidentEvent;
}
