import type { WireCity, WireCounters, WireDelta, WireElement, WireHello, WireIncident } from '../../../../api/wire.ts';

export type PointOnWall = WireCity['points'][number];
export type LinkOnWall = WireCity['links'][number];

/** What is declared and does not move while a run lasts: names and membership. */
export type CityFrame = Pick<WireCity, 'id' | 'nameZh' | 'nameEn' | 'districts' | 'lab'>;

/** Deltas kept while a snapshot is under way; more than this and the snapshot is asked for again. */
export const maxWaitingDeltas = 500;
/** Silence after which the picture is asked for anew, and after which it is called stale. */
export const probeAfterMs = 30_000;
export const quietAfterMs = 90_000;

/** Everything the pages know about the city and about how fresh that is. */
export interface LiveState {
  readonly connection: 'connecting' | 'connected' | 'lost';
  /** `current`: every delta of this connection has been applied without a gap. */
  readonly sync: 'empty' | 'loading' | 'current' | 'failed';
  readonly frame: CityFrame | null;
  readonly points: ReadonlyMap<string, PointOnWall>;
  readonly links: ReadonlyMap<string, LinkOnWall>;
  /** States of districts, as far as the server sends them. */
  readonly districts: ReadonlyMap<string, WireElement>;
  readonly counters: WireCounters | null;
  readonly run: string | null;
  readonly sequence: number;
  /** What the server said when this connection began. */
  readonly greeting: { readonly run: string; readonly sequence: number } | null;
  readonly waiting: readonly WireDelta[];
  /** Number of the newest request for the city; answers to older ones are dropped. */
  readonly request: number;
  /** That request is still without an answer. */
  readonly asked: boolean;
  readonly incidents: ReadonlyMap<string, WireIncident>;
  readonly incidentsLoaded: boolean;
  /** Incidents that a delta has brought since the list was asked for: newer than the list. */
  readonly touched: ReadonlySet<string>;
  /** Browser time when data was last heard; what `live` rests on. */
  readonly heardAt: number;
  /** Browser time of the last probe for a picture during silence. */
  readonly probedAt: number;
  /** Newest observation in the last snapshot, by the server's clock. */
  readonly observedAt: number;
  /** Server's clock minus the browser's. */
  readonly skewMs: number;
}

export type LiveEvent =
  | { readonly kind: 'start' }
  | { readonly kind: 'hello'; readonly hello: WireHello; readonly now: number }
  | { readonly kind: 'delta'; readonly delta: WireDelta; readonly now: number }
  | { readonly kind: 'disconnected'; readonly now: number }
  | { readonly kind: 'city'; readonly request: number; readonly city: WireCity; readonly now: number }
  | { readonly kind: 'city-failed'; readonly request: number; readonly now: number }
  | { readonly kind: 'incidents'; readonly request: number; readonly items: readonly WireIncident[] }
  | { readonly kind: 'incident'; readonly incident: WireIncident }
  | { readonly kind: 'tick'; readonly now: number };

export type LiveEffect =
  | { readonly kind: 'load-city'; readonly request: number; readonly delayMs: number }
  | { readonly kind: 'load-incidents'; readonly request: number };

export interface Step {
  readonly state: LiveState;
  readonly effects: readonly LiveEffect[];
}

export const emptyState: LiveState = {
  connection: 'connecting',
  sync: 'empty',
  frame: null,
  points: new Map(),
  links: new Map(),
  districts: new Map(),
  counters: null,
  run: null,
  sequence: 0,
  greeting: null,
  waiting: [],
  request: 0,
  asked: false,
  incidents: new Map(),
  incidentsLoaded: false,
  touched: new Set(),
  heardAt: 0,
  probedAt: 0,
  observedAt: 0,
  skewMs: 0,
};
