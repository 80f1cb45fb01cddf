import { Type } from '@fastify/type-provider-typebox';
import type { WireWarmStandby } from '../wire.ts';
import { closed, count, messageText, orNull, text, time, words } from './parts.ts';

const seconds = Type.Number({ minimum: 0 });

export const warmStandby = Type.Unsafe<WireWarmStandby>(
  closed({
    declared: Type.Boolean(),
    name: orNull(text),
    generation: orNull(closed({ number: count, id: text, since: time })),
    sequence: orNull(count),
    changedAt: orNull(time),
    records: orNull(count),
    followers: Type.Array(
      closed({
        ...{ name: text, version: text, lastContactAt: time },
        ...{ lagChanges: count, lagRecords: count, copying: Type.Boolean() },
      }),
    ),
    peer: orNull(
      closed({
        condition: words(['unasked', 'standby', 'primary', 'silent', 'refused', 'failing'] as const),
        ...{ name: orNull(text), generation: orNull(count), at: orNull(time) },
      }),
    ),
    lossBound: orNull(closed({ seconds: orNull(seconds), changes: orNull(count) })),
    writeIntervalSeconds: orNull(seconds),
    takeover: Type.Literal('manual'),
    checks: Type.Array(
      closed({
        ...{ checkId: text, trouble: text, severity: words(['P1', 'P2'] as const) },
        verdict: words(['pass', 'fail', 'unknown'] as const),
        ...{ reason: messageText, observedAt: orNull(time) },
      }),
    ),
    feed: orNull(closed({ kept: count, bytes: count, breaks: count })),
  }),
);
