/** The draft of a post-incident report: what is known stands there, what only people know is left to be filled in. */
import type { ElementRef } from '../../audit/index.ts';
import {
  type Dictionary,
  type EpochMs,
  type Language,
  type Message,
  message,
  render,
  wallTime,
} from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { elementName } from '../element-name.ts';
import { incidentTexts } from '../incident-texts.ts';
import { lossesText } from '../losses.ts';
import type { IncidentRoom, RoomEntry } from './model.ts';

export interface ReportFrame {
  readonly room: IncidentRoom;
  readonly language: Language;
  readonly city: City;
  readonly timeZone: string;
  /** Of a person of the rosters; itself where nobody is known by that id. */
  readonly personName: (id: string) => string;
  readonly at: EpochMs;
}

/** Markdown (CommonMark): headings, tables and lists; whatever people and devices wrote is escaped. */
export function incidentReport(frame: ReportFrame): string {
  const { room, language, timeZone, at } = frame;
  const { incident, entries, left, times, ofCondition, similar } = room;
  const texts = incidentTexts[language];
  const say = sayer(texts);
  const time = (when: EpochMs | undefined): string => (when === undefined ? '–' : wallTime(when, timeZone));
  const told = (text: Message): string => plain(render(texts, text, (iso) => time(Date.parse(iso))));
  const name = (element: ElementRef): string => plain(nameOf(frame.city, element, language, say));
  const { acknowledged } = incident;
  const points = incident.affected.filter(({ kind }) => kind === 'point');
  const rest = incident.affected.length - points.length;
  const written = entries.filter(({ kind, note }) => kind === 'step' && note !== undefined);
  const lines = [
    `# ${say('title', { id: incident.id })}`,
    '',
    `**${told(incident.summary)}**`,
    '',
    `> ${say('draft', { at: time(at), zone: timeZone, id: incident.id })}`,
    '',
    `## ${say('facts')}`,
    '',
    ...table([
      [say('severity'), say(`severity.${incident.severity}`)],
      [say('root'), name(incident.root)],
      [say('first-seen'), time(incident.firstSeenAt)],
      [say('raised'), time(incident.raisedAt)],
      [say('acknowledged'), acknowledged === undefined ? '–' : `${time(acknowledged.at)} · ${plain(acknowledged.by)}`],
      [say('cleared'), time(incident.clearedAt)],
    ]),
    '',
    `## ${say('impact')}`,
    '',
    incident.losses === undefined ? say('no-losses') : told(lossesText(incident.losses)),
    '',
    ...points.map((each) => `- ${name(each)}`),
    ...(rest === 0 ? [] : [`- ${say('and-elements', { count: rest })}`]),
    '',
    `## ${say('times')}`,
    '',
    ...table([
      [say('time.detect'), clockText(times.detectMs)],
      [say('time.page'), clockText(times.pageMs)],
      [say('time.acknowledge'), `${clockText(times.acknowledgeMs)} · MTTA ${clockText(ofCondition.mttaMs)}`],
      [say('time.resolve'), `${clockText(times.resolveMs)} · MTTR ${clockText(ofCondition.mttrMs)}`],
    ]),
    '',
    say('means', {
      count: ofCondition.count,
      from: time(ofCondition.from).slice(0, 10),
      unanswered: ofCondition.unanswered,
    }),
    '',
    `## ${say('timeline')}`,
    '',
    ...(left === 0 ? [] : [say('left', { count: left }), '']),
    ...entries.map(
      (entry) => `- ${time(entry.at)} ${lineOf(entry, { say, told, name, personName: frame.personName })}`,
    ),
    '',
    `## ${say('cause')}`,
    '',
    say('cause.fill'),
    '',
    `- ${say('remedy')}: ${told(incident.remedy)}`,
    '',
    `## ${say('done')}`,
    '',
    ...(written.length === 0
      ? [say('done.none')]
      : written.map(({ at: when, by, note }) => `- ${time(when)} ${plain(by ?? '')}: ${plain(note ?? '')}`)),
    '',
    `## ${say('similar')}`,
    '',
    ...(similar.length === 0
      ? [say('similar.none')]
      : similar.map(
          ({ incident: other, why, notes }) =>
            `- ${other.id} · ${time(other.raisedAt)} · ${say(`why.${why}`)}: ${told(other.summary)}${notes.map((note) => ` (${plain(note)})`).join('')}`,
        )),
    '',
    `## ${say('measures')}`,
    '',
    `- [ ] ${say('measures.fill')}`,
    '',
  ];
  return lines.join('\n').replace(/\n{3,}/g, '\n\n');
}

type Say = (key: string, params?: Record<string, string | number>) => string;
const sayer =
  (texts: Dictionary): Say =>
  (key, params = {}) =>
    render(texts, message(`alerts.room.${key}`, params));

/** One entry as a line of words. */
function lineOf(
  { kind, what, before, element, by, channelId, note, text }: RoomEntry,
  by_: {
    readonly say: Say;
    readonly told: (text: Message) => string;
    readonly name: (element: ElementRef) => string;
    readonly personName: (id: string) => string;
  },
): string {
  const { say, told, name, personName } = by_;
  const subject = element === undefined ? '' : name(element);
  const word =
    kind === 'state'
      ? `${before === undefined ? '' : `${say(`state.${before}`)} → `}${say(`state.${what}`)}`
      : say(`${kind}.${what}`);
  const who = by === undefined ? '' : plain(kind === 'page' ? personName(by) : by);
  const parts = [subject, `**${word}**`, who, channelId === undefined ? '' : plain(channelId)];
  const rest = [note === undefined ? '' : plain(note), text === undefined ? '' : told(text)].filter(
    (each) => each !== '',
  );
  return [parts.filter((part) => part !== '').join(' '), ...rest].join(' · ');
}

function nameOf(city: City, ref: ElementRef, language: Language, say: Say): string {
  const name = elementName(city, ref, language);
  return `${say(`kind.${ref.kind}`)} ${name === undefined ? ref.id : `${name} (${ref.id})`}`;
}

/** `1:02:03`; a dash where it has not come to that. */
function clockText(ms: number | undefined): string {
  if (ms === undefined) return '–';
  const seconds = Math.round(ms / 1_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  return ['| | |', '|---|---|', ...rows.map(([head, value]) => `| ${head} | ${value} |`)];
}

/** Words of people and devices on one line, with nothing that Markdown or HTML would act on. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>|#~]/g, '\\$&');
}
