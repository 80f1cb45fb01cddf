/**
 * The shapes that cross the wire, shared with the pages in `dashboards/web`.
 * Times are UTC ISO 8601 strings; states are words; texts are messages (key and params) that the page renders.
 */

import type { Message } from '../core/index.ts';
import type { WireIsolationWord } from './wire-isolation.ts';
import type { WireHostLoad, WireProfile } from './wire-profile.ts';

export type * from './wire-backups.ts';
export type * from './wire-canaries.ts';
export type * from './wire-collector.ts';
export type * from './wire-drills.ts';
export type * from './wire-handbook.ts';
export type * from './wire-isolation.ts';
export type * from './wire-lab.ts';
export type * from './wire-ledger.ts';
export type * from './wire-pairs.ts';
export type * from './wire-restore.ts';
export type * from './wire-search.ts';
export type * from './wire-standby.ts';
export type * from './wire-warm-standby.ts';

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
  /** Whether what is seen can be kept, or why not. */
  readonly storage: 'writable' | 'disk-full' | 'read-only' | 'corrupt';
  /** Points by isolation; null where it is not judged. */
  readonly isolation: Readonly<Record<WireIsolationWord, number>> | null;
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

/** One row that an incident is about. */
export interface WireIncidentRow {
  readonly deviceId: string | null;
  readonly oid: string | null;
  readonly value: string;
  readonly text: Message;
}

/** Losses of services; counts are of services at points, each counted for each point. */
export interface WireLosses {
  readonly views: number;
  readonly noLogin: number;
  readonly atRisk: number;
  readonly pointIds: readonly string[];
  readonly offices: readonly { readonly id: string; readonly nameZh: string }[];
  readonly services: readonly { readonly id: string; readonly nameZh: string; readonly nameEn: string }[];
}

