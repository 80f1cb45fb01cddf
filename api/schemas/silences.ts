import { Type } from '@fastify/type-provider-typebox';
import { conditionNames, silenceLimits } from '../../alerts/index.ts';
import { incidentSeverities } from '../../inventory/index.ts';
import type { WireSilence, WireSilences } from '../wire-silences.ts';
import { closed, id, orNull, text, time, words } from './parts.ts';

const { values, valueCharacters, reasonCharacters } = silenceLimits;
const bounds = { minItems: 1, maxItems: values };
const pattern = Type.String({ minLength: 1, maxLength: valueCharacters });
const matchers = closed({
  conditions: Type.Optional(Type.Array(words(conditionNames), bounds)),
  elements: Type.Optional(Type.Array(pattern, { ...bounds, description: 'Ids of roots; * stands for anything' })),
  districts: Type.Optional(Type.Array(pattern, bounds)),
  severities: Type.Optional(Type.Array(words(incidentSeverities), bounds)),
});

const parts = {
  ...{ id, matchers, from: time, to: time, reason: text, createdBy: text },
  ...{ endedAt: orNull(time), endedBy: orNull(text), isOver: Type.Boolean() },
  incidentIds: Type.Array(id),
};
export const silenceSchema = Type.Unsafe<WireSilence>(closed(parts));
export const silencesSchema = Type.Unsafe<WireSilences>(closed({ at: time, silences: Type.Array(closed(parts)) }));
export const silenceWish = closed({
  matchers,
  to: time,
  reason: Type.String({ minLength: 1, maxLength: reasonCharacters, pattern: '\\S' }),
});
