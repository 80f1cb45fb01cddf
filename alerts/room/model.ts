/** The room of an incident: everything that is known of its course, in one place and in the order of time. */
import type { ElementRef } from '../../audit/index.ts';
import type { EpochMs, Message } from '../../core/index.ts';
import type { Incident } from '../incident.ts';

/**
 * `state`: what an element of it became (`what`: up, degraded, down, unknown; `before` likewise); `step`: an event of the incident;
 * `page`: what became of telling somebody (`what`: paged, sent, delivered, seen, acknowledged, failed); `takeover`: a pair changed
 * sides (planned, unplanned); `maintenance`: announced work (began, ended).
 */
export const roomEntryKinds = ['state', 'step', 'page', 'takeover', 'maintenance'] as const;

export interface RoomEntry {
  readonly at: EpochMs;
  readonly kind: (typeof roomEntryKinds)[number];
  readonly what: string;
  readonly before?: string;
  readonly element?: ElementRef;
  /** A person, or who was told. */
  readonly by?: string;
  readonly channelId?: string;
  /** A person's own words, or a receiver's. */
  readonly note?: string;
  /** Why, in Fangzhou's words. */
  readonly text?: Message;
}

/** How long it took, in milliseconds; undefined: it has not come to that. */
export interface RoomTimes {
  /** From the first sign to the incident. */
  readonly detectMs: number;
  /** From the incident to the first message that went out. */
  readonly pageMs?: number;
  readonly acknowledgeMs?: number;
  /** From the incident to its end. */
  readonly resolveMs?: number;
}

/** Mean times of incidents that were raised since `from`; undefined where none came to that. */
export interface RoomStatistics {
  readonly from: EpochMs;
  readonly count: number;
  readonly open: number;
  /** Cleared without anybody having acknowledged them. */
  readonly unanswered: number;
  readonly mttaMs?: number;
  readonly mttrMs?: number;
}

export interface SimilarIncident {
  readonly incident: Incident;
  /** `same-trouble`: condition, root and topic; `same-element`: another trouble of that root; `same-district`: that trouble nearby. */
  readonly why: 'same-trouble' | 'same-element' | 'same-district';
  /** What people wrote then, the last first. */
  readonly notes: readonly string[];
}

export interface IncidentRoom {
  readonly incident: Incident;
  readonly entries: readonly RoomEntry[];
  /** Entries in the middle that were left out, beyond the bound. */
  readonly left: number;
  readonly times: RoomTimes;
  /** Of this trouble (condition) and of all. */
  readonly ofCondition: RoomStatistics;
  readonly ofAll: RoomStatistics;
  readonly similar: readonly SimilarIncident[];
}

export const roomLimits = {
  /** Before the first sign and after the end: what led to it, and what came of it. */
  beforeMs: 15 * 60_000,
  afterMs: 15 * 60_000,
  /** Elements whose states are looked up. */
  elements: 60,
  statesOfElement: 50,
  entries: 400,
  similar: 10,
  notesOfSimilar: 3,
  statisticsMs: 90 * 86_400_000,
} as const;
