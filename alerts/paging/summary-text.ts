import { type Language, message, render, wallTime } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { incidentTexts } from '../incident-texts.ts';
import { type PageSummary, pageEvents } from './model.ts';
import { oneLine } from './template.ts';

/** A storm in few lines: how many of what, the worst by name, and one link that answers to all. */
export function summaryText(input: {
  readonly summary: PageSummary;
  readonly language: Language;
  readonly city: City;
  readonly timeZone: string;
  readonly url: string | undefined;
  readonly acknowledgeUrl: string | undefined;
}): { readonly subject: string; readonly body: string; readonly points: readonly string[] } {
  const { summary, language, city, timeZone, url, acknowledgeUrl } = input;
  const texts = incidentTexts[language];
  const say = (key: string, params: Record<string, string | number> = {}): string =>
    render(texts, message(`alerts.paging.${key}`, params));
  const { incidents, counts, worst } = summary;
  const named = worst.map((incident) => ({
    ...{ id: incident.id, severity: say(`severity.${incident.severity}`) },
    summary: render(texts, incident.summary, (iso) => wallTime(Date.parse(iso), timeZone)),
  }));
  const lines = pageEvents.flatMap((event) => {
    const of = counts.filter((one) => one.event === event);
    if (of.length === 0) return [];
    const list = of.map(({ severity, count }) => `${say(`severity.${severity}`)} ${count}`).join(', ');
    return [say(`summary.${event}`, { count: of.reduce((sum, { count }) => sum + count, 0), list })];
  });
  const rows = named.map((one) => say('summary.row', one));
  const [first] = named;
  const body = [
    say('lead.summary', { city: language === 'en' ? city.nameEn : city.nameZh, incidents }),
    '',
    ...lines,
    '',
    say('summary.worst'),
    ...rows,
    ...(incidents > rows.length ? [say('summary.more', { count: incidents - rows.length })] : []),
    '',
    ...(acknowledgeUrl === undefined ? [] : [say('summary.acknowledge', { url: acknowledgeUrl })]),
    ...(url === undefined ? [] : [say('look', { url })]),
  ].join('\n');
  const subject = say('subject.summary', { incidents, severity: first?.severity ?? '', summary: first?.summary ?? '' });
  return { subject: oneLine(subject), body: `${body.trimEnd()}\n`, points: [...lines, ...rows.slice(0, 3)] };
}
