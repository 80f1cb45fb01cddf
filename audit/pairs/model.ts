/**
 * Hot standby: checks FO-01 to FO-32 judge what a pair told from two vantage points or more. All of it is pure; nothing here reads
 * a clock.
 */
import type { ClientProbe, PairReading } from '../../collector/index.ts';
import type { EpochMs, Message } from '../../core/index.ts';
import type { City, HostPair, PairSettings, PairsSettings } from '../../inventory/index.ts';

/** An id of the catalogue: `FO-07`. */
export type PairCheckId = `FO-${string}`;
export type PairVerdict = 'pass' | 'fail' | 'unknown' | 'waived';
/** P1: page now. P2: the same day. P3: for the report. */
export type PairSeverity = 'P1' | 'P2' | 'P3';

/** What a pair's trouble is called; each its own incident. */
export const pairTroubles = [
  'split-brain',
  'no-holder',
  'standby-absent',
  'standby-stale',
  'flapping',
  'configuration-drift',
  'shared-fate',
  'drill-overdue',
  'failover-off',
  'witness-down',
  'service-down',
  'took-over',
  'slow-takeover',
  'write-open',
] as const;
export type PairTrouble = (typeof pairTroubles)[number];

/** One piece of evidence under a judgement: who said what, where it stood, when. */
export interface PairEvidence {
  readonly deviceId?: string;
  /** OID, SQL column, XML attribute. */
  readonly source: string;
  readonly value: string;
  readonly at: EpochMs;
}

export interface PairJudgement {
  readonly checkId: PairCheckId;
  readonly verdict: Exclude<PairVerdict, 'waived'>;
  readonly severity: PairSeverity;
  readonly trouble: PairTrouble;
  readonly reason: Message;
  readonly evidence: readonly PairEvidence[];
  /** The oldest observation it rests on; undefined: there is none. */
  readonly observedAt?: EpochMs;
  /** The engine of this pair offers nothing to tell it by: said on the page, counted neither for nor against. */
  readonly notOffered?: true;
  /** A person stands for this failure until a day; it raises nothing and lowers nothing. */
  readonly waiver?: { readonly approver: string; readonly reason: string; readonly until: EpochMs };
}

/** A pair with all that is known of it, newest first. */
export interface PairScene {
  readonly pair: HostPair;
  readonly city: City;
  readonly settings: PairSettings;
  readonly all: PairsSettings;
  readonly now: EpochMs;
  /** Bounded (`pairLimits.readings`); [0] is the newest. */
  readonly readings: readonly PairReading[];
  /** Tries through the virtual address, newest first, bounded (`pairLimits.probes`). */
  readonly probes: readonly ClientProbe[];
  readonly takeovers: readonly Takeover[];
  /** The last drill that ended well; undefined: never. */
  readonly lastDrillAt?: EpochMs;
  /** Since when the pair is declared: a drill is due so long after. */
  readonly declaredAt: EpochMs;
  /** Highest load of each member's processors of late, as a share of one host, 0 to 1; undefined: nobody tells. */
  readonly peaks?: ReadonlyMap<string, number>;
}

export interface PairCheck {
  readonly id: PairCheckId;
  readonly severity: PairSeverity;
  readonly trouble: PairTrouble;
  /** Undefined: does not apply to this pair. */
  judge(scene: PairScene): PairJudgement | undefined;
}

/** An interval, for a point would claim more than was measured. */
export interface Measured {
  readonly least: number;
  readonly most: number;
}

/** One change of who serves. */
export interface Takeover {
  /** The same for both observers of a hot-standby Fangzhou: pair, and the time rounded to the second that the engine told. */
  readonly id: string;
  readonly pairId: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly detectedAt: EpochMs;
  /** Last good answer before, first good one after, as the probes saw it; undefined: they saw no gap, or none runs. */
  readonly lastGoodAt?: EpochMs;
  readonly firstGoodAt?: EpochMs;
  readonly rtoMs?: Measured;
  readonly rpoBytes?: Measured;
  readonly rpoMs?: Measured;
  /** Under a drill or an announced maintenance. */
  readonly planned: boolean;
  readonly drillId?: string;
  readonly cause: Message;
  /** Ids of services that felt it, and points whose services they are. */
  readonly services: readonly string[];
  readonly points: readonly string[];
  /** Not over yet: no good answer since. */
  readonly open: boolean;
}

/** Would it take over now, how long would it take, how much would be lost, what lowers it. */
export interface Readiness {
  /** 0 to 100; undefined: nothing is known, and then nothing is claimed. */
  readonly score: number | undefined;
  readonly word: 'ready' | 'at-risk' | 'not-ready' | 'unknown';
  /** Expected time without service, from history; undefined: it never took over. */
  readonly rtoMs?: Measured;
  readonly rpoBytes?: Measured;
  readonly rpoMs?: Measured;
  readonly lowered: readonly { readonly checkId: PairCheckId; readonly by: number; readonly reason: Message }[];
}

/** A pair as it stands. */
export interface PairStanding {
  readonly pairId: string;
  readonly districtId: string;
  /** Who is active by role, by address, by answer; several: that is the trouble. */
  readonly roles: readonly {
    readonly deviceId: string;
    readonly role: 'active' | 'standby' | 'none' | 'unknown';
    readonly holdsAddress: boolean | undefined;
  }[];
  readonly readiness: Readiness;
  readonly judgements: readonly PairJudgement[];
  readonly since: EpochMs;
  readonly observedAt?: EpochMs;
}

/** Bounds: nothing grows with time alone. */
export const pairLimits = {
  /** Readings kept in memory for each pair. */
  readings: 40,
  /** Tries kept in memory for each pair: ten minutes at two a second. */
  probes: 1_200,
  /** Takeovers kept in memory for each pair; all are in the ledger. */
  takeovers: 50,
  /** Pieces of evidence under one judgement. */
  evidence: 20,
  /** Characters of a value in a piece of evidence. */
  valueCharacters: 200,
  /** An observation older than so many periods proves nothing any more. */
  staleAfterPeriods: 3,
  /** What is suspicious is read again after this time, to be believed or dropped. */
  confirmMs: 1_000,
  /** Without a good answer for so long a service is down; shorter gaps are takeovers, and timed as such. */
  outageMs: 5_000,
  /** Transitions within this time are counted for FO-08. */
  flapWindowMs: 10 * 60_000,
  /** A takeover that nobody planned is shown as a finding for this long. */
  takeoverShownMs: 3_600_000,
  /** A takeover that missed its targets counts for this long, unless a later one met them. */
  targetMissedMs: 30 * 86_400_000,
  /** Away from home for longer than this is a finding for the same day. */
  awayMs: 72 * 3_600_000,
  /** Transitions with less good time than this between them are one takeover. */
  foldMs: 5_000,
  /** Takeovers that readiness takes its expected time from. */
  history: 10,
} as const;
