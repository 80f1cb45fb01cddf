/** Who is told of an incident, by which channel, and how that went. A page is written down before it is sent. */
import type { EpochMs, Message } from '../../core/index.ts';
import type { ChannelKind } from '../../inventory/index.ts';
import type { Incident, Severity } from '../incident.ts';

/**
 * `pending`: written down, not gone; `sent`: the next hop took it; `delivered`: the receiver said so; `failed`: given up on this
 * channel. Seen and acknowledged are times, not states: they may come of any page that went.
 */
export const pageStates = ['pending', 'sent', 'delivered', 'failed'] as const;
export type PageState = (typeof pageStates)[number];

export const pageEvents = ['raised', 'escalated', 'reminded', 'acknowledged', 'cleared', 'summary', 'test'] as const;
export type PageEvent = (typeof pageEvents)[number];

/** One message to one recipient by one channel. */
export interface Page {
  /** `<incident>/<event>/<mark>/<recipient>/<channel>`: the same thing to tell has the same id, also after a restart. */
  readonly id: string;
  /** The same where two instances tell the same of the same trouble, also when they could not agree on the incident's number. */
  readonly key: string;
  readonly incidentId: string;
  readonly event: PageEvent;
  /** Which telling of the event it is: `<repage>.<round>.<step>` of an escalation, else a time. */
  readonly mark: string;
  /** A person of the settings, or the channel itself where it reaches a system. */
  readonly recipientId: string;
  readonly channelId: string;
  /** Address in the channel's own words: a mailbox; empty where the channel has one receiver. */
  readonly to: string;
  readonly createdAt: EpochMs;
  readonly state: PageState;
  readonly tries: number;
  readonly nextTryAt: EpochMs;
  readonly sentAt?: EpochMs;
  readonly deliveredAt?: EpochMs;
  readonly seenAt?: EpochMs;
  readonly acknowledgedAt?: EpochMs;
  /** What the channel calls it: a Message-ID. */
  readonly reference?: string;
  /** Why it failed, or why the last try did: one line, never a secret. */
  readonly detail?: string;
  /** The page that took over when this one failed. */
  readonly wentOnAs?: string;
  /** Told within this summary; empty: it waits for the next one. */
  readonly toldBy?: string;
  /** Of a summary. */
  readonly summary?: PageSummary;
  /** Names the page in a link; nobody can guess it. */
  readonly code: string;
  /** As it was at the event, without its history; left out when the page is settled. */
  readonly incident?: Incident | undefined;
}

/** Many pages in one: how many of what, and the worst. */
export interface PageSummary {
  readonly counts: readonly { readonly event: PageEvent; readonly severity: Severity; readonly count: number }[];
  readonly incidents: number;
  /** As they were, the worst first; `pagingLimits.summaryRoots` at most. */
  readonly worst: readonly Incident[];
  /** Incidents that ask for an answer: acknowledging the summary acknowledges them. */
  readonly asks: readonly string[];
}

/** What a channel needs to tell it: texts are rendered, the address is chosen. */
export interface PageToSend {
  readonly page: Page;
  readonly incident: Incident;
  readonly severity: Severity;
  readonly language: 'zh-CN' | 'en';
  /** One line, for subjects and displays. */
  readonly subject: string;
  readonly body: string;
  /** Who is affected, what is lost, what to do: a sentence each, for what has little room after the subject. */
  readonly points: readonly string[];
  /** Acknowledges by a reply from where it was sent to: six digits; undefined where it cannot be acknowledged. */
  readonly answerCode: string | undefined;
  /** Acknowledges without a login; undefined where it cannot be acknowledged, or nobody said where this page is reached. */
  readonly acknowledgeUrl: string | undefined;
  /** Of the incident's page. */
  readonly incidentUrl: string | undefined;
  readonly at: EpochMs;
}

export type SendResult =
  /** `delivered` where the receiver itself took it. */
  | { readonly outcome: 'sent' | 'delivered'; readonly reference?: string }
  /** `failed`: try again (it may have gone all the same); `refused`: certainly not gone, and never will. */
  | { readonly outcome: 'failed' | 'refused'; readonly detail: string };

export interface ChannelHealth {
  readonly state: 'good' | 'bad' | 'unknown';
  readonly at: EpochMs;
  readonly reason: Message;
}

/** A way to tell somebody. `send` never rejects; `check` tries the channel without telling anybody anything. */
export interface Channel {
  readonly id: string;
  readonly kind: ChannelKind;
  /** Pages under way at the same time, where a channel cannot take the usual number: one line has one speaker. */
  readonly atOnce?: number;
  send(page: PageToSend, signal: AbortSignal): Promise<SendResult>;
  check(signal: AbortSignal): Promise<Omit<ChannelHealth, 'at'>>;
  /** Of a receiver that forgets: told each minute of what is open. Never rejects. */
  renew?(pages: readonly PageToSend[], signal: AbortSignal): Promise<void>;
  close(): void;
}

/** What a channel hears by itself, after a page went: told here. */
export interface ChannelEars {
  /** Pages that went by this channel to somebody, or may have gone, and that may still be answered; the newest first. */
  pages(): readonly Page[];
  /** Keeps what the channel calls the page. */
  note(pageId: string, reference: string): void;
  delivered(pageId: string): void;
  /** It went and will not arrive: the next way takes over. */
  lost(pageId: string, detail: string): void;
  /** Its recipient takes care. Gives what became of it, as a link does. `hears`: he is told in the same call, and by no message. */
  acknowledge(pageId: string, options?: { readonly hears: boolean }): 'used' | 'over' | undefined;
}

/** Every bound of paging that is no setting, in one place. */
export const pagingLimits = {
  /** Pages that wait; when more do, the oldest fails, and its incident says so. */
  waitingPages: 5_000,
  /** Settled pages at hand; older ones are read from the journal. */
  settledPages: 2_000,
  /** Courses that are over are kept so long, so that a late page finds them. */
  courses: 2_000,
  tickMs: 1_000,
  renewMs: 60_000,
  /** Incidents that are told again to a receiver that forgets. */
  renewed: 1_000,
  detailCharacters: 200,
  /** That a summary names. */
  summaryRoots: 10,
  /** Entries of the delivery log that one incident shows. */
  shownDeliveries: 500,
} as const;
