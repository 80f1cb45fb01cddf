import type { EpochMs } from '../../../core/index.ts';
import type { CalendarSettings } from '../../../inventory/index.ts';
import type { RuleText, SubjectKind } from '../model.ts';
import type { SeriesInfo } from '../series.ts';
import type { Subjects } from '../subjects.ts';

/** Tests of rules, as a file has them. */
export interface Trials {
  readonly tests: readonly Trial[];
  readonly timeZone: string;
  readonly calendar: CalendarSettings;
  /** What there is: of a city, or as the file itself names it. */
  readonly subjects: Subjects;
}

/** One course of time, and what is expected on the way. */
export interface Trial {
  readonly name: string;
  readonly startAt: EpochMs;
  readonly intervalMs: number;
  readonly series: readonly {
    readonly info: SeriesInfo;
    readonly entityId: string;
    readonly values: readonly (number | undefined)[];
  }[];
  readonly words: readonly {
    /** Undefined: the state. */
    readonly check: string | undefined;
    readonly of: SubjectKind;
    readonly id: string;
    readonly values: readonly (string | undefined)[];
  }[];
  readonly expect: readonly Expectation[];
}

export interface ExpectedAlert {
  readonly rule: string;
  readonly element: string;
  readonly summary?: Partial<RuleText>;
}

/** At a moment: exactly these fire, and where it is written exactly these are pending. */
export interface Expectation {
  readonly afterMs: number;
  readonly line: number;
  readonly alerts: readonly ExpectedAlert[];
  readonly pending: readonly Omit<ExpectedAlert, 'summary'>[] | undefined;
}

/** What of an expectation did not come true. */
export type TrialFault =
  | {
      readonly what: 'not-firing';
      readonly rule: string;
      readonly element: string;
      readonly is: string;
      readonly value: string;
    }
  | { readonly what: 'unexpected'; readonly rule: string; readonly element: string; readonly value: string }
  | {
      readonly what: 'not-pending' | 'unexpected-pending';
      readonly rule: string;
      readonly element: string;
      readonly is: string;
    }
  | {
      readonly what: 'summary';
      readonly rule: string;
      readonly element: string;
      readonly language: 'zh' | 'en';
      readonly expected: string;
      readonly found: string;
    };

export interface TrialResult {
  readonly name: string;
  readonly ok: boolean;
  readonly checked: number;
  readonly faults: readonly {
    readonly afterMs: number;
    readonly line: number;
    readonly faults: readonly TrialFault[];
  }[];
}

export const trialBounds = { fileBytes: 4 * 1024 * 1024, tests: 1_000, series: 5_000, expectations: 10_000 } as const;
