import { resolve } from 'node:path';
import { readText } from '../files/text.ts';
import type { Mistakes } from '../mistakes/mistakes.ts';
import type { Place } from '../mistakes/place.ts';
import { type Moment, type PersonSettings, pagingBounds, type RosterOverride } from '../paging-settings.ts';
import { isDay } from './paging-values.ts';
import type { Section } from './section.ts';

/** One property of a calendar: `DTSTART;TZID=Asia/Shanghai:20261001T083000`. */
interface Property {
  readonly name: string;
  readonly params: ReadonlyMap<string, string>;
  readonly value: string;
  readonly place: Place;
}

/**
 * Reads an iCalendar file (RFC 5545) as overrides of a roster: each event says who is on call from its start to its end. The person is
 * told by `X-FANGZHOU-PERSON`, the mailbox of an attendee, or the event's summary (an id or a name). Recurring events are refused: the
 * rotation itself is declared. Every mistake stands at its line in that file.
 */
export async function readRosterCalendar(
  section: Section,
  key: string,
  besides: string,
  people: readonly PersonSettings[],
): Promise<readonly RosterOverride[]> {
  const path = section.text(key);
  if (path === undefined) return [];
  const { mistakes } = section;
  const file = resolve(besides, path);
  const text = await readText({ file, maxBytes: pagingBounds.calendarBytes, mistakes });
  if (text === undefined) return [];
  const events = eventsOf(text, file);
  if (events.length === 0) mistakes.add({ file, line: 0, column: 0 }, 'paging-calendar-empty', { path: file });
  if (events.length > pagingBounds.overrides) {
    mistakes.add({ file, line: 0, column: 0 }, 'backup-too-many', { field: path, most: pagingBounds.overrides });
  }
  return events.slice(0, pagingBounds.overrides).flatMap((event) => overrideOf(event, people, mistakes) ?? []);
}

/** The properties of each event, in order; what stands outside of events is passed over. */
function eventsOf(text: string, file: string): readonly (readonly Property[])[] {
  const events: Property[][] = [];
  let event: Property[] | undefined;
  let depth = 0;
  for (const { line, number } of unfolded(text)) {
    const found = /^([A-Za-z0-9-]+)((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)$/u.exec(line);
    if (found === null) continue;
    const [, name = '', params = '', value = ''] = found;
    const upper = name.toUpperCase();
    if (upper === 'BEGIN' && value.toUpperCase() === 'VEVENT') event = [];
    else if (upper === 'END' && value.toUpperCase() === 'VEVENT') {
      if (event !== undefined) events.push(event);
      event = undefined;
      // What is inside of an event (VALARM) is not the event's own.
    } else if (upper === 'BEGIN') depth += 1;
    else if (upper === 'END') depth -= 1;
    else if (event !== undefined && (depth <= 1 || upper.startsWith('X-FANGZHOU'))) {
      event.push({ name: upper, params: paramsOf(params), value, place: { file, line: number, column: 1 } });
    }
  }
  return events;
}

/** Lines as RFC 5545, 3.1 folds them, each with the number of its first one. */
function unfolded(text: string): readonly { readonly line: string; readonly number: number }[] {
  const lines: { line: string; number: number }[] = [];
  for (const [index, part] of text.split(/\r?\n/).entries()) {
    const last = lines.at(-1);
    if (/^[ \t]/.test(part) && last !== undefined) last.line += part.slice(1);
    else lines.push({ line: part, number: index + 1 });
  }
  return lines;
}

function paramsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(';').flatMap((part): [string, string][] => {
      const [name, ...value] = part.split('=');
      return name === undefined || name === '' ? [] : [[name.toUpperCase(), value.join('=').replaceAll('"', '')]];
    }),
  );
}

function overrideOf(
  event: readonly Property[],
  people: readonly PersonSettings[],
  mistakes: Mistakes,
): RosterOverride | undefined {
  const one = (name: string): Property | undefined => event.find((property) => property.name === name);
  const place = event[0]?.place;
  // A gap that Fangzhou itself exported says that nobody is on call.
  const isNone = one('STATUS')?.value.toUpperCase() === 'CANCELLED' || one('X-FANGZHOU-GAP') !== undefined;
  if (place === undefined || isNone) return undefined;
  const wrong = (
    at: Place,
    code: 'paging-calendar-event' | 'paging-calendar-person' | 'paging-calendar-rule',
    value = '',
  ) => {
    mistakes.add(at, code, { value });
    return undefined;
  };
  const rule = one('RRULE') ?? one('RDATE');
  if (rule !== undefined) return wrong(rule.place, 'paging-calendar-rule', rule.value);
  const [start, end] = [one('DTSTART'), one('DTEND')];
  const from = start === undefined ? undefined : momentOf(start);
  const to = end === undefined ? dayAfter(start) : momentOf(end);
  if (from === undefined || to === undefined) return wrong((end ?? start)?.place ?? place, 'paging-calendar-event');
  const summary = one('SUMMARY');
  const person = personOf(event, people);
  if (person === undefined) return wrong(summary?.place ?? place, 'paging-calendar-person', summary?.value ?? '');
  return { from, to, personId: person.id, reason: plain(one('DESCRIPTION')?.value ?? '').slice(0, 200) };
}

function personOf(event: readonly Property[], people: readonly PersonSettings[]): PersonSettings | undefined {
  const named = event.find(({ name }) => name === 'X-FANGZHOU-PERSON')?.value.trim();
  if (named !== undefined) return people.find(({ id }) => id === named);
  const mailboxes = new Set(
    event
      .filter(({ name }) => name === 'ATTENDEE')
      .map(({ value }) =>
        value
          .replace(/^mailto:/i, '')
          .trim()
          .toLowerCase(),
      ),
  );
  const attending = people.find(({ ways }) => ways.some(({ to }) => mailboxes.has(to.toLowerCase())));
  if (attending !== undefined) return attending;
  const summary = plain(event.find(({ name }) => name === 'SUMMARY')?.value ?? '').trim();
  return people.find(({ id, nameZh, nameEn }) => [id, nameZh, nameEn].includes(summary));
}

/** RFC 5545, 3.3.11. */
function plain(text: string): string {
  return text.replace(/\\([nN\\;,])/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? ' ' : sign));
}

function momentOf({ value, params }: Property): Moment | undefined {
  const found = /^(\d{4})(\d{2})(\d{2})(?:T([01]\d|2[0-3])([0-5]\d)([0-5]\d)(Z?))?$/.exec(value.trim());
  if (found === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zulu] = found;
  if (!isDay(`${year}-${month}-${day}`)) return undefined;
  const wall = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (zulu === 'Z') return { at: wall };
  const timeZone = params.get('TZID')?.replace(/^\//, '');
  return timeZone !== undefined && isZone(timeZone) ? { wall, timeZone } : { wall };
}

/** An event of a day without an end lasts for that day. */
function dayAfter(start: Property | undefined): Moment | undefined {
  const from = start === undefined || start.value.includes('T') ? undefined : momentOf(start);
  return from === undefined || !('wall' in from) ? undefined : { ...from, wall: from.wall + 86_400_000 };
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
