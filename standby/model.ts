import type { EpochMs } from '../core/index.ts';
import type { ServerState } from './lease/database.ts';

/** `active`: decides. `standby`: observes, follows, and answers read-only. */
export type Role = 'active' | 'standby';

/** How a takeover comes about, and what it needs. */
export type TakeoverManner =
  /** The database is somebody else's to keep available: its lease alone decides. */
  | 'lease'
  /** The database moves with us, when two of three votes agree. */
  | 'votes'
  /** Of the program by itself, of the database by a person: there is no third vote. */
  | 'manual';

/** Why nobody here takes over although nobody decides. */
export type Hindrance = 'database-unreachable' | 'arbiter-unreachable' | 'arbiter-refuses' | 'no-own-replica';

/** What an instance says about the pair. */
export interface StandbyView {
  readonly id: string;
  readonly peer: string;
  readonly role: Role;
  readonly since: EpochMs;
  /** Who decides, as far as is known from here; undefined when nobody proved it within the ttl. */
  readonly active: { readonly id: string; readonly url: string; readonly token: string } | undefined;
  readonly takeover: TakeoverManner;
  readonly hindrance: Hindrance | undefined;
  readonly ttlSeconds: number;
  readonly notifyDelaySeconds: number;
  readonly databases: readonly ServerState[];
  readonly arbiter: 'answers' | 'silent' | 'none';
  /** When the other instance last gave a sign of life; undefined when it did not since this one started. */
  readonly peerSeenAt: EpochMs | undefined;
  /** What would be lost if the active instance died now; undefined where it is not known. */
  readonly lossBound: {
    /** Decisions in the journal that this (or, on the active, the other) instance has not followed yet. */
    readonly decisions: number | undefined;
    /** Age of the last look at the journal. */
    readonly seconds: number | undefined;
    /** What the database itself may lose when its host dies. */
    readonly database: 'external' | 'synchronous' | 'asynchronous' | 'single' | 'unknown';
    /** Bytes that the replica of the database lacks. */
    readonly databaseBytes: number | undefined;
  };
  /** Decisions of this instance that were lost in a takeover: found when it came back. */
  readonly diverged: { readonly fromSeq: number; readonly foundAt: EpochMs } | undefined;
}
