/** Drills of hot-standby pairs as they cross the wire. */
import type { Message } from '../core/index.ts';
import type { WireActor } from './wire-keeping.ts';

export type WireDrillState =
  | 'planned'
  | 'proposed'
  | 'approved'
  | 'running'
  | 'falling-back'
  | 'completed'
  | 'aborted'
  | 'reported'
  | 'rejected'
  | 'lapsed'
  | 'cancelled';

export type WireDrillStepKind =
  | 'check-readiness'
  | 'announce-maintenance'
  | 'act'
  | 'observe'
  | 'verify-services'
  | 'fall-back'
  | 'report';

/** A step as the procedure declares it. */
export interface WireDrillStep {
  readonly kind: WireDrillStepKind;
  readonly textZh: string | null;
  readonly textEn: string | null;
  readonly timeoutSeconds: number;
  /** Of `act` and `fall-back`: by a person, or by the declared command of that name. */
  readonly by: 'operator' | 'command' | null;
  readonly command: string | null;
  readonly on: 'active' | 'standby' | null;
  readonly least: 'ready' | 'at-risk' | null;
  readonly until: 'switched' | 'returned' | 'paired' | null;
  readonly goodSeconds: number | null;
}

/** GET /drills/procedures */
export interface WireDrillProcedure {
  readonly id: string;
  readonly titleZh: string;
  readonly titleEn: string;
  /** Engines that it is written for; empty: any. */
  readonly standby: readonly string[];
  readonly steps: readonly WireDrillStep[];
}

/** What became of a step. */
export interface WireDrillRun {
  /** Place in the procedure. */
  readonly index: number;
  readonly kind: WireDrillStepKind;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: 'running' | 'done' | 'failed' | 'stopped';
  /** When a step that runs is over at the latest. */
  readonly deadline: string | null;
  readonly by: WireActor | null;
  readonly note: string;
  readonly said: Message | null;
  readonly output: {
    readonly command: string;
    readonly deviceId: string;
    /** Null: it did not end by itself. */
    readonly exitCode: number | null;
    readonly text: string;
    readonly cut: boolean;
  } | null;
}

/** An interval, since a point would claim more than was measured; both null: not measured. */
export interface WireAgainstTarget {
  readonly least: number | null;
  readonly most: number | null;
  readonly target: number;
  readonly verdict: 'met' | 'missed' | 'unknown';
}

export interface WireDrillResult {
  readonly takeoverIds: readonly string[];
  /** Seconds. */
  readonly rtoSeconds: WireAgainstTarget;
  readonly rpoSeconds: WireAgainstTarget;
  readonly rpoBytes: WireAgainstTarget;
  readonly probes: number;
  /** No figure is finer than this; null: nothing was tried. */
  readonly resolutionSeconds: number | null;
}

/** An entry of GET /drills. */
export interface WirePairDrill {
  readonly id: string;
  readonly pairId: string;
  readonly districtId: string | null;
  readonly procedureId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly state: WireDrillState;
  readonly from: string;
  /** Exclusive: nothing is done from here on. */
  readonly to: string;
  readonly reason: string;
  readonly plannedBy: WireActor;
  readonly plannedAt: string;
  /** Waits under /approvals while the state is `proposed`. */
  readonly proposalId: string | null;
  readonly approval: { readonly by: WireActor; readonly at: string } | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Place of the step that runs. */
  readonly step: number | null;
  /** What may be done with it now, by one who may operate. */
  readonly may: readonly ('propose' | 'cancel' | 'begin' | 'confirm' | 'stop' | 'fall-back')[];
  readonly outcome: 'completed' | 'aborted' | null;
  readonly deviations: readonly Message[];
  /** GET /reports/:id */
  readonly reportId: string | null;
}

/** GET /drills/:id, and the answer to everything that is done with one. */
export interface WirePairDrillDetail extends WirePairDrill {
  readonly procedure: WireDrillProcedure;
  readonly steps: readonly WireDrillRun[];
  readonly activeBefore: string | null;
  /** The pair's readiness is not known since then: nothing goes on, and at `until` the drill breaks off. */
  readonly doubt: { readonly since: string; readonly until: string } | null;
  readonly abort: {
    readonly at: string;
    readonly reason: Message;
    readonly by: WireActor | null;
    readonly note: string;
  } | null;
  readonly leftAs: 'untouched' | 'fallen-back' | 'left' | null;
  readonly result: WireDrillResult | null;
  /** The pair as it stands now. */
  readonly pair: {
    readonly word: 'ready' | 'at-risk' | 'not-ready' | 'unknown';
    readonly score: number | null;
    readonly observedAt: string | null;
    readonly roles: readonly { readonly deviceId: string; readonly role: 'active' | 'standby' | 'none' | 'unknown' }[];
  };
}

/** POST /drills/dry-run */
export interface WireDryRun {
  readonly pairId: string;
  readonly procedureId: string;
  readonly at: string;
  readonly word: 'ready' | 'at-risk' | 'not-ready' | 'unknown';
  readonly score: number | null;
  readonly ready: boolean;
  readonly steps: readonly {
    readonly index: number;
    readonly kind: WireDrillStepKind;
    readonly outlook: 'pass' | 'fail' | 'unknown';
    readonly would: Message;
  }[];
}

/** GET /drills/calendar: what is due first. */
export interface WireDrillCalendar {
  readonly at: string;
  readonly dueDays: number;
  readonly pairs: readonly {
    readonly pairId: string;
    readonly districtId: string;
    readonly lastAt: string | null;
    readonly dueAt: string;
    readonly status: 'overdue' | 'due-soon' | 'planned' | 'fine';
    readonly next: {
      readonly id: string;
      readonly from: string;
      readonly to: string;
      readonly state: WireDrillState;
    } | null;
  }[];
}
