import type { ElementRef, StateView } from '../audit/index.ts';
import { type EpochMs, type Message, message } from '../core/index.ts';
import { ownerOf, refKey } from './affected.ts';
import type { Finding } from './conditions/finding.ts';
import type { Incident, IncidentEvent } from './incident.ts';
import { troubleOf } from './notice-key.ts';
import type { Kept, Register } from './register.ts';
import type { Suppression } from './suppression.ts';
import { suppresses } from './traits.ts';

/** How a source of a rule's incident stands: `open` where nothing can be said of it now. */
export type RuleStanding = 'firing' | 'open' | 'over' | 'rule-removed' | 'not-watched';

/** What rules find, as it stands now. */
export interface RuleStandings {
  readonly firing: readonly { readonly finding: Finding; readonly since: EpochMs }[];
  standing(source: string): RuleStanding;
}

/** What the engine does for these alerts. */
export interface RuleAlertsDeps {
  readonly register: Pick<Register, 'open' | 'openOf' | 'setSources'>;
  readonly states: StateView;
  readonly suppression: Suppression;
  readonly raise: (finding: Finding, firstSeenAt: EpochMs) => void;
  readonly clear: (kept: Kept, extra?: Pick<IncidentEvent, 'note' | 'message'>) => void;
  /** Brings an open incident to a finding that has become worse. */
  readonly renew: (finding: Finding) => void;
}

/**
 * Brings incidents of rules to what the rules say: raises what fires and is explained by no other incident, and clears what is over, or
 * what nobody watches any more. What stands is told each time: a rule that was hidden behind a root raises once that is over.
 */
export function judgeRules({ firing, standing }: RuleStandings, deps: RuleAlertsDeps): void {
  const { register, states, suppression, raise, clear, renew } = deps;
  // In most seconds nothing fires, and nobody has to know what is hidden.
  if (firing.length > 0) {
    const hidden = hiddenBehind(register.open(), states);
    for (const { finding, since } of firing) {
      if (!hidden(finding.root)) raise(finding, since);
      // The rule may have been made more severe meanwhile.
      renew(finding);
    }
  }
  for (const kept of register.open()) {
    if (kept.incident.condition !== 'rule') continue;
    const words = new Map(kept.sources.map((source) => [source, standing(source)]));
    const left = kept.sources.filter((source) => words.get(source) === 'firing' || words.get(source) === 'open');
    if (left.length === 0) clear(kept, { ...whyOver([...words.values()], kept.incident) });
    else if (left.length < kept.sources.length) register.setSources(kept.incident.id, left);
  }
  const stillFires = new Set(firing.map(({ finding }) => troubleOf(finding)));
  for (const held of suppression.list())
    if (held.condition === 'rule' && !stillFires.has(troubleOf(held))) suppression.drop(held);
}

/** A rule that is gone is told; that it is over needs no words. */
function whyOver(words: readonly RuleStanding[], { topic = '' }: Incident): { readonly message?: Message } {
  const rule = topic.split(' ')[0] ?? '';
  if (words.includes('over')) return {};
  if (words.includes('rule-removed')) return { message: message('alerts.rule.removed', { rule }) };
  return { message: message('alerts.rule.not-watched', { rule }) };
}

/** Whether an element is behind the root of an open incident, or is that root itself: then that one is the trouble. */
function hiddenBehind(open: readonly Kept[], states: StateView): (root: ElementRef) => boolean {
  const keys = new Set(
    open
      .filter(({ incident: { condition } }) => suppresses(condition))
      .flatMap(({ incident: { root, affected } }) => [root, ...affected].map(refKey)),
  );
  return (root) => {
    const owner = ownerOf(root);
    if (keys.has(refKey(owner))) return true;
    return (states.peek(owner.kind, owner.id)?.behind ?? []).length > 0;
  };
}
