import type { NewRecord } from '../ledger/index.ts';
import type { IncidentChange } from './incident.ts';

/** What is recorded of an incident's event: what a person did as an acknowledgement, all else as the incident's own. */
export function incidentRecord({ incident, event }: IncidentChange): NewRecord {
  const { id, condition, severity, root, status, affected, summary } = incident;
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
      ...(event.by === undefined ? {} : { by: event.by }),
      ...(event.note === undefined ? {} : { note: event.note.toWellFormed() }),
    },
  };
}
