/** Silences as they cross the wire, by the same rules as `wire.ts`. */

/** All that are given must match; of each any one. */
export interface WireSilenceMatchers {
  readonly conditions?: readonly string[];
  /** Ids of roots; `*` stands for anything. */
  readonly elements?: readonly string[];
  readonly districts?: readonly string[];
  readonly severities?: readonly string[];
}

export interface WireSilence {
  readonly id: string;
  readonly matchers: WireSilenceMatchers;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly createdBy: string;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly isOver: boolean;
  /** Open incidents that nobody is paged for because of it. */
  readonly incidentIds: readonly string[];
}

/** GET /silences: those that hold first. */
export interface WireSilences {
  readonly at: string;
  readonly silences: readonly WireSilence[];
}
