/** Alert rules as they cross the wire, by the same rules as `wire.ts`. */
export const wireRuleWords = ['firing', 'pending', 'ok', 'no-data', 'resting'] as const;
export type WireRuleWord = (typeof wireRuleWords)[number];

/** Texts of rules are data: they come in both languages. */
export interface WireRuleText {
  readonly zh: string;
  readonly en: string;
}

export interface WireRule {
  readonly id: string;
  readonly name: WireRuleText;
  readonly severity: 'critical' | 'major' | 'minor' | 'info';
  /** False: it is only part of others. */
  readonly raises: boolean;
  readonly condition: 'threshold' | 'change' | 'usual' | 'forecast' | 'state' | 'verdict' | 'absent' | 'composite';
  /** What it is about: a series, a check, a kind of element, or the rules that it is made of. */
  readonly about: string;
  /** The band with its unit, as it is written: `95% / 85%`; null where there is none. */
  readonly band: string | null;
  readonly forSeconds: number;
  readonly remedy: WireRuleText;
  readonly handbook: string | null;
  readonly page: string | null;
  /** The worst that stands of it. */
  readonly word: WireRuleWord | 'nothing';
  readonly counts: Readonly<Record<WireRuleWord, number>>;
  /** Elements that are not watched, for there are too many. */
  readonly beyond: number;
}

/** GET /rules */
export interface WireRules {
  readonly at: string;
  readonly rules: readonly WireRule[];
}

export interface WireRuleElement {
  /** The row of the series that it is watched by. */
  readonly id: string;
  readonly root: { readonly kind: string; readonly id: string };
  readonly name: WireRuleText;
  readonly word: WireRuleWord;
  /** Since when it fires, is pending, or is neither; null: nothing is known yet. */
  readonly since: string | null;
  /** The newest value in the rule's unit, or the word of a state or verdict. */
  readonly value: string | null;
  readonly valueAt: string | null;
}

/** GET /rules/:id */
export interface WireRuleDetail {
  readonly at: string;
  readonly rule: WireRule;
  /** The worst first, at most 200. */
  readonly elements: readonly WireRuleElement[];
  readonly total: number;
}
