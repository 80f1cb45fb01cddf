import { type EpochMs, type Language, type Message, message, render, wallTime } from '../../core/index.ts';
import type { City, OwnWords, TemplateName } from '../../inventory/index.ts';
import { elementName } from '../element-name.ts';
import type { Incident } from '../incident.ts';
import { incidentTexts } from '../incident-texts.ts';
import { lossesText } from '../losses.ts';
import type { PageEvent } from './model.ts';
import { filledIn } from './own-words.ts';

/** A subject longer than this is cut: some displays show one line. */
const subjectCharacters = 120;

/** What a person reads of an incident: a subject of one line, and what is broken, who is affected, what to do, and how to answer. */
export function pageText(input: {
  readonly incident: Incident;
  readonly event: PageEvent;
  readonly language: Language;
  readonly city: City;
  readonly timeZone: string;
  /** Of the incident's page, and the one that acknowledges. */
  readonly url: string | undefined;
  readonly acknowledgeUrl: string | undefined;
  /** The channel's own words in this language. */
  readonly own?: OwnWords | undefined;
}): { readonly subject: string; readonly body: string; readonly points: readonly string[] } {
  const { incident, event, language, city, timeZone, url, acknowledgeUrl, own } = input;
  const texts = incidentTexts[language];
  const say = (key: string, params: Record<string, string | number> = {}): string =>
    render(texts, message(`alerts.paging.${key}`, params));
  const time = (at: EpochMs): string => `${wallTime(at, timeZone)} (${timeZone})`;
  const told = (text: Message): string => render(texts, text, (iso) => time(Date.parse(iso)));
  const summary = told(incident.summary);
  const name = language === 'en' ? city.nameEn : city.nameZh;
  const severity = say(`severity.${incident.severity}`);
  const subject = say(`subject.${event}`, { id: incident.id, severity, summary });
  const affected = affectedLines(incident, say);
  const losses = incident.losses === undefined ? [] : [told(lossesText(incident.losses))];
  const remedy = event === 'cleared' ? [] : [say('remedy', { remedy: told(incident.remedy) })];
  const lines = [
    say(`lead.${event}`, { id: incident.id, city: name, severity }),
    '',
    summary,
    say('since', { time: time(incident.firstSeenAt) }),
    ...affected,
    ...losses,
    ...(incident.acknowledged === undefined ? [] : [say('acknowledged-by', { by: incident.acknowledged.by })]),
    ...(incident.clearedAt === undefined ? [] : [say('cleared-at', { time: time(incident.clearedAt) })]),
    '',
    ...remedy.flatMap((line) => [line, '']),
    ...(acknowledgeUrl === undefined ? [] : [say('acknowledge', { url: acknowledgeUrl })]),
    ...(url === undefined ? [] : [say('look', { url })]),
  ];
  const points = [...affected, ...losses, ...(event === 'acknowledged' ? [] : remedy)];
  const plain = { subject: oneLine(subject), body: `${lines.join('\n').trimEnd()}\n`, points };
  if (own === undefined) return plain;
  const values: Readonly<Record<TemplateName, string>> = {
    ...{ id: incident.id, city: name, severity, summary, event: say(`event.${event}`) },
    element: elementText(incident.root, city, language),
    since: time(incident.firstSeenAt),
    affected: affected.join(' '),
    losses: losses.join(' '),
    remedy: event === 'cleared' ? '' : told(incident.remedy),
    acknowledged: incident.acknowledged?.by ?? '',
    cleared: incident.clearedAt === undefined ? '' : time(incident.clearedAt),
    ...{ acknowledge: acknowledgeUrl ?? '', link: url ?? '' },
  };
  const ownLines = own.body === undefined ? undefined : filledIn(own.body, values);
  return {
    subject: own.subject === undefined ? plain.subject : oneLine(filledIn(own.subject, values).join(' ')),
    body: ownLines === undefined ? plain.body : `${ownLines.join('\n').trimEnd()}\n`,
    points: ownLines === undefined ? points : ownLines.filter((line) => line.trim() !== ''),
  };
}

/** What it is about, as people call it. */
function elementText(root: Incident['root'], city: City, language: Language): string {
  if (root.id === city.id) return language === 'en' ? city.nameEn : city.nameZh;
  const name = elementName(city, root, language);
  if (name === undefined) return root.id;
  return root.kind === 'point' ? `${name} (${root.id})` : name;
}

/** Elements by kind, so that a storm is one line and not a list. */
function affectedLines(
  { affected }: Incident,
  say: (key: string, params?: Record<string, string | number>) => string,
): readonly string[] {
  const count = (kind: string): number => affected.filter((one) => one.kind === kind).length;
  const [points, devices] = [count('point'), count('device')];
  if (points + devices === 0) return [];
  const names = affected
    .filter(({ kind }) => kind === 'point')
    .slice(0, 5)
    .map(({ id }) => id)
    .join(', ');
  return [say('affected', { points, devices, names: names === '' ? '-' : names })];
}

/** No line break can come into a header by an element's name. */
export function oneLine(text: string): string {
  const flat = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  const characters = [...flat];
  return characters.length <= subjectCharacters ? flat : `${characters.slice(0, subjectCharacters - 1).join('')}…`;
}
