import {
  type Rule,
  type RuleWord,
  ruleBounds,
  ruleWords,
  type Watched,
  writtenBand,
  writtenValue,
} from '../../alerts/index.ts';
import type { RulesPort } from '../ports.ts';
import type { WireRule, WireRuleElement } from '../wire-rules.ts';
import { isoTime } from './element.ts';

const worstFirst: readonly RuleWord[] = ['firing', 'pending', 'no-data', 'resting', 'ok'];

type Compiled = RulesPort['rules'][number];

export function wireRule(compiled: Compiled, rules: RulesPort): WireRule {
  const { rule } = compiled;
  const counts = rules.counts(rule.id);
  const isWatched = ruleWords.some((word) => counts[word] > 0);
  // What rests or is well is said before what has no data: a port without values is nothing to look at.
  const word = worstFirst.find((one) => counts[one] > 0 && (one !== 'no-data' || counts.ok + counts.resting === 0));
  return {
    ...{ id: rule.id, name: rule.name, severity: rule.severity, raises: rule.raises },
    ...{ condition: rule.condition.kind, about: aboutOf(rule), band: writtenBand(compiled) ?? null },
    ...{ forSeconds: rule.forMs / 1000, remedy: rule.remedy },
    ...{ handbook: rule.handbook ?? null, page: rule.page ?? null },
    ...{ word: isWatched && word !== undefined ? word : 'nothing', counts, beyond: rules.beyond(rule.id) },
  };
}

function aboutOf({ condition }: Rule): string {
  if ('series' in condition) return condition.series;
  if (condition.kind === 'state') return `${condition.of}: ${condition.is.join(', ')}`;
  if (condition.kind === 'verdict') return `${condition.check}: ${condition.is.join(', ')}`;
  const not = condition.not.map((id) => `not ${id}`);
  return [condition.all.join(' + '), condition.any.join(' / '), ...not].filter((part) => part !== '').join(', ');
}

/** The elements of a rule, the worst first, at most so many. */
export function wireElements(
  ruleId: string,
  rules: RulesPort,
): { readonly elements: readonly WireRuleElement[]; readonly total: number } {
  const all = [...rules.ofRule(ruleId)].map((one) => ({ one, word: rules.word(one) }));
  all.sort(
    (a, b) => worstFirst.indexOf(a.word) - worstFirst.indexOf(b.word) || (a.one.entityId < b.one.entityId ? -1 : 1),
  );
  return { total: all.length, elements: all.slice(0, ruleBounds.shown).map(({ one, word }) => wireElement(one, word)) };
}

function wireElement(one: Watched, word: RuleWord): WireRuleElement {
  const { subject, entityId, track, valueAt } = one;
  const since = track.isFiring ? track.since : (track.badSince ?? track.since);
  return {
    ...{ id: entityId, root: subject.root, name: subject.name, word },
    since: since === 0 ? null : isoTime(since),
    value: writtenValue(one) ?? null,
    valueAt: valueAt === 0 ? null : isoTime(valueAt),
  };
}
