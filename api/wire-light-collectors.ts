/** Light collectors as they cross the wire, by the same rules as `wire.ts`. */

export const lightConditions = ['connected', 'catching-up', 'silent', 'never', 'revoked'] as const;

/** Numbers that never came, both included. */
export interface WireLightGap {
  readonly from: number;
  readonly to: number;
  readonly reason:
    | 'dropped'
    | 'disk-full'
    | 'damaged'
    | 'set-back'
    | 'delivered-before'
    | 'unknown'
    | 'invalid'
    | 'spool-replaced';
  /** The time that they were of; null: not known. */
  readonly since: string | null;
  readonly until: string | null;
  readonly toldAt: string;
}

/** One collector. Null: it was not heard yet. */
export interface WireLightCollector {
  readonly id: string;
  /** A point or a data centre. */
  readonly placeId: string;
  /** `never`: enrolled, and not heard since; `catching-up`: it has results of before that are on their way. */
  readonly condition: (typeof lightConditions)[number];
  readonly enrolledAt: string;
  readonly enrolledBy: string;
  readonly revokedAt: string | null;
  readonly revokedBy: string | null;
  readonly certificateEndsAt: string | null;
  readonly lastSeenAt: string | null;
  readonly address: string | null;
  readonly version: string | null;
  /** The highest number that was taken. */
  readonly sequence: number;
  /** Results that wait on its disk, and since when the oldest does. */
  readonly waiting: number;
  readonly waitingSince: string | null;
  readonly spoolBytes: number;
  readonly keptBytes: number;
  readonly isWritable: boolean;
  readonly probes: number;
  readonly figures: number;
  readonly overruns: number;
  /** Probes that its own administrator does not allow there. */
  readonly refused: number;
  readonly results: number;
  readonly lost: number;
  /** The newest first. */
  readonly gaps: readonly WireLightGap[];
  /** What its clock is ahead of the hub's. */
  readonly clockOffSeconds: number | null;
}

/** GET /collectors */
export interface WireLightCollectors {
  readonly at: string;
  /** Null: no listener is declared. */
  readonly listening: { readonly host: string; readonly port: number; readonly url: string | null } | null;
  readonly collectors: readonly WireLightCollector[];
  /** Tokens that nobody has used yet. */
  readonly waiting: readonly { readonly collectorId: string; readonly placeId: string; readonly endsAt: string }[];
  /** Where one may stand. */
  readonly places: readonly string[];
  readonly refusals: number;
}

/** Answer to POST /collectors `{id, placeId}`: the token is told here and never again. */
export interface WireLightToken {
  readonly id: string;
  readonly placeId: string;
  readonly token: string;
  readonly endsAt: string;
}
