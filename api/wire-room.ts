/** The room of an incident as it crosses the wire, by the same rules as `wire.ts`. */
import type { Message } from '../core/index.ts';
import type { WireIncident, WireRef } from './wire.ts';

export interface WireRoomEntry {
  readonly at: string;
  readonly kind: 'state' | 'step' | 'page' | 'takeover' | 'maintenance';
  /** Of that kind: a state, a step, what became of a message. */
  readonly what: string;
  readonly before: string | null;
  readonly element: WireRef | null;
  /** Who did it, or who was told. */
  readonly by: string | null;
  readonly channelId: string | null;
  readonly note: string | null;
  readonly text: Message | null;
}

/** Means over 90 days, in seconds; null: none came to that. */
export interface WireRoomStatistics {
  readonly from: string;
  readonly count: number;
  readonly open: number;
  readonly unanswered: number;
  readonly mttaSeconds: number | null;
  readonly mttrSeconds: number | null;
}

/** GET /incidents/:id/room */
export interface WireRoom {
  readonly entries: readonly WireRoomEntry[];
  readonly left: number;
  /** Seconds; null: it has not come to that. */
  readonly times: {
    readonly detectSeconds: number;
    readonly pageSeconds: number | null;
    readonly acknowledgeSeconds: number | null;
    readonly resolveSeconds: number | null;
  };
  readonly ofCondition: WireRoomStatistics;
  readonly ofAll: WireRoomStatistics;
  readonly similar: readonly {
    readonly why: 'same-trouble' | 'same-element' | 'same-district';
    readonly notes: readonly string[];
    readonly incident: WireIncident;
  }[];
}
