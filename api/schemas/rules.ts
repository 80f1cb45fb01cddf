import { Type } from '@fastify/type-provider-typebox';
import { type WireRuleDetail, type WireRules, wireRuleWords } from '../wire-rules.ts';
import { closed, count, id, orNull, text, time, words } from './parts.ts';

const both = closed({ zh: text, en: text });
const conditions = ['threshold', 'change', 'usual', 'forecast', 'state', 'verdict', 'absent', 'composite'] as const;

const rule = closed({
  ...{ id, name: both, severity: words(['critical', 'major', 'minor', 'info'] as const), raises: Type.Boolean() },
  ...{ condition: words(conditions), about: text, band: orNull(text), forSeconds: Type.Number({ minimum: 0 }) },
  ...{ remedy: both, handbook: orNull(id), page: orNull(text) },
  word: words([...wireRuleWords, 'nothing'] as const),
  counts: closed({ firing: count, pending: count, ok: count, 'no-data': count, resting: count }),
  beyond: count,
});

export const rulesSchema = Type.Unsafe<WireRules>(closed({ at: time, rules: Type.Array(rule) }));

const element = closed({
  ...{ id: text, root: closed({ kind: text, id: text }), name: both, word: words(wireRuleWords) },
  ...{ since: orNull(time), value: orNull(text), valueAt: orNull(time) },
});

export const ruleDetailSchema = Type.Unsafe<WireRuleDetail>(
  closed({ at: time, rule, elements: Type.Array(element), total: count }),
);
