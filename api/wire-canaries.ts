/** Probes that must fail and what is carried over from outside, as they cross the wire. */
import type { Message } from '../core/index.ts';

/** A sentinel that is declared, by what was carried over from it. */
export interface WireSentinel {
  readonly id: string;
  /** Null: nothing was carried over yet. */
  readonly importedAt: string | null;
  /** Notes in its newest file. */
  readonly records: number;
  /** Until when it is known to have been up. */
  readonly upTo: string | null;
  /** Nonces of ours that it heard. */
  readonly heard: number;
  /** Answers that it got from inner addresses. */
  readonly reached: number;
}

/** GET /isolation/outer */
export interface WireOuter {
  readonly at: string;
  readonly sentinels: readonly WireSentinel[];
  readonly switches: readonly WireOuterSwitch[];
}

/** The newest walk of a switch outside. */
export interface WireOuterSwitch {
  readonly name: string;
  /** When it was walked. */
  readonly at: string;
  readonly importedAt: string;
  /** MACs that it hears. */
  readonly stations: number;
}

/** One entry of GET /isolation/honeytokens: a decoy that lies inside. */
export interface WireHoneytoken {
  readonly id: string;
  readonly placeId: string;
  /** Where it lies, in words. */
  readonly where: string;
  readonly kind: 'link' | 'name' | 'page';
  readonly sentinelId: string;
  readonly laidAt: string;
  readonly laidBy: string;
  /** The link or the name that leads outside. */
  readonly text: string;
  /** When a sentinel heard of it; null: it has not, as far as its notes reach. */
  readonly openedAt: string | null;
}

/** One entry of GET /isolation/drills: a hole opened by permission, and how soon each way out was found. */
export interface WireDrill {
  readonly id: string;
  readonly targetId: string;
  readonly permission: string;
  readonly startedBy: string;
  /** The second person; null in drills from before there was one. */
  readonly approvedBy: string | null;
  readonly startedAt: string;
  readonly endsAt: string;
  readonly endedAt: string | null;
  readonly state: 'running' | 'ended' | 'stopped';
  readonly results: readonly {
    readonly protocol: WireCanary['protocol'];
    readonly target: string;
    readonly tries: number;
    /** Null: not found; in a drill that ended, missed. */
    readonly foundAfterSeconds: number | null;
  }[];
}

/** Answer to POST /isolation/outer */
export interface WireOuterImport {
  readonly sentinel: WireSentinel;
  readonly newNotes: number;
  readonly newHeard: number;
}

/** The newest try of one way out to one target. */
export interface WireCanary {
  readonly placeId: string;
  readonly protocol: 'icmp' | 'tcp' | 'dns' | 'http' | 'ntp' | 'traceroute' | 'spoofed' | 'browser' | 'honeytoken';
  readonly target: string;
  readonly at: string;
  readonly outcome: 'blocked' | 'leaked' | 'lead' | 'not-run';
  readonly detail: Message;
  readonly control: { readonly target: string; readonly outcome: 'reached' | 'failed' | 'not-run' };
  /** Whether a sentinel has noted that this try arrived there. */
  readonly heard: boolean;
  /** Record of the ledger that holds the commitments to its nonce. */
  readonly record: number;
}

/** GET /isolation/canaries */
export interface WireCanaries {
  readonly at: string;
  /** Whether targets outside are declared. */
  readonly declared: boolean;
  /** A round is under way. */
  readonly running: boolean;
  /** By place, way out and target. */
  readonly newest: readonly WireCanary[];
}
