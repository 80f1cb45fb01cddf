import { type IncidentSeverity, incidentSeverities } from '../paging-settings.ts';
import type { AlertmanagerInletSettings } from '../settings.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';

const mostWords = 50;

/** Reads `alerts.alertmanager`: who may send alerts here, and what his severities mean. Absent means that nobody may. */
export async function readAlertmanagerInlet(
  section: Section,
  secrets: Secrets,
): Promise<AlertmanagerInletSettings | undefined> {
  const token = await secrets.read(section, 'token', 16);
  // In a header it stands between spaces.
  if (token !== undefined && !/^[\x21-\x7e]{16,200}$/.test(token)) section.wrong('token', 'inlet-token');
  // Alertmanager repeats what is open every four hours, where nobody set `repeat_interval`.
  const silentAfterSeconds = section.duration('silent_after', { otherwise: '5h', min: '1m', max: '30d' });
  const otherwise = section.oneOf('otherwise', incidentSeverities) ?? 'major';
  const words = section.section('severities');
  const severities = new Map<string, IncidentSeverity>();
  const named = words.keys();
  if (named.length > mostWords) section.wrong('severities', 'backup-too-many', { most: mostWords });
  for (const word of named.slice(0, mostWords)) {
    const severity = words.oneOf(word, incidentSeverities);
    if (severity !== undefined) severities.set(word.toLowerCase(), severity);
  }
  words.finish();
  section.finish();
  return token === undefined ? undefined : { token, silentAfterSeconds, severities, otherwise };
}
