import type { WireRule, WireRuleText, WireRuleWord } from '../../../../api/wire-rules.ts';
import type { TextKey } from '../text/language.ts';

export const wordTexts: Readonly<Record<WireRuleWord | 'nothing', TextKey>> = {
  firing: 'dashboards.rules.word.firing',
  pending: 'dashboards.rules.word.pending',
  ok: 'dashboards.rules.word.ok',
  'no-data': 'dashboards.rules.word.no-data',
  resting: 'dashboards.rules.word.resting',
  nothing: 'dashboards.rules.word.nothing',
};

export const conditionTexts: Readonly<Record<WireRule['condition'], TextKey>> = {
  threshold: 'dashboards.rules.condition.threshold',
  change: 'dashboards.rules.condition.change',
  usual: 'dashboards.rules.condition.usual',
  forecast: 'dashboards.rules.condition.forecast',
  state: 'dashboards.rules.condition.state',
  verdict: 'dashboards.rules.condition.verdict',
  absent: 'dashboards.rules.condition.absent',
  composite: 'dashboards.rules.condition.composite',
};

/** Texts of rules are data, in both languages. */
export const ruleText = (text: WireRuleText, language: string): string => (language === 'en' ? text.en : text.zh);
