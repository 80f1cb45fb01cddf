/** Who is told of an incident, by which channel, and how that went. A page is written down before it is sent. */
import type { EpochMs, Message } from '../../core/index.ts';
import type { Incident } from '../incident.ts';

export const channelKinds = [
  'smtp',
  'sms',
  'voice',
  'webhook',
  'syslog',
  'snmp-notification',
  'alertmanager',
  'printer',
  'wall',
] as const;
export type ChannelKind = (typeof channelKinds)[number];

/**
 * `pending`: written, not tried; `sending`: being tried (after a crash: may have gone); `sent`: the next hop took it; `delivered`,
 * `seen`, `acknowledged`: as the channel or the person told; `failed`: given up on this channel; `withheld`: not needed any more.
 */
export const pageStates = [
  'pending',
  'sending',
  'sent',
  'delivered',
  'seen',
  'acknowledged',
  'failed',
  'withheld',
] as const;
export type PageState = (typeof pageStates)[number];

/** One message to one recipient by one channel. */
export interface Page {
  /** `<incident>/<event>/<step>.<repetition>/<recipient>/<channel>`: the same thing to tell has the same id, also after a restart. */
  readonly id: string;
  readonly incidentId: string;
  readonly event: 'raised' | 'escalated' | 'reminded' | 'acknowledged' | 'cleared' | 'test';
  /** Role, team or receiving system; never a person's name. */
  readonly recipientId: string;
  readonly channelId: string;
  /** Address in the channel's own words: mailbox, number, SIP URI; empty where the channel has one receiver. */
  readonly to: string;
  readonly createdAt: EpochMs;
  readonly state: PageState;
  readonly tries: number;
  readonly nextTryAt?: EpochMs;
  readonly sentAt?: EpochMs;
  readonly deliveredAt?: EpochMs;
  readonly seenAt?: EpochMs;
  readonly acknowledgedAt?: EpochMs;
  /** Reference that the channel gave: Message-ID, TP-MR, Call-ID. */
  readonly reference?: string;
  readonly reason?: Message;
}

/** What a channel needs to tell it: texts are rendered, addresses chosen. */
export interface PageToSend {
  readonly pageId: string;
  readonly to: string;
  readonly language: 'zh-CN' | 'en';
  /** One line, for SMS, display and subject. */
  readonly subject: string;
  readonly body: string;
  /** What is said aloud: no ids, digits as words where they matter. */
  readonly spoken: string;
  readonly incident: Incident;
  readonly event: Page['event'];
  /** For a link that acknowledges without login; undefined where it cannot be acknowledged. */
  readonly acknowledgeUrl?: string;
  /** Short code for a reply by SMS, e-mail or DTMF. */
  readonly replyCode: string;
}

export type SendResult =
  | { readonly outcome: 'sent' | 'delivered'; readonly reference?: string }
  /** `failed`: certainly not gone, try again; `refused`: certainly not, and never will; `uncertain`: may have gone. */
  | { readonly outcome: 'failed' | 'refused' | 'uncertain'; readonly reason: Message };

/** What came back from a recipient. */
export interface Receipt {
  readonly channelId: string;
  readonly kind: 'delivered' | 'undelivered' | 'seen' | 'acknowledged';
  readonly at: EpochMs;
  /** Of the page, by the channel's own reference or by the code that was replied. */
  readonly reference?: string;
  readonly replyCode?: string;
  /** Who replied, in the channel's words: a number, a mailbox. */
  readonly from: string;
  readonly words?: string;
}

export interface ChannelHealth {
  readonly state: 'good' | 'bad' | 'unknown';
  readonly at: EpochMs;
  readonly reason: Message;
  /** Signal of a modem, queue of a relay: what the channel tells of itself. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A way to tell somebody. `send` never rejects; `check` tries the channel without telling anybody anything. */
export interface Channel {
  readonly id: string;
  readonly kind: ChannelKind;
  /** True where a second try of the same page cannot reach the recipient twice (the receiver knows the page's id). */
  readonly knowsRepetition: boolean;
  send(page: PageToSend, signal: AbortSignal): Promise<SendResult>;
  check(signal: AbortSignal): Promise<ChannelHealth>;
  /** At most one listener. */
  onReceipt(listener: (receipt: Receipt) => void): void;
  close(): Promise<void>;
}
