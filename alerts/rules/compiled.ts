import type { Settings } from '../../inventory/index.ts';
import type { Rule, RuleBook, SubjectKind } from './model.ts';
import { type Selects, selectionOf } from './select.ts';
import { type SeriesInfo, staleAfterMs, type Vocabulary } from './series.ts';

/** A rule with what its elements share. */
export interface CompiledRule {
  readonly rule: Rule;
  /** Of its series; undefined of states, verdicts and composites. */
  readonly info: SeriesInfo | undefined;
  readonly of: SubjectKind;
  readonly selects: Selects;
  /** So long after its last value it says nothing; infinite where what was said stands until it changes. */
  readonly staleMs: number;
}

/** What rules are compiled with. */
export interface CompileScene {
  readonly vocabulary: Vocabulary;
  readonly settings: Pick<Settings, 'polling' | 'services' | 'backups'>;
}

/** Parts before what is made of them. Rules whose series is known no more are left out. */
export function compile({ rules, tags }: RuleBook, { vocabulary, settings }: CompileScene): readonly CompiledRule[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const done = new Map<string, CompiledRule>();
  const infinite = Number.POSITIVE_INFINITY;

  function add(rule: Rule, above: readonly string[]): CompiledRule | undefined {
    const known = done.get(rule.id);
    if (known !== undefined || above.includes(rule.id)) return known;
    const { condition } = rule;
    const selects = selectionOf(rule, tags);
    let compiled: CompiledRule | undefined;
    if (condition.kind === 'composite') {
      const parts = [...condition.all, ...condition.any, ...condition.not].flatMap((id) => {
        const part = byId.get(id);
        return (part && add(part, [...above, rule.id])) ?? [];
      });
      const [first] = parts;
      if (first !== undefined) compiled = { rule, info: undefined, of: first.of, selects, staleMs: infinite };
    } else if (condition.kind === 'state' || condition.kind === 'verdict') {
      compiled = { rule, info: undefined, of: condition.of, selects, staleMs: infinite };
    } else {
      const info = vocabulary.series.get(condition.series);
      const staleMs = rule.staleMs ?? staleAfterMs(info?.kind ?? '', settings);
      if (info !== undefined) compiled = { rule, info, of: info.of, selects, staleMs };
    }
    if (compiled !== undefined) done.set(rule.id, compiled);
    return compiled;
  }

  for (const rule of rules) add(rule, []);
  return [...done.values()];
}
