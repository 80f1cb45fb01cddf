import type { WirePairJudgement, WirePairWord } from './wire-pairs.ts';

/** The pair, as it crosses the wire. Null: not known. */
export interface WireStandby {
  readonly id: string;
  readonly peer: string;
  readonly role: 'active' | 'standby';
  readonly since: string;
  /** Who decides, as far as is known from here. */
  readonly active: { readonly id: string; readonly url: string; readonly token: string } | null;
  /** By what a takeover comes about; `manual`: of the database by a person alone. */
  readonly takeover: 'lease' | 'votes' | 'manual';
  readonly hindrance: 'database-unreachable' | 'arbiter-unreachable' | 'arbiter-refuses' | 'no-own-replica' | null;
  readonly ttlSeconds: number;
  readonly notifyDelaySeconds: number;
  readonly databases: readonly {
    readonly host: string;
    readonly port: number;
    readonly at: string | null;
    readonly condition: 'primary' | 'replica' | 'unreachable';
    readonly timeline: number | null;
    readonly detail: string | null;
  }[];
  readonly arbiter: 'answers' | 'silent' | 'none';
  readonly peerSeenAt: string | null;
  readonly lossBound: {
    readonly decisions: number | null;
    readonly seconds: number | null;
    readonly database: 'external' | 'synchronous' | 'asynchronous' | 'single' | 'unknown';
    readonly databaseBytes: number | null;
  };
  readonly diverged: { readonly fromSeq: number; readonly foundAt: string } | null;
  /** Would a takeover come about now, by the checks of pairs; null: it is not judged. */
  readonly readiness: { readonly word: WirePairWord; readonly score: number | null } | null;
  /** The own pair by the same checks as any other pair. */
  readonly checks: readonly WirePairJudgement[];
  /** For the banner: what holds now, in the language that the request prefers; the gravest first. Empty when all is well. */
  readonly banner: readonly string[];
}
