import type { JsonObject, NewRecord } from '../ledger/index.ts';
import type { IncidentChange, IncidentDetail, IncidentLosses } from './incident.ts';

/** What is recorded of an incident's event: what a person did as an acknowledgement, all else as the incident's own. */
export function incidentRecord({ incident, event }: IncidentChange): NewRecord {
  const { id, condition, severity, root, topic, status, affected, losses, details, summary } = incident;
  const byPerson = event.what === 'acknowledged' || event.what === 'note' || event.what === 'action';
  const { key, params = {} } = event.message ?? summary;
  return {
    kind: byPerson ? 'acknowledgement' : 'incident',
    subject: `incident ${id}`,
    body: {
      event: event.what,
      at: new Date(event.at).toISOString(),
      condition,
      severity,
      status,
      root: `${root.kind} ${root.id}`,
      affected: affected.map((ref) => `${ref.kind} ${ref.id}`),
      firstSeenAt: new Date(incident.firstSeenAt).toISOString(),
      message: { key, params },
      ...(topic === undefined ? {} : { topic }),
      ...(losses === undefined ? {} : { losses: lossesJson(losses) }),
      ...(details === undefined ? {} : { details: details.map(detailJson) }),
      ...(incident.silenced === undefined ? {} : { silencedBy: incident.silenced.id }),
      ...(event.by === undefined ? {} : { by: event.by }),
      ...(event.note === undefined ? {} : { note: event.note.toWellFormed() }),
    },
  };
}

/** By ids: names are in the inventory of that time. */
function lossesJson({ views, noLogin, atRisk, pointIds, offices, services }: IncidentLosses): JsonObject {
  const ids = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id);
  return { views, noLogin, atRisk, points: [...pointIds], offices: ids(offices), services: ids(services) };
}

function detailJson({ text, deviceId, oid, value }: IncidentDetail): JsonObject {
  const { key, params = {} } = text;
  const plain = Object.entries(params).map(([name, each]) => [
    name,
    typeof each === 'string' ? each.toWellFormed() : each,
  ]);
  return { text: { key, params: Object.fromEntries(plain) }, deviceId, oid, value: value.toWellFormed() };
}
