import { Type } from '@fastify/type-provider-typebox';
import { pageEvents, pageStates } from '../../alerts/index.ts';
import {
  type WireChannelHealth,
  type WireChannels,
  type WireDeliveries,
  type WireDelivery,
  type WireDuty,
  wireChannelStates,
} from '../wire-paging.ts';
import { closed, count, id, messageText, orNull, text, time, words } from './parts.ts';

const personParts = { id, nameZh: text, nameEn: text };
const person = closed(personParts);

const span = closed({
  from: time,
  to: time,
  personId: orNull(id),
  by: orNull(words(['rotation', 'day-off', 'override'] as const)),
  reason: orNull(text),
  cause: orNull(words(['before', 'after', 'away'] as const)),
  awayId: orNull(id),
});

export const dutySchema = Type.Unsafe<WireDuty>(
  closed({
    at: time,
    to: time,
    rosters: Type.Array(
      closed({
        ...personParts,
        teams: Type.Array(closed({ ...personParts, districtIds: Type.Array(id) })),
        handOver: text,
        now: span,
        spans: Type.Array(span),
      }),
    ),
    people: Type.Array(person),
  }),
);

const healthParts = { state: words(wireChannelStates), at: time, reason: messageText };
export const channelHealthSchema = Type.Unsafe<WireChannelHealth>(closed(healthParts));

export const channelsSchema = Type.Unsafe<WireChannels>(
  closed({
    at: time,
    channels: Type.Array(
      closed({
        id,
        kind: text,
        to: text,
        isPersonal: Type.Boolean(),
        perMinute: count,
        otherwiseId: orNull(id),
        severities: Type.Array(text),
        health: orNull(closed(healthParts)),
        waiting: count,
        sent: count,
        failed: count,
        hasTest: Type.Boolean(),
        lastSentAt: orNull(time),
        lastFailure: orNull(closed({ at: time, detail: text })),
        people: Type.Array(person),
      }),
    ),
  }),
);

const delivery = closed({
  id: Type.String(),
  event: words(pageEvents),
  recipientId: id,
  recipient: orNull(person),
  channelId: id,
  to: text,
  state: words(pageStates),
  tries: count,
  pagedAt: time,
  sentAt: orNull(time),
  deliveredAt: orNull(time),
  seenAt: orNull(time),
  acknowledgedAt: orNull(time),
  reference: orNull(text),
  detail: orNull(text),
  wentOnAs: orNull(text),
  toldBy: orNull(text),
});
export const deliverySchema = Type.Unsafe<WireDelivery>(delivery);
export const deliveriesSchema = Type.Unsafe<WireDeliveries>(closed({ items: Type.Array(delivery) }));
