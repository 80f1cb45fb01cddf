/** What crosses the wire of business services; see wire.ts. Times are ISO 8601, durations milliseconds. */
import type { Message } from '../core/index.ts';
import type { WireIncident } from './wire.ts';

export type WireStateWord = 'up' | 'degraded' | 'down' | 'unknown';
export type WirePhase = 'resolve' | 'connect' | 'tls' | 'login' | 'first-byte' | 'answer' | 'total';
export type WirePhases = Readonly<Partial<Record<WirePhase, number>>>;

/** What is behind a trouble: an element, or a service (single sign-on). */
export interface WireRoot {
  readonly kind: string;
  readonly id: string;
}

export type WireCounts = Readonly<Record<WireStateWord, number>>;

/** One service in a list. */
export interface WireService {
  readonly id: string;
  /** `budget`: the same in every district; null for what is tried beside services.csv. */
  readonly system: string | null;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Null for what is tried beside services.csv. */
  readonly districtId: string | null;
  readonly state: WireStateWord;
  readonly reason: Message;
  readonly since: string;
  /** Null: nobody ever tried. */
  readonly observedAt: string | null;
  readonly failedPhase: WirePhase | null;
  readonly root: WireRoot | null;
  /** How the points of its district live it. */
  readonly points: WireCounts;
  /** Of the newest try that was timed, from the hub where it has one. */
  readonly phases: WirePhases | null;
  /** The announced maintenance that it is in now. */
  readonly maintenance: string | null;
}

/** GET /api/v1/services */
export interface WireServices {
  readonly at: string;
  readonly districts: readonly { readonly id: string; readonly nameZh: string; readonly nameEn: string }[];
  readonly systems: readonly { readonly id: string; readonly nameZh: string; readonly nameEn: string }[];
  readonly services: readonly WireService[];
  readonly counts: WireCounts;
  readonly views: WireCounts;
  readonly figures: readonly WireFigure[];
  /** Troubles that are seen and not raised, for what they are of is worked on as announced. */
  readonly suppressed: readonly WireSuppressed[];
}

export interface WireSuppressed {
  readonly condition: string;
  readonly root: WireRoot;
  readonly summary: Message;
  readonly firstSeenAt: string;
  readonly maintenance: string;
}

export interface WireProbe {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: string;
  readonly vantageId: string;
  readonly state: WireStateWord;
  readonly reason: Message;
  readonly since: string;
  readonly observedAt: string | null;
  readonly failedPhase: WirePhase | null;
  readonly periodSeconds: number;
  readonly budgetsMs: WirePhases;
  /** The newest try of all; null: none since the start. */
  readonly newest: {
    readonly at: string;
    readonly outcome: 'good' | 'slow' | 'bad' | 'unknown';
    readonly reason: Message;
    readonly tries: number;
    readonly durationMs: number;
    readonly phases: WirePhases;
    readonly steps: readonly {
      readonly name: string;
      readonly outcome: 'good' | 'slow' | 'bad' | 'unknown';
      readonly status: number | null;
      readonly phases: WirePhases;
    }[];
    readonly values: readonly { readonly name: string; readonly value: number; readonly unit: string }[];
  } | null;
}

/** A service as one point lives it. */
export interface WireView {
  readonly pointId: string;
  readonly serviceId: string;
  readonly state: WireStateWord;
  /** `measured` by who stands at the point; `derived` from its path and the service's own state. */
  readonly basis: 'measured' | 'derived';
  readonly reason: Message;
  readonly roots: readonly WireRoot[];
  readonly since: string;
  /** Served by the last way that is left. */
  readonly isLastWay: boolean;
}

export interface WireFigure {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly serviceId: string | null;
  readonly unit: string;
  readonly valueIs: 'number' | 'time';
  /** Of a time, epoch milliseconds; null: nothing was read. */
  readonly value: number | null;
  readonly word: 'good' | 'out-of-range' | 'quiet' | 'unknown';
  readonly reason: Message;
  readonly since: string;
  readonly readAt: string | null;
  readonly changedAt: string | null;
  readonly most: number | null;
  readonly least: number | null;
  readonly quietSeconds: number | null;
}

