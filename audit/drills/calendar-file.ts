import { dictionary, type EpochMs, type Language, message, render } from '../../core/index.ts';
import type { DrillDue } from './calendar.ts';
import type { PairDrill } from './model.ts';
import { drillTexts } from './words.ts';

/** Entries of one file; the newest plans and the nearest days come first. */
const mostEntries = 1_000;

/**
 * The calendar as text/calendar (RFC 5545): each drill that waits or runs in its window, and the day on which each pair is due.
 * The same input gives the same bytes; `host` makes its ids unique in the world.
 */
export async function calendarFile(input: {
  readonly due: readonly DrillDue[];
  readonly drills: readonly PairDrill[];
  readonly nameOf: (pairId: string) => string;
  readonly host: string;
  readonly language: Language;
  readonly now: EpochMs;
}): Promise<string> {
  const { due, drills, nameOf, host, language, now } = input;
  // Few ask for it: a server that runs for years does not carry it.
  const { default: ical } = await import('ical-generator');
  const texts = dictionary(language, drillTexts);
  const calendar = ical({
    name: render(texts, message('drill.calendar.name')),
    prodId: { company: 'Fangzhou', product: 'Drills', language: language === 'en' ? 'EN' : 'ZH' },
  });
  const stamp = new Date(now);
  for (const { id, pairId, procedure, window, reason, state, plannedAt } of drills.slice(0, mostEntries)) {
    const title = language === 'en' ? procedure.title.en : procedure.title.zh;
    calendar.createEvent({
      id: `drill-${id}@${host}`,
      stamp,
      created: new Date(plannedAt),
      start: new Date(window.from),
      end: new Date(window.to),
      summary: render(texts, message('drill.calendar.planned', { pair: nameOf(pairId), procedure: title })),
      description: [render(texts, message('drill.calendar.state', { state: `key:drill.state.${state}` })), reason].join(
        '\n',
      ),
    });
  }
  for (const { pairId, dueAt } of due.slice(0, mostEntries)) {
    calendar.createEvent({
      id: `due-${pairId}@${host}`,
      stamp,
      start: new Date(dueAt),
      end: new Date(dueAt + 3_600_000),
      summary: render(texts, message('drill.calendar.due', { pair: nameOf(pairId) })),
    });
  }
  return calendar.toString();
}
