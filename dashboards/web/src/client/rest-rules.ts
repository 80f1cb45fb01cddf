import type { WireRuleDetail, WireRules } from '../../../../api/wire-rules.ts';
import { ask } from './rest.ts';

/** The requests of alert rules. */
export const rulesRest = {
  rules: () => ask<WireRules>('GET', '/rules'),
  rule: (id: string) => ask<WireRuleDetail>('GET', `/rules/${encodeURIComponent(id)}`),
};
