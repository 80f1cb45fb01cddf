import { message } from '../../../core/index.ts';
import type { Column } from '../model.ts';
import type { Words } from '../words.ts';
import type { UptimeFigures } from './figures.ts';

type Reading = (figures: UptimeFigures) => number | null;

const seconds = (milliseconds: number | null): number | null => (milliseconds === null ? null : milliseconds / 1000);

/** Columns that fit on paper. */
const main: ReadonlySet<string> = new Set([
  'availability',
  'availabilityAtLeast',
  'coverage',
  'outages',
  'downSeconds',
  'longestOutageSeconds',
  'mttrSeconds',
]);

/** The columns of an uptime table; the verifier makes the same values anew from the evidence. */
const readings: readonly (readonly [id: string, unit: Column['unit'], read: Reading])[] = [
  ['availability', 'ratio', (figures) => figures.availability],
  ['availabilityAtLeast', 'ratio', (figures) => figures.availabilityAtLeast],
  ['availabilityAtMost', 'ratio', (figures) => figures.availabilityAtMost],
  ['coverage', 'ratio', (figures) => figures.coverage],
  ['outages', 'count', (figures) => figures.outages.length],
  ['downSeconds', 'seconds', (figures) => seconds(figures.downMs)],
  ['longestOutageSeconds', 'seconds', (figures) => seconds(figures.longestOutageMs)],
  ['mttrSeconds', 'seconds', (figures) => seconds(figures.mttrMs)],
  ['mtbfSeconds', 'seconds', (figures) => seconds(figures.mtbfMs)],
  ['degradedSeconds', 'seconds', (figures) => seconds(figures.degradedMs)],
  ['unknownSeconds', 'seconds', (figures) => seconds(figures.unknownMs)],
  ['longestUnknownSeconds', 'seconds', (figures) => seconds(figures.longestUnknownMs)],
];

export const uptimeColumnIds: readonly string[] = readings.map(([id]) => id);

export function uptimeColumns(words: Words): readonly Column[] {
  return readings.map(([id, unit]) => ({
    id,
    name: words.tell(message(`report.column.${id}`)),
    unit,
    main: main.has(id),
  }));
}

export function uptimeValues(figures: UptimeFigures): readonly (number | null)[] {
  return readings.map(([, , read]) => read(figures));
}
