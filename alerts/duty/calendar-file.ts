import { type EpochMs, type Language, message, render } from '../../core/index.ts';
import type { PersonSettings } from '../../inventory/index.ts';
import { alertTexts } from '../texts.ts';
import type { Duty } from './roster.ts';

/**
 * A roster as text/calendar (RFC 5545): one event for each turn of a period, and one for each gap. Fangzhou reads it back as overrides
 * (`X-FANGZHOU-PERSON`). The same input gives the same bytes; `host` makes its ids unique in the world.
 */
export async function rosterCalendar(input: {
  readonly duty: Duty;
  readonly people: readonly PersonSettings[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly host: string;
  readonly language: Language;
}): Promise<string> {
  const { duty, people, from, to, host, language } = input;
  // Few ask for it: a server that runs for years does not carry it.
  const { default: ical } = await import('ical-generator');
  const texts = alertTexts[language];
  const nameOf = (one: { readonly nameZh: string; readonly nameEn: string }): string =>
    language === 'en' ? one.nameEn : one.nameZh;
  const { roster } = duty;
  const calendar = ical({
    name: nameOf(roster),
    prodId: { company: 'Fangzhou', product: 'Duty', language: language === 'en' ? 'EN' : 'ZH' },
  });
  for (const span of duty.spans(from, to)) {
    const person = people.find(({ id }) => id === span.personId);
    const isGap = span.personId === undefined;
    const event = calendar.createEvent({
      id: `${roster.id}-${span.from}@${host}`,
      stamp: new Date(from),
      start: new Date(span.from),
      end: new Date(span.to),
      summary: isGap
        ? render(texts, message('alerts.paging.nobody'))
        : person === undefined
          ? (span.personId ?? '')
          : nameOf(person),
      ...(isGap || span.reason === '' ? {} : { description: span.reason }),
    });
    // A gap has no person, so that reading it back would say that its place is wrong: it is left out there by its status.
    if (isGap) event.x('X-FANGZHOU-GAP', span.cause);
    else event.x('X-FANGZHOU-PERSON', span.personId);
  }
  return calendar.toString();
}
