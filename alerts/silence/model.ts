/** A time in which nobody is paged for what it matches: seen, opened, shown and resolved as always. */
import type { EpochMs, Message } from '../../core/index.ts';
import type { ConditionName, Severity } from '../incident.ts';

/** All that are given must match; of each any one. At least one is given, so that nobody silences everything by mistake. */
export interface SilenceMatchers {
  readonly conditions?: readonly ConditionName[];
  /** Ids of roots; `*` stands for anything: `rulin-*`. */
  readonly elements?: readonly string[];
  /** Districts of roots; the city's id for its own troubles. */
  readonly districts?: readonly string[];
  readonly severities?: readonly Severity[];
}

export interface Silence {
  /** `SI-` and twelve hexadecimal digits. */
  readonly id: string;
  readonly matchers: SilenceMatchers;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly reason: string;
  readonly createdBy: string;
  readonly createdAt: EpochMs;
  readonly endedAt?: EpochMs;
  readonly endedBy?: string;
}

/** What stands in an incident whose paging is silenced: by whom, and until when. */
export interface SilenceMark {
  readonly id: string;
  readonly by: string;
  readonly until: EpochMs;
  readonly reason: string;
}

export type SilenceAnswer =
  | { readonly ok: true; readonly silence: Silence }
  | { readonly ok: false; readonly reason: Message };

export const silenceLimits = {
  /** Over and kept at hand; all are in the ledger. */
  kept: 500,
  open: 200,
  /** Of one matcher. */
  values: 50,
  valueCharacters: 100,
  reasonCharacters: 500,
  /** Longer than any repair; what lasts longer is maintenance, or a rule that is wrong. */
  longestMs: 7 * 86_400_000,
} as const;
