import { Type } from '@fastify/type-provider-typebox';
import { roomEntryKinds } from '../../alerts/index.ts';
import type { WireRoom } from '../wire-room.ts';
import { incident } from './incidents.ts';
import { closed, count, messageText, orNull, ref, text, time, words } from './parts.ts';

const seconds = Type.Number({ minimum: 0, description: 'Seconds' });
const statistics = closed({
  from: time,
  ...{ count, open: count, unanswered: count },
  mttaSeconds: orNull(seconds),
  mttrSeconds: orNull(seconds),
});

export const roomSchema = Type.Unsafe<WireRoom>(
  closed({
    entries: Type.Array(
      closed({
        at: time,
        kind: words(roomEntryKinds),
        what: text,
        before: orNull(text),
        element: orNull(ref),
        by: orNull(text),
        channelId: orNull(text),
        note: orNull(text),
        text: orNull(messageText),
      }),
    ),
    left: count,
    times: closed({
      detectSeconds: seconds,
      pageSeconds: orNull(seconds),
      acknowledgeSeconds: orNull(seconds),
      resolveSeconds: orNull(seconds),
    }),
    ofCondition: statistics,
    ofAll: statistics,
    similar: Type.Array(
      closed({
        why: words(['same-trouble', 'same-element', 'same-district'] as const),
        notes: Type.Array(text),
        incident,
      }),
    ),
  }),
);
