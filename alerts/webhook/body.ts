import { languages, render } from '../../core/index.ts';
import type { Incident, IncidentDetail } from '../incident.ts';
import { incidentTexts } from '../incident-texts.ts';
import { lossesText } from '../losses.ts';
import type { Notice } from '../notifier.ts';

/** What is posted: the notice with times as ISO 8601 and its texts in every language, so that a receiver needs no dictionary. */
export function webhookBody(notice: Notice): string {
  const { incident } = notice;
  return JSON.stringify({
    id: notice.id,
    event: notice.event,
    at: iso(notice.at),
    incident: {
      id: incident.id,
      condition: incident.condition,
      severity: incident.severity,
      status: incident.status,
      root: incident.root,
      affected: incident.affected,
      losses:
        incident.losses === undefined ? null : { ...incident.losses, text: inLanguages(lossesText(incident.losses)) },
      firstSeenAt: iso(incident.firstSeenAt),
      raisedAt: iso(incident.raisedAt),
      clearedAt: incident.clearedAt === undefined ? null : iso(incident.clearedAt),
      acknowledged: acknowledgement(incident),
      summary: inLanguages(incident.summary),
      remedy: inLanguages(incident.remedy),
      ...(incident.topic === undefined ? {} : { topic: incident.topic }),
      ...(incident.details === undefined ? {} : { details: incident.details.map(detail) }),
    },
  });
}

function detail({ text, deviceId, oid, value }: IncidentDetail): object {
  return { deviceId: deviceId ?? null, oid: oid ?? null, value, text: inLanguages(text) };
}

function acknowledgement({ acknowledged }: Incident): object | null {
  return acknowledged === undefined ? null : { ...acknowledged, at: iso(acknowledged.at) };
}

function inLanguages(text: Incident['summary']): Readonly<Record<string, string>> {
  return Object.fromEntries(languages.map((language) => [language, render(incidentTexts[language], text)]));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
