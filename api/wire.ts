/**
 * The shapes that cross the wire, shared with the pages in `dashboards/web`.
 * Times are UTC ISO 8601 strings; states are words; texts are messages (key and params) that the page renders.
 */
import type { Message } from '../core/index.ts';

export type WireState = 'up' | 'degraded' | 'down' | 'unknown';
export interface WireRef {
  readonly kind: 'point' | 'link' | 'device' | 'interface' | 'pair' | 'district';
  readonly id: string;
}

/** State of one element, as lists, the picture and deltas carry it. */
export interface WireElement extends WireRef {
  readonly state: WireState;
  readonly reason: Message;
  readonly behind?: readonly WireRef[];
  readonly since: string;
  readonly observedAt: string | null;
}

export interface WireCounters {
  readonly points: Readonly<Record<WireState, number>>;
  readonly links: Readonly<Record<WireState, number>>;
  readonly devices: Readonly<Record<WireState, number>>;
  readonly incidents: { readonly open: number; readonly acknowledged: number };
}

/** GET /api/v1/city: everything the picture needs, nothing more. */
export interface WireCity {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Identifies this run of the server; a delta of another run means: load anew. */
  readonly run: string;
  /** Sequence of the last delta that is contained. */
  readonly sequence: number;
  readonly at: string;
  readonly counters: WireCounters;
  readonly districts: readonly { readonly id: string; readonly nameZh: string; readonly nameEn: string }[];
  readonly points: readonly (WireElement & {
    readonly districtId: string;
    readonly officeId: string;
    readonly officeNameZh: string;
  })[];
  readonly links: readonly (WireElement & {
    readonly districtId: string;
    readonly pointId: string;
    readonly role: 'primary' | 'backup';
    /** Share of the bandwidth used in the busier direction, 0 to 1; null when not known. */
    readonly utilisation: number | null;
  })[];
  /** True in the lab, where faults may be injected from the page. */
  readonly lab: boolean;
}

/** One incident in a list or a delta. */
export interface WireIncident {
  readonly id: string;
  readonly condition: string;
  readonly severity: 'critical' | 'major' | 'minor' | 'info';
  readonly status: 'open' | 'acknowledged' | 'cleared';
  readonly root: WireRef;
  readonly summary: Message;
  readonly remedy: Message;
  readonly affected: readonly WireRef[];
  readonly firstSeenAt: string;
  readonly raisedAt: string;
  readonly clearedAt: string | null;
  readonly acknowledged: { readonly by: string; readonly at: string; readonly note: string } | null;
}

/** socket.io event `delta`: what changed since the delta before. Sent at most every 200 ms, only when something changed. */
export interface WireDelta {
  readonly run: string;
  readonly sequence: number;
  readonly at: string;
  readonly counters?: WireCounters;
  /** Points, links and districts; devices and interfaces go to those who look at them (`watch`). */
  readonly elements?: readonly WireElement[];
  /** Link id to utilisation. */
  readonly utilisation?: Readonly<Record<string, number | null>>;
  readonly incidents?: readonly WireIncident[];
}

/** socket.io event `device` to those who sent `watch` with the device's id: its newest poll. */
export interface WireDevicePoll {
  readonly deviceId: string;
  readonly at: string;
  readonly outcome: 'answered' | 'partial' | 'silent' | 'refused';
  readonly device: WireElement;
  readonly interfaces: readonly WireInterface[];
}

export interface WireInterface {
  readonly id: string;
  readonly name: string;
  readonly alias: string;
  readonly ifIndex: number;
  readonly adminStatus: string;
  readonly operStatus: string;
  readonly speedBitsPerSecond: number;
  readonly state: WireState;
  readonly since: string;
  readonly inBitsPerSecond: number | null;
  readonly outBitsPerSecond: number | null;
  readonly inErrorsPerSecond: number | null;
  readonly outErrorsPerSecond: number | null;
  readonly inDiscardsPerSecond: number | null;
  readonly outDiscardsPerSecond: number | null;
  /** The link that ends here. */
  readonly linkId: string | null;
}

/** Socket events, typed for both ends. Server: `hello` at connect tells run and sequence; client: `watch`, `unwatch`. */
export interface ServerToClient {
  hello(greeting: { readonly run: string; readonly sequence: number; readonly at: string }): void;
  delta(delta: WireDelta): void;
  device(poll: WireDevicePoll): void;
}
export interface ClientToServer {
  watch(deviceId: string): void;
  unwatch(deviceId: string): void;
}

/** A page of a long list. */
export interface WirePage<T> {
  readonly items: readonly T[];
  readonly total: number;
  /** Pass as `cursor` for the next page; null at the end. */
  readonly next: string | null;
}
