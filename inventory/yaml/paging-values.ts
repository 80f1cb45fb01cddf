/** Values that the parts of paging share, each with its mistake. */

import { nearest } from '../mistakes/near.ts';
import type { Place } from '../mistakes/place.ts';
import { type IncidentSeverity, incidentSeverities, type Moment } from '../paging-settings.ts';
import { minutesOf } from './calendar.ts';
import type { Section } from './section.ts';

const idForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A name in the settings that another part of them must know. */
export interface PagingReference {
  readonly place: Place;
  readonly field: string;
  readonly value: string;
}

/** The id of an entry; one that stands twice is told at its second place. */
export function idOf(section: Section, seen: Set<string>): string {
  const id = section.text('id');
  if (id === undefined) return '';
  if (!idForm.test(id)) section.wrong('id', 'bad-id', { value: id, limit: 64 });
  else if (seen.has(id)) section.wrong('id', 'paging-twice', { value: id });
  seen.add(id);
  return id;
}

/** `name_zh` and `name_en`; each stands for the other, and the id for both. */
export function namesOf(section: Section, id: string): { readonly nameZh: string; readonly nameEn: string } {
  const [zh, en] = [section.optionalText('name_zh'), section.optionalText('name_en')];
  return { nameZh: zh ?? en ?? id, nameEn: en ?? zh ?? id };
}

/** A list of names, each noted as a reference; one that is empty is a mistake. */
export function namesIn(section: Section, key: string, references: PagingReference[]): readonly string[] {
  const found = section.list(key) ?? [];
  if (found.length === 0) section.wrong(key, 'paging-empty');
  for (const { text, place } of found) references.push({ place, field: section.name(key), value: text });
  return found.map(({ text }) => text);
}

/** One name, noted as a reference. */
export function nameIn(section: Section, key: string, references: PagingReference[]): string {
  const value = section.text(key) ?? '';
  if (value !== '') references.push({ place: section.place(key), field: section.name(key), value });
  return value;
}

/** Reports every reference that is none of the known names. */
export function compareNames(
  section: Section,
  references: readonly PagingReference[],
  noun: 'person' | 'roster' | 'channel' | 'escalation',
  known: ReadonlySet<string>,
): void {
  for (const { place, field, value } of references) {
    if (known.has(value)) continue;
    const params = { field, noun: `key:inventory.noun.${noun}`, value };
    section.mistakes.add(place, 'unknown-reference', params, nearest(value, known));
  }
}

/** A day of the calendar as text, `2026-10-01`; undefined when a mistake has been reported. */
export function dayIn(section: Section, key: string, text = section.text(key)): string | undefined {
  if (text === undefined) return undefined;
  return isDay(text) ? text : section.wrong(key, 'calendar-day', { value: text });
}

export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Wall time of the city as `2026-10-01 08:30`, or a day alone, which begins at midnight. */
export function momentIn(section: Section, key: string): Moment | undefined {
  const text = section.text(key);
  if (text === undefined) return undefined;
  const [day = '', time = '00:00', more] = text.split(/[ T]/);
  const minutes = minutesOf(time);
  if (!isDay(day) || minutes === undefined || more !== undefined) {
    return section.wrong(key, 'paging-time', { value: text });
  }
  return { wall: Date.parse(`${day}T00:00:00Z`) + minutes * 60_000 };
}

/** Minutes after midnight. */
export function timeOfDayIn(section: Section, key: string, otherwise: string): number {
  const text = section.optionalText(key) ?? otherwise;
  return minutesOf(text) ?? section.wrong(key, 'bad-time-of-day', { value: text }) ?? 0;
}

/** Entries of a list beyond what is read are a mistake, not silence. */
export function boundedSections(section: Section, key: string, most: number): readonly Section[] {
  const found = section.sections(key);
  if (found.length > most) section.wrong(key, 'backup-too-many', { most });
  return found.slice(0, most);
}

/** RFC 5321's usual form, without quoted local parts: no space, no control, one @. */
export const mailbox = /^[^\s@<>"(),:;[\]\\]{1,64}@[^\s@<>"(),;\\]{1,253}$/u;

/** A telephone number: digits, a plus before them where the calling code is written. */
export const telephone = /^\+?\d{3,20}$/;

export function severitiesIn(section: Section, otherwise: readonly IncidentSeverity[]): readonly IncidentSeverity[] {
  if (!section.has('severities')) return otherwise;
  return (section.list('severities') ?? []).flatMap(({ text, place }) => {
    const found = incidentSeverities.find((one) => one === text);
    if (found !== undefined) return [found];
    const params = { field: section.name('severities'), allowed: incidentSeverities.join(', ') };
    section.mistakes.add(place, 'yaml-not-allowed', params);
    return [];
  });
}