/** One stretch of a story; `to` null: it goes on. */
export interface WireSpan {
  readonly from: string;
  readonly to: string | null;
  readonly state: WireStateWord;
  readonly reason: Message | null;
}

/** GET /api/v1/services/:id */
export interface WireServiceDetail extends WireService {
  readonly url: string | null;
  readonly appPairId: string | null;
  readonly dbPairId: string | null;
  readonly vantages: readonly {
    readonly vantageId: string;
    readonly pointId: string | null;
    readonly state: WireStateWord;
    readonly reason: Message;
    readonly since: string;
    readonly observedAt: string | null;
  }[];
  readonly probes: readonly WireProbe[];
  readonly views: readonly WireView[];
  readonly figures: readonly WireFigure[];
  readonly incidents: readonly WireIncident[];
}

/** GET /api/v1/services/:id/history and /api/v1/views/:point/:service/history */
export interface WireStory {
  readonly from: string;
  readonly to: string;
  /** Oldest first; before the first nothing is known. At most 1,000 changes are looked at. */
  readonly spans: readonly WireSpan[];
}

/** GET /api/v1/service-changes: the newest first. */
export interface WireServiceChanges {
  readonly changes: readonly {
    readonly serviceId: string;
    readonly at: string;
    readonly before: WireStateWord;
    readonly state: WireStateWord;
    readonly reason: Message | null;
    readonly root: WireRoot | null;
  }[];
}

/** GET /api/v1/views */
export interface WireViews {
  readonly at: string;
  readonly counts: WireCounts;
  readonly views: readonly WireView[];
}

export type WireScopeKind = 'city' | 'district' | 'point' | 'device' | 'link' | 'pair' | 'service';

/** Announced maintenance. */
export interface WireMaintenance {
  readonly id: string;
  readonly scopes: readonly { readonly kind: WireScopeKind; readonly id: string }[];
  readonly from: string;
  readonly to: string;
  readonly weeklyUntil: string | null;
  readonly reason: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly word: 'now' | 'to-come' | 'over';
}

/** GET /api/v1/maintenance */
export interface WireMaintenances {
  readonly at: string;
  readonly windows: readonly WireMaintenance[];
  readonly suppressed: readonly WireSuppressed[];
}

/**
 * GET /api/v1/status/:point, for township staff, without a login where that is set: no address, no name of a device. `fault` says whose
 * it is: the point's own way, the district's system, single sign-on, or several systems of the district.
 */
export interface WirePointStatus {
  readonly at: string;
  readonly point: {
    readonly id: string;
    readonly nameZh: string;
    readonly districtZh: string;
    readonly districtEn: string;
  };
  readonly word: 'fine' | 'partly' | 'lost' | 'unknown';
  readonly fault: 'none' | 'path' | 'sign-on' | 'system' | 'unknown';
  readonly since: string | null;
  /** Announced work that explains it, or somebody who took it up. */
  readonly work: {
    readonly kind: 'maintenance' | 'acknowledged';
    readonly at: string;
    readonly until: string | null;
  } | null;
  readonly services: readonly {
    readonly nameZh: string;
    readonly nameEn: string;
    readonly state: WireStateWord;
    readonly since: string;
    readonly fault: 'none' | 'path' | 'sign-on' | 'system' | 'unknown';
  }[];
  readonly contact: string;
}

/** GET /api/v1/status: the points to choose from. */
export interface WireStatusPoints {
  readonly cityZh: string;
  readonly cityEn: string;
  readonly districts: readonly {
    readonly nameZh: string;
    readonly nameEn: string;
    readonly points: readonly {
      readonly id: string;
      readonly nameZh: string;
      readonly word: WirePointStatus['word'];
    }[];
  }[];
}
