/** What crosses the wire of hot-standby pairs; see wire.ts. Times are ISO 8601, durations milliseconds. */
import type { Message } from '../core/index.ts';

export type WirePairWord = 'ready' | 'at-risk' | 'not-ready' | 'unknown';
export type WirePairVerdict = 'pass' | 'fail' | 'unknown' | 'waived' | 'not-offered';
export type WirePairSeverity = 'P1' | 'P2' | 'P3';

/** What was measured lies between these. */
export interface WireMeasured {
  readonly least: number;
  readonly most: number;
}

/** Would it take over now, how long would it take, how much would be lost, what lowers it. */
export interface WireReadiness {
  readonly word: WirePairWord;
  /** 0 to 100; null: nothing is known. */
  readonly score: number | null;
  /** From the takeovers that were timed; null: none was. */
  readonly rtoMs: WireMeasured | null;
  readonly rpoMs: WireMeasured | null;
  readonly rpoBytes: WireMeasured | null;
  readonly lowered: readonly { readonly check: string; readonly by: number; readonly reason: Message }[];
}

export interface WirePairMember {
  readonly deviceId: string;
  readonly role: 'active' | 'standby' | 'none' | 'unknown';
  /** Null: nobody can tell. */
  readonly holdsAddress: boolean | null;
}

/** A trouble that a pair has now; the checks that say so, the worst first. */
export interface WirePairTrouble {
  readonly trouble: string;
  readonly severity: WirePairSeverity;
  readonly title: Message;
  readonly checks: readonly string[];
}

/** One pair in a list. */
export interface WirePair {
  readonly id: string;
  readonly districtId: string;
  readonly role: 'app' | 'db';
  readonly standby: string;
  readonly virtualAddress: string;
  readonly home: string | null;
  readonly members: readonly WirePairMember[];
  readonly readiness: WireReadiness;
  readonly since: string;
  /** Null: it was not read yet. */
  readonly observedAt: string | null;
  readonly troubles: readonly WirePairTrouble[];
  readonly services: readonly { readonly id: string; readonly nameZh: string; readonly nameEn: string }[];
  readonly lastTakeover: WireTakeover | null;
  readonly probes: readonly WirePairProbe[];
  /** How many checks say what. */
  readonly counts: Readonly<Record<WirePairVerdict, number>>;
}

export interface WirePairDistrict {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly word: WirePairWord;
  /** The lowest of its pairs; null while one of them is not known. */
  readonly score: number | null;
  readonly pairs: number;
  readonly ready: number;
  readonly atRisk: number;
  readonly notReady: number;
  readonly unknown: number;
}

/** GET /api/v1/pairs */
export interface WirePairs {
  readonly at: string;
  readonly districts: readonly WirePairDistrict[];
  readonly pairs: readonly WirePair[];
}

export interface WirePairEvidence {
  readonly deviceId: string | null;
  readonly source: string;
  readonly value: string;
  readonly at: string;
}

export interface WirePairJudgement {
  readonly check: string;
  readonly title: Message;
  readonly verdict: WirePairVerdict;
  readonly severity: WirePairSeverity;
  readonly trouble: string;
  readonly reason: Message;
  readonly remedy: Message;
  readonly observedAt: string | null;
  readonly evidence: readonly WirePairEvidence[];
  readonly waiver: { readonly approver: string; readonly reason: string; readonly until: string } | null;
}

export interface WireTakeover {
  readonly id: string;
  readonly pairId: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly detectedAt: string;
  readonly lastGoodAt: string | null;
  readonly firstGoodAt: string | null;
  readonly rtoMs: WireMeasured | null;
  readonly rpoMs: WireMeasured | null;
  readonly rpoBytes: WireMeasured | null;
  readonly planned: boolean;
  readonly drillId: string | null;
  readonly cause: Message;
  readonly services: readonly string[];
  readonly points: readonly string[];
  readonly open: boolean;
}

/** What each question of the newest reading came to: `jintan-app-a host answered`. */
export interface WirePairAsked {
  readonly deviceId: string;
  readonly what: string;
  readonly outcome: 'answered' | 'absent' | 'refused' | 'silent' | 'malformed';
  readonly at: string;
  readonly reason: Message | null;
}

/** A probe through the virtual address, as its newest try ended. */
export interface WirePairProbe {
  readonly id: string;
  readonly at: string | null;
  readonly ok: boolean | null;
  readonly latencyMs: number | null;
  readonly answeredBy: string | null;
  readonly reason: Message | null;
}

/** How far the standby is behind; null: not told by this reading, which is a gap and never zero. */
export interface WirePairLag {
  readonly at: string;
  readonly bytes: number | null;
  readonly seconds: number | null;
}

/** GET /api/v1/pairs/:id */
export interface WirePairDetail extends WirePair {
  readonly judgements: readonly WirePairJudgement[];
  /** The newest ten. */
  readonly takeovers: readonly WireTakeover[];
  readonly asked: readonly WirePairAsked[];
  /** How far the standby was behind at the readings that are held, oldest first; empty where no engine tells. */
  readonly lag: readonly WirePairLag[];
  readonly targets: {
    readonly rtoSeconds: number;
    readonly rpoSeconds: number;
    readonly rpoBytes: number;
  };
}

/** GET /api/v1/pairs/:id/takeovers, newest first. */
export interface WireTakeovers {
  readonly pairId: string;
  readonly takeovers: readonly WireTakeover[];
}