/** One incident in a list or a delta. */
export interface WireIncident {
  readonly id: string;
  readonly condition: string;
  readonly severity: 'critical' | 'major' | 'minor' | 'info';
  readonly status: 'open' | 'acknowledged' | 'cleared';
  readonly root: WireRef;
  /** Which of several troubles that one root may have: a check of isolation. */
  readonly topic?: string;
  /** Of a rule: a pair whose page of the handbook says what to do, and a page of ours. */
  readonly links?: { readonly handbook?: string; readonly page?: string };
  /** What was seen, row by row; at most 20. */
  readonly details?: readonly WireIncidentRow[];
  readonly summary: Message;
  readonly remedy: Message;
  readonly affected: readonly WireRef[];
  /** Which services which points lose, or would with the next failure, because of the root; absent: none. */
  readonly losses?: WireLosses;
  readonly firstSeenAt: string;
  readonly raisedAt: string;
  readonly clearedAt: string | null;
  readonly acknowledged: { readonly by: string; readonly at: string; readonly note: string } | null;
  /** Nobody is paged for it meanwhile; absent: everybody is who has to be. */
  readonly silenced?: { readonly id: string; readonly by: string; readonly until: string; readonly reason: string };
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

/**
 * What the server says first, and again whenever a client must load anew (it was too slow, or the inventory changed).
 * `resume: true`: the deltas after the sequence that the client named follow at once. `resume: false`: load /city anew.
 */
export interface WireHello {
  readonly run: string;
  readonly sequence: number;
  readonly at: string;
  readonly resume: boolean;
}

/** socket.io `auth` of a client that has already loaded the city: where it stands. Absent at the first connect. */
export interface WireResume {
  readonly run?: string;
  readonly sequence?: number;
}

/** Socket events (path `/live`), typed for both ends. Client: `watch`, `unwatch` a device page, at most 64 at a time. */
export interface ServerToClient {
  hello(greeting: WireHello): void;
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

/** RFC 9457 problem details; `errors` name the parts of a request that are wrong, `mistakes` those of an inventory. */
export interface WireProblem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly { readonly where: string; readonly what: string }[];
  readonly mistakes?: readonly WireMistake[];
  /** Of `/-/ready`: why not. */
  readonly reasons?: readonly Message[];
}

export interface WireMistake {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly what: Message;
  readonly why: Message;
  readonly remedy: Message;
  /** The three messages in the language of the request. */
  readonly text: string;
}

/** POST /session takes `{user, password}`; GET /me and POST /session answer this. */
export interface WireMe {
  readonly user: string;
  /** What the user may do: an auditor only reads and downloads, an approver is the second person. */
  readonly role: 'admin' | 'approver' | 'operator' | 'auditor';
  /** True while the one-time password has not been replaced: everything but /me and /session* answers 403 until then. */
  readonly mustChangePassword: boolean;
  readonly expiresAt: string;
  readonly lab: boolean;
}

/** A state with what it rests on: details only, never lists or deltas. */
export interface WireElementDetail extends WireElement {
  readonly evidence: readonly {
    readonly deviceId: string;
    readonly what: string;
    readonly value: string;
    readonly at: string;
  }[];
}

export interface WireDistrict extends WireElement {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly prefixes: readonly string[];
  readonly counters: Pick<WireCounters, 'points' | 'links' | 'devices'>;
}

export interface WirePoint extends WireElement {
  readonly districtId: string;
  readonly officeId: string;
  readonly officeNameZh: string;
  readonly prefixes: readonly string[];
  readonly linkIds: readonly string[];
}

export interface WireEnd {
  readonly deviceId: string;
  readonly interfaceName: string;
}

export interface WireLink extends WireElement {
  readonly districtId: string;
  readonly pointId: string;
  readonly role: 'primary' | 'backup';
  readonly bandwidthBitsPerSecond: number;
  readonly circuit: string;
  /** Share of the bandwidth used in the busier direction, 0 to 1; null when not known. */
  readonly utilisation: number | null;
  /** The district's end and the point's end. */
  readonly a: WireEnd;
  readonly b: WireEnd;
}

export interface WireDevice extends WireElement {
  readonly deviceKind: string;
  readonly address: string;
  readonly locationId: string;
  readonly pointId: string | null;
  readonly districtId: string;
  readonly sysName: string | null;
  readonly polledAt: string | null;
  readonly outcome: 'answered' | 'partial' | 'silent' | 'refused' | null;
}

export interface WirePointDetail extends WirePoint, WireElementDetail {
  readonly devices: readonly WireDevice[];
  readonly links: readonly WireLink[];
  readonly terminals: { readonly inner: number; readonly outer: number; readonly inUse: number };
  readonly incidents: readonly WireIncident[];
  /** What suffers because of this element, from the open incidents that it is the root of. */
  readonly affected: readonly WireRef[];
}

export interface WireLinkDetail extends WireLink, WireElementDetail {
  /** Both ends as last read; `interface` is null when that end has never told it. */
  readonly ends: readonly {
    readonly end: 'a' | 'b';
    readonly device: WireDevice;
    readonly interface: WireInterface | null;
  }[];
  readonly point: WirePoint;
  readonly incidents: readonly WireIncident[];
  readonly affected: readonly WireRef[];
}

export interface WireDeviceDetail extends WireDevice, WireElementDetail {
  readonly note: string;
  readonly identity: {
    readonly sysDescr: string;
    readonly sysObjectID: string;
    readonly sysName: string;
    readonly sysContact: string;
    readonly sysLocation: string;
    readonly upTimeSeconds: number;
    readonly engineBoots: number | null;
  } | null;
  /** Null: the agent does not offer it. */
  readonly host: WireHostLoad | null;
  /** What the maker's private tables say; null where no profile fits, or before the first reading. */
  readonly profile: WireProfile | null;
  /** When identity, host and interfaces were read; older than `polledAt` while the device is silent. */
  readonly answeredAt: string | null;
  readonly pollSeconds: number | null;
  readonly faults: readonly { readonly reason: string; readonly part: string; readonly detail: string }[];
  /** The first page; more at /devices/:id/interfaces. */
  readonly interfaces: WirePage<WireInterface>;
  readonly links: readonly WireLink[];
  readonly pairs: readonly { readonly id: string; readonly role: 'app' | 'db'; readonly otherId: string }[];
  readonly incidents: readonly WireIncident[];
  readonly affected: readonly WireRef[];
}

export interface WireIncidentDetail extends WireIncident {
  readonly history: readonly {
    readonly at: string;
    readonly what:
      | 'raised'
      | 'affected-changed'
      | 'acknowledged'
      | 'note'
      | 'action'
      | 'cleared'
      | 'notified'
      | 'notify-failed'
      | 'silenced'
      | 'unsilenced';
    readonly by: string | null;
    /** A person's own words. */
    readonly note: string | null;
    /** What Fangzhou itself has to say of the event. */
    readonly message: Message | null;
  }[];
}

/** GET /series: columns of equal length; null is a gap, never zero. */
export interface WireSeries {
  readonly kind: 'interface' | 'device' | 'profile' | 'probe' | 'figure';
  readonly entity: string;
  readonly from: string;
  readonly to: string;
  /** Width of a bucket; 0: raw points. */
  readonly stepSeconds: number;
  /** Coarsest resolution that was kept of this range: 0 raw, 300, 3600. */
  readonly resolutionSeconds: number;
  readonly aggregate: 'mean' | 'min' | 'max' | 'last';
  readonly at: readonly string[];
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

/** POST /devices/:id/poll: what the poll just made said. */
export interface WirePollResult {
  readonly deviceId: string;
  readonly outcome: 'answered' | 'partial' | 'silent' | 'refused';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly faults: readonly { readonly reason: string; readonly part: string; readonly detail: string }[];
}
