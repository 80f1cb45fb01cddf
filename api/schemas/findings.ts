import { Type } from '@fastify/type-provider-typebox';
import { findingElementKinds, findingKinds, findingStatuses } from '../../audit/index.ts';
import type { WirePage } from '../wire.ts';
import type { WireFinding, WireFindingDetail, WireTopology } from '../wire-findings.ts';
import { closed, count, id, messageText, orNull, pageSchema, text, time, words } from './parts.ts';

const verdict = words(['accepted', 'rejected'] as const);

const findingParts = {
  id,
  kind: words(findingKinds),
  status: words(findingStatuses),
  element: closed({ kind: words(findingElementKinds), id }),
  summary: messageText,
  remedy: messageText,
  declared: text,
  observed: text,
  against: words(['inventory', 'memory'] as const, 'memory: nothing is declared, and it was seen otherwise before'),
  evidence: Type.Array(
    closed({
      deviceId: id,
      what: words(['lldp', 'bridge', 'entity', 'interfaces'] as const),
      value: text,
      at: time,
    }),
  ),
  firstSeenAt: time,
  lastSeenAt: time,
  clearedAt: orNull(time),
  decision: orNull(closed({ verdict, by: text, reason: text, at: time })),
};

export const findingPage = Type.Unsafe<WirePage<WireFinding>>(
  pageSchema(closed(findingParts), 'Findings, those that wait first, newest first'),
);
export const findingDetail = Type.Unsafe<WireFindingDetail>(
  closed({
    ...findingParts,
    proposal: Type.Array(
      closed({ file: text, line: count, before: text, after: text, notes: Type.Array(messageText) }),
    ),
    history: Type.Array(
      closed({
        at: time,
        what: words(['seen', 'seen-again', 'changed', 'accepted', 'rejected', 'cleared'] as const),
        observed: text,
        by: orNull(text),
        reason: orNull(text),
      }),
    ),
  }),
);

const port = closed({ deviceId: id, port: orNull(text) });

export const topology = Type.Unsafe<WireTopology>(
  closed({
    at: time,
    asked: count,
    agents: count,
    devices: Type.Array(closed({ id, kind: text, districtId: id, pointId: orNull(id) })),
    cables: Type.Array(
      closed({
        id: text,
        a: port,
        b: port,
        mark: words(['both', 'declared', 'observed'] as const),
        linkId: orNull(id),
        sources: Type.Array(words(['lldp', 'bridge'] as const)),
        observedAt: orNull(time),
        findingId: orNull(id),
      }),
    ),
    strangers: Type.Array(closed({ at: port, name: text, findingId: id })),
  }),
);
