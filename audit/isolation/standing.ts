import type { EpochMs, Message } from '../../core/index.ts';
import type {
  CheckFinding,
  CheckId,
  CheckJudgement,
  CheckSeverity,
  CheckVerdict,
  IsolationWord,
  Waiver,
} from './model.ts';

export const placeKinds = ['point', 'data-centre'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** `not-offered`: every device that the check asks answered that it has no such table; counts neither for nor against. */
export type StandingVerdict = CheckVerdict | 'not-offered';

/** One device's part in a check, after age and waivers. */
export interface SettledJudgement extends Omit<CheckJudgement, 'verdict' | 'findings'> {
  readonly verdict: CheckVerdict;
  /** At most `isolationLimits.findings`. */
  readonly findings: readonly CheckFinding[];
  readonly findingCount: number;
  /** Set where the failure is accepted. */
  readonly waiver?: Waiver;
}

/** What a check says of a place now; the worst of its judgements. */
export interface CheckStanding {
  readonly checkId: CheckId;
  readonly verdict: StandingVerdict;
  /** The worst of the judgements that fail; the check's own where none does. */
  readonly severity: CheckSeverity;
  /** Of the judgement that decides. */
  readonly reason: Message;
  /** When the verdict became what it is. */
  readonly since: EpochMs;
  /** Of the oldest observation it rests on; undefined when there is none. */
  readonly observedAt?: EpochMs;
  /** When the first of its judgements is too old; undefined when it rests on none. */
  readonly lapsesAt?: EpochMs;
  readonly judgements: readonly SettledJudgement[];
}

/** Checks that passed or failed, of those that apply and that some device offers tables for. */
export interface Coverage {
  readonly decided: number;
  readonly applicable: number;
}

/** What a place is now, and what that rests on. */
export interface PlaceStanding {
  readonly placeId: string;
  readonly kind: PlaceKind;
  readonly districtId: string;
  readonly word: IsolationWord;
  readonly since: EpochMs;
  /** The checks that make the word what it is, the worst first; none when the place is isolated. */
  readonly deciding: readonly CheckId[];
  readonly coverage: Coverage;
  /** The oldest observation that a verdict of the place rests on; undefined while there is none. */
  readonly oldestAt?: EpochMs;
  /** Until when the word can stand on what was seen; undefined where it rests on nothing. */
  readonly lapsesAt?: EpochMs;
  /** In the order of the catalogue; checks that do not apply are not there. */
  readonly checks: readonly CheckStanding[];
}

/** Which readings a verdict rests on. */
export interface ReadingRef {
  readonly deviceId: string;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  readonly outcome: string;
  /** `sha256:` and hex, of the reading's canonical JSON. */
  readonly digest: string;
}

/** A verdict that is another one than before, or that rests on other rows; `before` is undefined at first sight. */
export type IsolationChange = CheckChange | PlaceChange;

export interface CheckChange {
  readonly what: 'check';
  readonly placeId: string;
  readonly at: EpochMs;
  readonly before: CheckStanding | undefined;
  /** Undefined when the check does not apply any more. */
  readonly after: CheckStanding | undefined;
}

export interface PlaceChange {
  readonly what: 'place';
  readonly placeId: string;
  readonly at: EpochMs;
  readonly before: PlaceStanding | undefined;
  readonly after: PlaceStanding;
}
