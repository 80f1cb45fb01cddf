/** Rosters, channels and deliveries as they cross the wire, by the same rules as `wire.ts`. */

export interface WirePerson {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** One turn. `personId` null: a gap, whose cause is told. */
export interface WireDutySpan {
  readonly from: string;
  readonly to: string;
  readonly personId: string | null;
  readonly by: 'rotation' | 'day-off' | 'override' | null;
  readonly reason: string | null;
  readonly cause: 'before' | 'after' | 'away' | null;
  /** Whose turn it would be. */
  readonly awayId: string | null;
}

export interface WireRoster extends WirePerson {
  /** The teams that it serves, with the districts that they answer for. */
  readonly teams: readonly (WirePerson & { readonly districtIds: readonly string[] })[];
  readonly handOver: string;
  readonly now: WireDutySpan;
  readonly spans: readonly WireDutySpan[];
}

/** GET /duty */
export interface WireDuty {
  readonly at: string;
  readonly to: string;
  readonly rosters: readonly WireRoster[];
  readonly people: readonly WirePerson[];
}

export const wireChannelStates = ['good', 'bad', 'unknown'] as const;

export interface WireChannelHealth {
  readonly state: (typeof wireChannelStates)[number];
  readonly at: string;
  readonly reason: { readonly key: string; readonly params?: Readonly<Record<string, string | number>> };
}

export interface WireChannel {
  readonly id: string;
  readonly kind: string;
  /** Host and port, or a URL without its path, which may be a secret. */
  readonly to: string;
  readonly isPersonal: boolean;
  readonly perMinute: number;
  readonly otherwiseId: string | null;
  readonly severities: readonly string[];
  readonly health: WireChannelHealth | null;
  readonly waiting: number;
  /** Since the start. */
  readonly sent: number;
  readonly failed: number;
  readonly lastSentAt: string | null;
  readonly lastFailure: { readonly at: string; readonly detail: string } | null;
  /** Whether it can be tried out of turn; the plain webhook of `alerts.webhook` cannot. */
  readonly hasTest: boolean;
  /** Who can be reached by it. */
  readonly people: readonly WirePerson[];
}

/** GET /channels */
export interface WireChannels {
  readonly at: string;
  readonly channels: readonly WireChannel[];
}

/** One message to one recipient by one channel, and how it went. Null: it has not come to that, or the channel does not tell. */
export interface WireDelivery {
  readonly id: string;
  readonly event: 'raised' | 'escalated' | 'reminded' | 'acknowledged' | 'cleared' | 'summary' | 'test';
  readonly recipientId: string;
  /** Null: a system. */
  readonly recipient: WirePerson | null;
  readonly channelId: string;
  readonly to: string;
  readonly state: 'pending' | 'sent' | 'delivered' | 'failed';
  readonly tries: number;
  readonly pagedAt: string;
  readonly sentAt: string | null;
  readonly deliveredAt: string | null;
  readonly seenAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly reference: string | null;
  readonly detail: string | null;
  readonly wentOnAs: string | null;
  /** The summary that told it, in a storm; empty: it waits for the next one. */
  readonly toldBy: string | null;
}

/** GET /incidents/:id/deliveries */
export interface WireDeliveries {
  readonly items: readonly WireDelivery[];
}
