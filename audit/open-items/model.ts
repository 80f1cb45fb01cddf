/** Open items: findings that a role must answer for by a day; who is silent is reminded, and then passed over. */
import type { EpochMs, Message } from '../../core/index.ts';
import type { Actor } from '../approval/model.ts';
import type { CheckSeverity } from '../isolation/model.ts';

export const itemStatuses = ['open', 'answered', 'closed'] as const;
export type ItemStatus = (typeof itemStatuses)[number];
/** Where it came from. */
export const itemSources = ['stock-take', 'terminal', 'check', 'person'] as const;

export interface ItemAnswer {
  readonly at: EpochMs;
  readonly by: Actor;
  readonly text: string;
}

export interface OpenItem {
  readonly id: string;
  /** The same trouble has the same key, also when it comes back. */
  readonly key: string;
  readonly source: (typeof itemSources)[number];
  readonly placeId: string;
  /** What it is about, as records name it: `terminal T01`. */
  readonly subject: string;
  readonly title: Message;
  readonly severity: CheckSeverity;
  /** The role, never the person, that must answer. */
  readonly responsible: string;
  readonly openedAt: EpochMs;
  readonly dueAt: EpochMs;
  readonly status: ItemStatus;
  readonly answers: readonly ItemAnswer[];
  readonly reminders: number;
  readonly remindedAt?: EpochMs;
  /** When it was passed to the level above, unanswered. */
  readonly escalatedAt?: EpochMs;
  readonly closed?: { readonly at: EpochMs; readonly by: Actor; readonly reason: string };
}

/** What the settings say, in milliseconds and calendar months. */
export interface ItemTerms {
  readonly dueMs: number;
  readonly remindBeforeMs: number;
  readonly escalateAfterMonths: number;
}

/** Every bound of the open items in one place. */
export const itemLimits = {
  open: 5_000,
  closed: 1_000,
  answers: 50,
  textCharacters: 2_000,
  roleCharacters: 200,
  /** After it is due, a reminder goes out so often. */
  remindEveryMs: 7 * 86_400_000,
  longestDueMs: 2 * 365 * 86_400_000,
} as const;
