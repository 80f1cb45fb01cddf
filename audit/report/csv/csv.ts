import type { Report } from '../model.ts';
import { verdictText } from '../phrases.ts';
import { wordsIn } from '../words.ts';

/** Excel reads UTF-8 as such only behind this mark. */
const byteOrderMark = '\ufeff';

/**
 * A cell of RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV
 * injection); numbers stay numbers.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Lines of cells as a spreadsheet opens them. */
export function csvText(rows: readonly (readonly (string | number | null)[])[]): string {
  return byteOrderMark + rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** One row for each element: ids and words, then every column in its base unit (ratios 0 to 1, seconds). */
export function elementsCsv(report: Report): string {
  const words = wordsIn(report.language);
  const columns = new Map(
    report.tables.flatMap((table) => table.columns.map((column) => [column.id, column] as const)),
  );
  const head = [
    'kind',
    'id',
    words.label('report.label.element'),
    words.label('report.label.verdict'),
    ...Array.from(columns.values(), ({ id, name, unit }) => `${name.text} [${id}, ${unit}]`),
  ];
  const rows = report.tables.flatMap((table) =>
    table.rows.map(({ element, verdict, values }) => [
      element.kind,
      element.id,
      element.name,
      verdictText(report, verdict, words),
      ...Array.from(columns.keys(), (id) => values[table.columns.findIndex((column) => column.id === id)] ?? null),
    ]),
  );
  return csvText([head, ...rows]);
}

/** One row for each finding, times in UTC; of isolation one for each row that offended. */
export function findingsCsv(report: Report): string {
  const t = wordsIn(report.language).label;
  const byCheck = report.findings.some(({ check }) => check !== undefined);
  const head = ['id', 'kind', 'element', t('report.label.element')].concat([
    'from [UTC]',
    'to [UTC]',
    'seconds',
    t('report.label.reason'),
    t('report.label.evidence'),
    ...(byCheck ? ['check', 'severity', 'device', 'oid', 'value', t('report.isolation.row')] : []),
  ]);
  const rows = report.findings.flatMap((finding) => {
    const { id, element, from, to, seconds, what, records, check, rows: offending = [] } = finding;
    const cells = [id, element.kind, element.id, element.name, from, to, seconds, what.text, records.join(' ')];
    if (check === undefined) return [cells];
    const told = offending.map(({ deviceId, oid, value, severity, text }) => [
      severity,
      deviceId,
      oid,
      value,
      text.text,
    ]);
    return (told.length === 0 ? [[check.severity, null, null, null, null]] : told).map((row) => [
      ...cells,
      check.id,
      ...row,
    ]);
  });
  return csvText([head, ...rows]);
}
