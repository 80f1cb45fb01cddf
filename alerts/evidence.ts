import type { JsonObject, NewRecord } from '../ledger/index.ts';
import type { IncidentChange, IncidentDetail } from './incident.ts';

/** What is recorded of an incident's event: what a person did as an acknowledgement, all else as the incident's own. */
export function incidentRecord({ incident, event }: IncidentChange): NewRecord {
  const { id, condition, severity, root, topic, status, affected, details, summary } = incident;
  const byPerson = event.what === 'acknowledged' || event.what === 'note';
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
      ...(details === undefined ? {} : { details: details.map(detailJson) }),
      ...(event.by === undefined ? {} : { by: event.by }),
      ...(event.note === undefined ? {} : { note: event.note.toWellFormed() }),
    },
  };
}

function detailJson({ text, deviceId, oid, value }: IncidentDetail): JsonObject {
  const { key, params = {} } = text;
  const plain = Object.entries(params).map(([name, each]) => [
    name,
    typeof each === 'string' ? each.toWellFormed() : each,
  ]);
  return { text: { key, params: Object.fromEntries(plain) }, deviceId, oid, value: value.toWellFormed() };
}
