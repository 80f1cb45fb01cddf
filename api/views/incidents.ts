import type { Incident, IncidentDetail } from '../../alerts/index.ts';
import type { ElementKind } from '../../audit/index.ts';
import type { IncidentsPort } from '../ports.ts';
import type { WireIncident, WireIncidentDetail, WireIncidentRow, WireRef } from '../wire.ts';
import { isoTime } from './element.ts';

export function wireIncident(incident: Incident): WireIncident {
  const { acknowledged, clearedAt, topic, details, losses, silenced, links } = incident;
  return {
    id: incident.id,
    condition: incident.condition,
    severity: incident.severity,
    status: incident.status,
    root: incident.root,
    ...(topic === undefined ? {} : { topic }),
    ...(links === undefined ? {} : { links }),
    ...(details === undefined ? {} : { details: details.map(wireRow) }),
    summary: incident.summary,
    remedy: incident.remedy,
    affected: incident.affected,
    ...(losses === undefined ? {} : { losses }),
    firstSeenAt: isoTime(incident.firstSeenAt),
    raisedAt: isoTime(incident.raisedAt),
    clearedAt: clearedAt === undefined ? null : isoTime(clearedAt),
    ...(silenced === undefined ? {} : { silenced: { ...silenced, until: isoTime(silenced.until) } }),
    acknowledged:
      acknowledged === undefined
        ? null
        : { by: acknowledged.by, at: isoTime(acknowledged.at), note: acknowledged.note },
  };
}

function wireRow({ deviceId, oid, value, text }: IncidentDetail): WireIncidentRow {
  return { deviceId: deviceId ?? null, oid: oid ?? null, value, text };
}

export function wireIncidentDetail(incident: Incident): WireIncidentDetail {
  return {
    ...wireIncident(incident),
    history: incident.history.map(({ at, what, by, note, message }) => ({
      at: isoTime(at),
      what,
      by: by ?? null,
      note: note ?? null,
      message: message ?? null,
    })),
  };
}

/** Open and acknowledged ones. */
export function activeOf(incidents: Pick<IncidentsPort, 'list'>): Incident[] {
  return incidents.list().filter(({ status }) => status !== 'cleared');
}

/** The active incidents that concern an element, as their root or as one that suffers, newest first. */
export function incidentsOf(active: Iterable<Incident>, kind: ElementKind, id: string): WireIncident[] {
  const concerned = [...active].filter(({ root, affected }) =>
    [root, ...affected].some((element) => element.kind === kind && element.id === id),
  );
  return concerned.sort((a, b) => b.raisedAt - a.raisedAt).map(wireIncident);
}

/** What suffers because of an element, by the active incidents that it is the root of. */
export function affectedBy(active: Iterable<Incident>, kind: ElementKind, id: string): WireRef[] {
  const found = new Map<string, WireRef>();
  for (const { root, affected } of active) {
    if (root.kind !== kind || root.id !== id) continue;
    for (const element of affected) found.set(`${element.kind} ${element.id}`, element);
  }
  return [...found.values()];
}
