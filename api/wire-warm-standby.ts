/** The shapes of the own warm standby; a part of `wire.ts`. */
import type { Message } from '../core/index.ts';

/** GET /warm-standby: how the pair stands, as the one that decides sees it. */
export interface WireWarmStandby {
  /** False: no standby is declared, and the rest is empty. */
  readonly declared: boolean;
  readonly name: string | null;
  readonly generation: { readonly number: number; readonly id: string; readonly since: string } | null;
  /** Number and time of the last change here, and records of the ledger. */
  readonly sequence: number | null;
  readonly changedAt: string | null;
  readonly records: number | null;
  readonly followers: readonly WireWarmFollower[];
  /** Who decides at the other side, as far as it said. */
  readonly peer: {
    readonly condition: 'unasked' | 'standby' | 'primary' | 'silent' | 'refused' | 'failing';
    readonly name: string | null;
    readonly generation: number | null;
    readonly at: string | null;
  } | null;
  /** What taking over now would lose of what is on the disk here; null: without a bound, or not known. */
  readonly lossBound: { readonly seconds: number | null; readonly changes: number | null } | null;
  /** Beside it, what is not on the disk yet: one write interval. */
  readonly writeIntervalSeconds: number | null;
  /** Takeover is by hand, always: plain SQLite has no third vote. */
  readonly takeover: 'manual';
  readonly checks: readonly {
    readonly checkId: string;
    readonly trouble: string;
    readonly severity: 'P1' | 'P2';
    readonly verdict: 'pass' | 'fail' | 'unknown';
    readonly reason: Message;
    readonly observedAt: string | null;
  }[];
  /** The feed on the disk here. */
  readonly feed: { readonly kept: number; readonly bytes: number; readonly breaks: number } | null;
}

export interface WireWarmFollower {
  readonly name: string;
  readonly version: string;
  readonly lastContactAt: string;
  /** Changes and records of the ledger that it lacks. */
  readonly lagChanges: number;
  readonly lagRecords: number;
  readonly copying: boolean;
}
