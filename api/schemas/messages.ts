import { Type } from '@fastify/type-provider-typebox';
import type { WireMessages, WireReceivers } from '../wire-messages.ts';
import { closed, count, id, orNull, text, time, words } from './parts.ts';

export const messageKinds = ['trap', 'inform', 'syslog', 'suppressed'] as const;

export const messagePage = Type.Unsafe<WireMessages>(
  closed({
    items: Type.Array(
      closed({
        id: text,
        at: time,
        kind: words(messageKinds),
        from: text,
        via: text,
        name: text,
        facility: orNull(text),
        severity: orNull(text),
        text,
        hint: orNull(closed({ word: words(['down', 'up', 'restarted'] as const), interfaceName: orNull(text) })),
        repeats: count,
      }),
    ),
    next: orNull(text),
  }),
);

export const receivers = Type.Unsafe<WireReceivers>(
  closed({
    listening: Type.Array(text),
    traps: Type.Array(closed({ version: text, outcome: text, count })),
    syslog: Type.Array(closed({ transport: text, outcome: text, count })),
    refused: Type.Array(closed({ source: id, reason: text, count, firstAt: time, lastAt: time, detail: text })),
  }),
);
