/** What a collector and its hub say to each other, over mutual TLS: requests of the collector, answers of the hub, JSON. */
import type { EpochMs } from '../../core/index.ts';
import type { SpoolGap } from './record.ts';

export const lightProtocol = 1;

/** Where the hub's listener takes each; the names of the three. */
export const paths = { enrol: '/light/v1/enrol', renew: '/light/v1/renew', sync: '/light/v1/sync' } as const;
/** What the hub's certificate is for, whatever its address: the collector asks for this name (RFC 6066 section 3). */
export const hubName = 'hub.fangzhou.internal';

/** What a collector says of itself with each request. */
export interface CollectorState {
  /** Of the software. */
  readonly version: string;
  /** Oldest and highest number of its spool, octets of it, and when the oldest that waits was kept. */
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
  readonly keptBytes: number;
  readonly waitingSince?: EpochMs;
  readonly isWritable: boolean;
  /** Probes and figures that it runs; rounds that were left out because the one before was still running. */
  readonly probes: number;
  readonly figures: number;
  readonly overruns: number;
  /** Kinds of probe that it was not allowed to run, or does not know. */
  readonly refused: number;
}

/** `POST /light/v1/sync`: what is new, and what is missing for good. Without records it only says how it is. */
export interface SyncRequest {
  readonly protocol: number;
  readonly spool: string;
  /** The wall clock, and the steady one, so that the hub can set times right. */
  readonly now: EpochMs;
  readonly steady: { readonly boot: string; readonly ms: number };
  /** Digest of the assignment that it holds. */
  readonly assignment: string;
  /** Up to where it believes that the hub has everything. */
  readonly delivered: number;
  readonly state: CollectorState;
  /** Records without a gap between them, as their texts; `before` is the digest before the first. */
  readonly before: string;
  readonly records: readonly string[];
  /** Why numbers before the first record are missing. */
  readonly gaps: readonly SpoolGap[];
}

export interface SyncAnswer {
  readonly ok: true;
  /** The hub has everything up to this number on its disk. */
  readonly taken: number;
  /** Digest of that record. */
  readonly digest: string;
  readonly now: EpochMs;
  /** The certificate is to be made anew. */
  readonly renew: boolean;
  /** Given when the collector holds another one. */
  readonly assignment?: { readonly digest: string; readonly text: string };
}

/**
 * Why nothing was taken. `forked`: what was sent contradicts what was taken before; `behind`: numbers are missing that nobody
 * explained (both say where the hub stands); `busy`: try again; `standby`: another hub decides; `unknown`: nobody enrolled this one here, or
 * somebody else in its place; `revoked`; `refused`: a token or request that is none.
 */
export const faults = ['forked', 'behind', 'busy', 'standby', 'unknown', 'revoked', 'refused', 'protocol'] as const;
export type LightFault = (typeof faults)[number];

export interface FaultAnswer {
  readonly ok: false;
  readonly fault: LightFault;
  readonly taken?: number;
  readonly digest?: string;
}

/** `POST /light/v1/enrol`, without a certificate of its own. */
export interface EnrolRequest {
  readonly protocol: number;
  readonly token: string;
  /** PEM (RFC 2986). */
  readonly request: string;
  readonly version: string;
}

/** Answer to `enrol`, and to `renew` (`{request}`). */
export interface EnrolAnswer {
  readonly ok: true;
  readonly collectorId: string;
  readonly placeId: string;
  /** PEM. */
  readonly certificate: string;
  readonly authority: string;
}
