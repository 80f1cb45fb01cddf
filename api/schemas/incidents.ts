import { Type } from '@fastify/type-provider-typebox';
import { conditionNames, incidentEvents } from '../../alerts/index.ts';
import { incidentSeverities } from '../../inventory/index.ts';
import type { WireIncident, WireIncidentDetail, WirePage } from '../wire.ts';
import { closed, count, id, messageText, orNull, pageSchema, ref, text, time, words } from './parts.ts';

export const incidentStatuses = ['open', 'acknowledged', 'cleared'] as const;

const incidentParts = {
  id,
  condition: words(conditionNames),
  severity: words(incidentSeverities),
  status: words(incidentStatuses),
  root: ref,
  topic: Type.Optional(id),
  links: Type.Optional(closed({ handbook: Type.Optional(id), page: Type.Optional(text) })),
  details: Type.Optional(
    Type.Array(closed({ deviceId: orNull(id), oid: orNull(text), value: text, text: messageText })),
  ),
  summary: messageText,
  remedy: messageText,
  affected: Type.Array(ref),
  losses: Type.Optional(
    closed(
      {
        ...{ views: count, noLogin: count, atRisk: count },
        pointIds: Type.Array(id),
        offices: Type.Array(closed({ id, nameZh: text })),
        services: Type.Array(closed({ id, nameZh: text, nameEn: text })),
      },
      { description: 'Services lost to points because of the root, each counted for each point' },
    ),
  ),
  firstSeenAt: time,
  raisedAt: time,
  clearedAt: orNull(time),
  acknowledged: orNull(closed({ by: text, at: time, note: text })),
  silenced: Type.Optional(
    closed({ id, by: text, until: time, reason: text }, { description: 'Nobody is paged for it meanwhile' }),
  ),
};

export const incident = Type.Unsafe<WireIncident>(closed(incidentParts));
export const incidentPage = Type.Unsafe<WirePage<WireIncident>>(pageSchema(incident, 'Incidents, newest first'));
export const incidentDetail = Type.Unsafe<WireIncidentDetail>(
  closed({
    ...incidentParts,
    history: Type.Array(
      closed({
        at: time,
        what: words(incidentEvents),
        by: orNull(text),
        note: orNull(text),
        message: orNull(messageText),
      }),
    ),
  }),
);
