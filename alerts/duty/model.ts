/** Who is on call when, and in which order people are told. */
import type { EpochMs, Language } from '../../core/index.ts';
import type { ChannelKind } from '../paging/model.ts';

/** Somebody who can be told: a role of the bureau (`jintan-duty`), with ways in the order in which they are tried. */
export interface Contact {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly language: Language;
  readonly ways: readonly { readonly channelId: string; readonly kind: ChannelKind; readonly to: string }[];
}

/** A rotation: members take turns of `turnDays` from `from` on, handed over at `handOver` wall time of the city. */
export interface Roster {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly members: readonly string[];
  /** First day of the first member's first turn, `YYYY-MM-DD`. */
  readonly from: string;
  readonly turnDays: number;
  readonly handOverMinutes: number;
  /** Who stands in on days off by the working calendar; undefined: the rotation goes on. */
  readonly onDaysOff: readonly string[] | undefined;
  readonly overrides: readonly RosterOverride[];
}

export interface RosterOverride {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly contactId: string;
  readonly reason: string;
}

export interface Team {
  readonly id: string;
  /** Districts that it answers for; `city` for the city's own. */
  readonly districtIds: readonly string[];
  readonly rosterId: string;
  readonly policyId: string;
}

export interface EscalationStep {
  /** Minutes after the step before it (the first: after the incident opened), when nobody acknowledged. */
  readonly afterMinutes: number;
  /** `on-call` of the team's roster, or contacts by id. */
  readonly tell: readonly string[];
  /** Kinds of ways that are used in this step; the telephone comes last. */
  readonly by: readonly ChannelKind[];
}

export interface EscalationPolicy {
  readonly id: string;
  /** By severity: minor ones may wait for working hours. */
  readonly severities: readonly ('critical' | 'major' | 'minor' | 'info')[];
  readonly steps: readonly EscalationStep[];
  /** The whole begins again so often when nobody acknowledged; bounded. */
  readonly repeats: number;
  /** An acknowledged incident that is still open is told again after so long. */
  readonly repageMinutes: number | undefined;
}
