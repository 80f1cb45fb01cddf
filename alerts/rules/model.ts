import type { Severity } from '../incident.ts';

/** A text of a rule, in both languages; rules are data, so their texts travel with them. */
export interface RuleText {
  readonly zh: string;
  readonly en: string;
}

/** What a rule may be about; most are elements of the city, the others have a series or verdicts of their own. */
export const subjectKinds = [
  'device',
  'interface',
  'link',
  'point',
  'pair',
  'district',
  'place',
  'probe',
  'figure',
  'repository',
  'data-set',
  'collector',
  'own',
] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** A value that raises, and the one that ends it: between the two nothing changes. In the unit that the series is kept in. */
export interface Band {
  readonly raise: number;
  readonly clear: number;
}

/** What is watched. Values are in the unit of the series, times in milliseconds. */
export type RuleCondition =
  | { readonly kind: 'threshold'; readonly series: string; readonly side: 'above' | 'below'; readonly band: Band }
  /** Against the least (rises) or the most (falls) of the time before. */
  | {
      readonly kind: 'change';
      readonly series: string;
      readonly side: 'rises' | 'falls';
      readonly band: Band;
      readonly withinMs: number;
    }
  /** Against the same hour of past days of the same class; the band is in robust spreads, and the spread at least `least`. */
  | {
      readonly kind: 'usual';
      readonly series: string;
      readonly side: 'above' | 'below' | 'either';
      readonly band: Band;
      readonly weeks: number;
      readonly least: number;
    }
  /** When the trend of the last `fromMs` reaches a value; the band is the time until then: shorter raises, longer clears. */
  | {
      readonly kind: 'forecast';
      readonly series: string;
      readonly side: 'rises' | 'falls';
      readonly reaches: number;
      readonly band: Band;
      readonly fromMs: number;
    }
  | { readonly kind: 'state'; readonly of: SubjectKind; readonly is: readonly string[] }
  | { readonly kind: 'verdict'; readonly of: SubjectKind; readonly check: string; readonly is: readonly string[] }
  /** Nothing came for the rule's `for`. */
  | { readonly kind: 'absent'; readonly series: string }
  /** Of other rules at the same element: all of `all`, one of `any` (where some are named) and none of `not`. */
  | {
      readonly kind: 'composite';
      readonly all: readonly string[];
      readonly any: readonly string[];
      readonly not: readonly string[];
    };

/** Which elements; what is left out holds for all. Within a list one suffices. */
export interface Selector {
  readonly districts: readonly string[];
  readonly roles: readonly string[];
  readonly tags: readonly string[];
  /** Ids with `*` for any piece. */
  readonly ids: readonly string[];
  readonly except: readonly string[];
}

/** When a rule is judged, by the city's working calendar and wall clock. */
export interface RuleHours {
  readonly days: 'working' | 'off' | 'any';
  /** Minutes after midnight; none: the whole day. */
  readonly hours: readonly { readonly fromMinutes: number; readonly toMinutes: number }[];
}

/** One condition as data. */
export interface Rule {
  readonly id: string;
  readonly name: RuleText;
  readonly severity: Severity;
  /** False: it is part of others and raises nothing by itself. */
  readonly raises: boolean;
  readonly condition: RuleCondition;
  /** The unit that the rule is written in, for texts. */
  readonly unit: string | undefined;
  readonly on: Selector;
  readonly when: RuleHours | undefined;
  readonly forMs: number;
  readonly clearForMs: number;
  /** A value older than this tells nothing any more; undefined: as the series has it. */
  readonly staleMs: number | undefined;
  readonly summary: RuleText;
  readonly remedy: RuleText;
  /** The pair whose page of the handbook says what to do. */
  readonly handbook: string | undefined;
  /** A page of ours: `/services`. */
  readonly page: string | undefined;
  readonly place: { readonly file: string; readonly line: number };
}

/** The rules of a city, and how elements are called by tags. */
export interface RuleBook {
  readonly rules: readonly Rule[];
  /** Tag to ids with `*`. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
}

export const emptyBook: RuleBook = { rules: [], tags: new Map() };

/** How an element stands by a rule. `resting`: outside of the rule's hours and not firing. */
export const ruleWords = ['firing', 'pending', 'ok', 'no-data', 'resting'] as const;
export type RuleWord = (typeof ruleWords)[number];

export const ruleBounds = {
  files: 50,
  fileBytes: 256 * 1024,
  rules: 500,
  tags: 200,
  listed: 200,
  textCharacters: 500,
  /** Elements that one rule watches, and all rules together; more are counted and said. */
  elementsOfRule: 20_000,
  elements: 100_000,
  /** Look-ups in the store at the same time, and that wait. */
  lookUps: 4,
  waitingLookUps: 20_000,
  /** Elements of a rule that a page lists. */
  shown: 200,
} as const;
