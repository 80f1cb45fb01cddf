import { message } from '../../../core/index.ts';
import type { Column } from '../model.ts';
import type { Words } from '../words.ts';
import { readingsOf, type UptimeFigures } from './figures.ts';

type Reading = (figures: UptimeFigures) => number | null;

const seconds = (milliseconds: number): number => milliseconds / 1000;
/** A mean of nothing is none. */
const mean = (milliseconds: number, times: number): number | null =>
  times === 0 ? null : seconds(milliseconds / times);

/** Columns that fit on paper. */
const main: ReadonlySet<string> = new Set([
  'availability',
  'availabilityInHours',
  'coverage',
  'outages',
  'downSeconds',
  'downInHoursSeconds',
  'maintenanceSeconds',
]);

/** The columns of an uptime table; the verifier makes the same values anew from the evidence. `since`: the form of reports that has it. */
const readings: readonly (readonly [id: string, unit: Column['unit'], since: 1 | 2, read: Reading])[] = [
  ['availability', 'ratio', 1, ({ total }) => total.availability ?? null],
  ['availabilityInHours', 'ratio', 2, ({ inServiceHours }) => inServiceHours.availability ?? null],
  ['availabilityAtLeast', 'ratio', 1, ({ total }) => readingsOf(total).atLeast],
  ['availabilityAtMost', 'ratio', 1, ({ total }) => readingsOf(total).atMost],
  ['coverage', 'ratio', 1, ({ total }) => readingsOf(total).coverage],
  ['outages', 'count', 1, ({ outages }) => outages],
  ['downSeconds', 'seconds', 1, ({ total }) => seconds(total.downMs)],
  ['downInHoursSeconds', 'seconds', 2, ({ inServiceHours }) => seconds(inServiceHours.downMs)],
  ['longestOutageSeconds', 'seconds', 1, ({ longestOutageMs }) => seconds(longestOutageMs)],
  ['mttrSeconds', 'seconds', 1, ({ total, outages }) => mean(total.downMs, outages)],
  ['mtbfSeconds', 'seconds', 1, ({ total, failures }) => mean(total.upMs + total.degradedMs, failures)],
  ['degradedSeconds', 'seconds', 1, ({ total }) => seconds(total.degradedMs)],
  ['unknownSeconds', 'seconds', 1, ({ total }) => seconds(total.unknownMs)],
  ['unknownInHoursSeconds', 'seconds', 2, ({ inServiceHours }) => seconds(inServiceHours.unknownMs)],
  ['longestUnknownSeconds', 'seconds', 1, ({ longestUnknownMs }) => seconds(longestUnknownMs)],
  ['maintenanceSeconds', 'seconds', 2, ({ total }) => seconds(total.maintenanceMs)],
  ['maintenanceInHoursSeconds', 'seconds', 2, ({ inServiceHours }) => seconds(inServiceHours.maintenanceMs)],
  ['budgetLeftSeconds', 'seconds', 2, ({ budgetLeftMs }) => seconds(budgetLeftMs)],
];

/** Reports of before there were service hours and maintenance have the first form. */
export type UptimeForm = 1 | 2;

const inForm = (form: UptimeForm) => readings.filter(([, , since]) => since <= form);

export const uptimeColumnIds = (form: UptimeForm = 2): readonly string[] => inForm(form).map(([id]) => id);

export function uptimeColumns(words: Words): readonly Column[] {
  return readings.map(([id, unit]) => ({
    id,
    name: words.tell(message(`report.column.${id}`)),
    unit,
    main: main.has(id),
  }));
}

export function uptimeValues(figures: UptimeFigures, form: UptimeForm = 2): readonly (number | null)[] {
  return inForm(form).map(([, , , read]) => read(figures));
}
