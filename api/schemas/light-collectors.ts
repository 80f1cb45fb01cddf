import { Type } from '@fastify/type-provider-typebox';
import {
  lightConditions,
  type WireLightCollector,
  type WireLightCollectors,
  type WireLightGap,
  type WireLightToken,
} from '../wire-light-collectors.ts';
import { closed, count, id, orNull, text, time, words } from './parts.ts';

const reasons: readonly WireLightGap['reason'][] = [
  ...([
    'dropped',
    'disk-full',
    'damaged',
    'set-back',
    'delivered-before',
    'unknown',
    'invalid',
    'spool-replaced',
  ] as const),
];

const gap = closed({
  from: count,
  to: count,
  reason: words(reasons),
  since: orNull(time),
  until: orNull(time),
  toldAt: time,
});

const collector = Type.Unsafe<WireLightCollector>(
  closed({
    id,
    placeId: id,
    condition: words(lightConditions, 'never: enrolled, and not heard since'),
    enrolledAt: time,
    enrolledBy: text,
    revokedAt: orNull(time),
    revokedBy: orNull(text),
    certificateEndsAt: orNull(time),
    lastSeenAt: orNull(time),
    address: orNull(text),
    version: orNull(text),
    sequence: count,
    waiting: count,
    waitingSince: orNull(time),
    spoolBytes: count,
    keptBytes: count,
    isWritable: Type.Boolean(),
    probes: count,
    figures: count,
    overruns: count,
    refused: count,
    results: count,
    lost: count,
    gaps: Type.Array(gap),
    clockOffSeconds: orNull(Type.Number()),
  }),
);

export const lightCollectors = Type.Unsafe<WireLightCollectors>(
  closed({
    at: time,
    listening: orNull(closed({ host: text, port: count, url: orNull(text) })),
    collectors: Type.Array(collector),
    waiting: Type.Array(closed({ collectorId: id, placeId: id, endsAt: time })),
    places: Type.Array(id),
    refusals: count,
  }),
);

export const lightToken = Type.Unsafe<WireLightToken>(closed({ id, placeId: id, token: text, endsAt: time }));
