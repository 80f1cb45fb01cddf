import { offsetText, wallTime } from '../../core/index.ts';
import type { Report, ReportException, Unit } from './model.ts';
import type { Words } from './words.ts';

/** A dash for what cannot be told. */
const nothing = '–';

/** `99.987%`, cut and never rounded up: 100% stands only for the whole. */
export function ratioText(value: number | null): string {
  if (value === null) return nothing;
  // The smallest step guards against 0.29 * 100000 being 28999.999...
  return `${(Math.floor(value * 100_000 + 1e-7) / 1_000).toFixed(3)}%`;
}

/** The two largest units: `3 h 12 min`. Sub-seconds are cut; a budget that is used up is below none. */
export function secondsText(value: number | null, words: Words): string {
  if (value === null) return nothing;
  if (value < 0) return `−${secondsText(-value, words)}`;
  const total = Math.floor(value);
  const parts = [
    [Math.floor(total / 86_400), 'day'],
    [Math.floor((total % 86_400) / 3_600), 'hour'],
    [Math.floor((total % 3_600) / 60), 'minute'],
    [total % 60, 'second'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  const shown = first < 0 ? parts.slice(3) : parts.slice(first, first + 2);
  return shown
    .filter(([amount], index) => index === 0 || amount > 0)
    .map(([amount, unit]) => `${amount} ${words.label(`report.unit.${unit}`)}`)
    .join(' ');
}

export function valueText(
  value: number | string | null,
  unit: Unit,
  words: Words,
  report: Pick<Report, 'period'>,
): string {
  if (typeof value === 'string') return unit === 'time' ? timeText(value, report) : value;
  if (unit === 'ratio') return ratioText(value);
  if (unit === 'seconds') return secondsText(value, words);
  return value === null ? nothing : String(value);
}

/** An ISO time as the wall clock of the report's zone. */
export function timeText(iso: string, report: Pick<Report, 'period'>): string {
  return wallTime(Date.parse(iso), report.period.timeZone);
}

/** Who decided what, until when, and where it is on record. */
export function exceptionText(
  { element, what, by, until, record }: ReportException,
  report: Pick<Report, 'period'>,
  words: Words,
): string {
  const parts = [
    by,
    ...(until === null ? [] : [words.label('report.label.until', { until: timeText(until, report) })]),
    ...(record === null ? [] : [words.label('report.label.record', { record })]),
  ];
  return `${`${element.id} ${nameText(element)}`.trim()}: ${what.text} (${parts.join('; ')})`;
}

export function periodText(report: Report, words: Words): string {
  const { from, to, timeZone } = report.period;
  return words.label('report.label.period.value', {
    from: timeText(from, report),
    to: timeText(to, report),
    zone: timeZone,
    offset: offsetText(Date.parse(from), timeZone),
  });
}

/** What stands after the id of an element: nothing where the name says the same, as it does where no name in that language is declared. */
export function nameText({ id, name }: { readonly id: string; readonly name: string }): string {
  return name === id ? '' : name;
}

/** Makers that are nobody's name, as the server writes them into the report. */
const makers = new Map([
  ['access token', 'token'],
  ['bulletin', 'bulletin'],
  ['command line', 'command'],
  ['drill', 'drill'],
  ['schedule: daily', 'daily'],
  ['schedule: weekly', 'weekly'],
  ['schedule: monthly', 'monthly'],
  ['schedule: yearly', 'yearly'],
]);

/** Who made the report: a user's name, or in the report's language what made it. */
export function makerText({ madeBy }: Pick<Report, 'madeBy'>, words: Words): string {
  const maker = makers.get(madeBy);
  return maker === undefined ? madeBy : words.label(`report.maker.${maker}`);
}
