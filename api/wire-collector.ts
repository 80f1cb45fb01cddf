/** How the collector goes, as it crosses the wire. */

/** How the collector goes, in its own eyes. Counts are since the start. */
export interface WireCollector {
  readonly devices: number;
  readonly breakersOpen: number;
  readonly onLibrary: number;
  readonly troubled: number;
  readonly schedule: {
    readonly planned: number;
    readonly done: number;
    readonly overrun: number;
    readonly running: number;
    readonly queued: number;
    readonly slowDevices: number;
    readonly lagMs: number;
    readonly worstLagMs: number;
  };
  readonly wire: { readonly open: number; readonly strays: number };
  readonly clock: {
    readonly jumps: number;
    readonly heldUps: number;
    readonly last: { readonly kind: 'jump' | 'held-up'; readonly at: string; readonly ms: number } | null;
  };
}

/** How the polling of one device goes. Null: not known. */
export interface WireCollectorDevice {
  readonly deviceId: string;
  readonly breaker: 'closed' | 'open';
  readonly silentPolls: number;
  readonly path: 'wire' | 'library';
  readonly requests: number;
  readonly responses: number;
  readonly retries: number | null;
  readonly timeouts: number | null;
  readonly roundTripMs: number | null;
  readonly answerOctets: number;
  readonly polledAt: string | null;
  readonly outcome: 'answered' | 'partial' | 'silent' | 'refused' | null;
  readonly pollMs: number | null;
  readonly values: number | null;
  readonly faults: readonly string[];
}
