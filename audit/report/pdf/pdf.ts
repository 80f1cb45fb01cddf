import { encode } from 'uqr';
import {
  exceptionText,
  makerText,
  nameText,
  periodText,
  ratioText,
  secondsText,
  timeText,
  valueText,
} from '../format.ts';
import { headText } from '../head.ts';
import type { Finding, Report, ReportTable, ReportVerdict, TableRow, TimelineState } from '../model.ts';
import { hasFindings, isBad, isOfPeriod, phrase, rowLines, statesOf, verdictText } from '../phrases.ts';
import { type Words, wordsIn } from '../words.ts';
import { type Attachment, type Cell, type CellColumn, ink, newLine, Sheet } from './sheet.ts';

const verdictColors: Readonly<Record<ReportVerdict, string>> = {
  pass: '#0a6b3d',
  fail: '#b3261e',
  unknown: '#5a5f66',
  waived: '#7a5200',
};
const stateColors: Readonly<Record<TimelineState, string>> = {
  up: '#7fbf9b',
  isolated: '#7fbf9b',
  degraded: '#e0a93b',
  down: '#b3261e',
  violated: '#b3261e',
  covered: '#7fbf9b',
  uncovered: '#b3261e',
  unknown: '#b9bec6',
  maintenance: '#6a8fd1',
};

/** The report as PDF/A-3b with the machine-readable files inside. The same report gives the same bytes. */
export async function pdfOf(report: Report, attachments: readonly Attachment[] = []): Promise<Uint8Array> {
  const words = wordsIn(report.language);
  const t = words.label;
  const sheet = new Sheet({
    title: report.title,
    language: report.language,
    at: new Date(report.madeAt),
    creator: `${report.product.name} ${report.product.version}`,
  });
  header(sheet, report, words);
  sheet.heading(t('report.section.figures'));
  figures(sheet, report, words);
  for (const table of report.tables) {
    sheet.heading(table.title.text);
    drawTable(sheet, table, report, words);
    if (table.rows.some(({ timeline }) => timeline.length > 0)) legend(sheet, report, words);
  }
  if (hasFindings(report)) {
    sheet.heading(phrase(report, 'section.findings', words));
    findings(sheet, report, words);
  }
  if (isOfPeriod(report)) {
    sheet.heading(t('report.section.exceptions'));
    if (report.exceptions.length === 0) sheet.text(t('report.section.exceptions.none'));
    for (const exception of report.exceptions) sheet.bullet(exceptionText(exception, report, words));
    sheet.heading(t('report.section.changes'));
    changes(sheet, report, words);
    sheet.heading(t('report.section.terminals'));
    terminals(sheet, report, words);
  }
  for (const { title, entries } of report.annexes ?? []) {
    sheet.heading(title.text);
    for (const { text } of entries) sheet.bullet(text);
  }
  sheet.heading(t('report.section.clauses'));
  clauses(sheet, report, words);
  sheet.heading(t('report.section.method'));
  for (const { text } of report.method) sheet.bullet(text);
  sheet.heading(t('report.section.limits'));
  for (const { text } of report.limits) sheet.bullet(text);
  sheet.heading(t('report.section.signature'), signatureHeight + 30);
  signature(sheet, report, words);
  for (const attachment of attachments) sheet.attach(attachment);
  return sheet.finish((page, pages) => [`${report.title} · ${report.id}`, t('report.label.page', { page, pages })]);
}

function verdictCell(report: Report, verdict: ReportVerdict, words: Words): Cell {
  return { text: verdictText(report, verdict, words), bold: true, color: verdictColors[verdict] };
}

function header(sheet: Sheet, report: Report, words: Words): void {
  const t = words.label;
  sheet.text(report.city.name, { size: 10, color: ink.quiet });
  sheet.text(report.title, { size: 20, bold: true });
  sheet.gap(6);
  const color = verdictColors[report.verdict];
  const top = sheet.y;
  const textLeft = 92;
  sheet.text(report.summary.map(({ text }) => text).join(' '), { size: 10.5, indent: textLeft });
  const height = Math.max(26, sheet.y - top);
  sheet.box(sheet.left, top, 80, height, color);
  sheet.label(verdictText(report, report.verdict, words), sheet.left + 8, top + height / 2 - 9, 66, {
    size: 12.5,
    bold: true,
    color: '#ffffff',
  });
  sheet.y = top + height + 8;
  sheet.fact(t('report.label.scope'), `${t(`report.scope.${report.scope.kind}`)} · ${report.scope.name}`);
  sheet.fact(t('report.label.period'), periodText(report, words));
  if (report.target !== null) sheet.fact(t('report.label.target'), ratioText(report.target));
  sheet.fact(t('report.label.coverage'), ratioText(report.coverage.ratio));
  const made = {
    at: timeText(report.madeAt, report),
    by: makerText(report, words),
    product: `${report.product.name} ${report.product.version}`,
  };
  sheet.fact(t('report.label.made'), t('report.label.made.value', made));
  sheet.fact(t('report.label.id'), report.id);
}

function figures(sheet: Sheet, report: Report, words: Words): void {
  const perRow = 4;
  const [gap, height] = [6, 50];
  const width = (sheet.width - gap * (perRow - 1)) / perRow;
  for (let from = 0; from < report.figures.length; from += perRow) {
    sheet.need(height);
    for (const [index, { name, unit, value }] of report.figures.slice(from, from + perRow).entries()) {
      const x = sheet.left + index * (width + gap);
      sheet.frame(x, sheet.y, width, height);
      sheet.label(name.text, x + 6, sheet.y + 3, width - 10, { size: 7.5, color: ink.quiet, lines: 2 });
      sheet.label(valueText(value, unit, words, report), x + 6, sheet.y + 26, width - 10, { size: 13, bold: true });
    }
    sheet.gap(height + gap);
  }
}

function drawTable(sheet: Sheet, table: ReportTable, report: Report, words: Words): void {
  const shown = table.columns.flatMap((column, index) => (column.main ? [{ column, index }] : []));
  const [nameWidth, verdictWidth] = [116, 40];
  const width = (sheet.width - nameWidth - verdictWidth) / Math.max(1, shown.length);
  const columns: CellColumn[] = [
    { name: words.label('report.label.element'), width: nameWidth },
    { name: words.label('report.label.verdict'), width: verdictWidth },
    ...shown.map(({ column }) => ({ name: column.name.text, width, align: 'right' as const })),
  ];
  const rows = table.rows.map((row) => ({
    cells: [
      { text: `${row.element.id}  ${nameText(row.element)}` },
      verdictCell(report, row.verdict, words),
      ...shown.map(({ column, index }) => ({ text: valueText(row.values[index] ?? null, column.unit, words, report) })),
    ],
    ...(row.timeline.length === 0
      ? {}
      : { strip: (x: number, y: number, stripWidth: number) => drawStrip(sheet, row, report, x, y, stripWidth) }),
  }));
  sheet.table(columns, rows, 7.5);
}

function drawStrip(sheet: Sheet, row: TableRow, report: Report, x: number, y: number, width: number): void {
  const height = 4.5;
  const from = Date.parse(report.period.from);
  const length = Date.parse(report.period.to) - from;
  // A month of a nervous link has thousands of parts: what falls on one half point is drawn once, the worst of it.
  const slots = Math.floor(width * 2);
  const order = statesOf(report);
  const worst = new Uint8Array(slots);
  for (const [index, part] of row.timeline.entries()) {
    const next = row.timeline[index + 1];
    const start = ((Date.parse(part.from) - from) / length) * slots;
    const end = next === undefined ? slots : ((Date.parse(next.from) - from) / length) * slots;
    const rank = order.indexOf(part.state) + 1;
    // Only what is bad claims a slot that it does not fill.
    const first = isBad(part.state) ? Math.floor(start) : Math.round(start);
    const last = isBad(part.state) ? Math.max(first + 1, Math.ceil(end)) : Math.round(end);
    for (let slot = first; slot < Math.min(last, slots); slot += 1) worst[slot] = Math.max(worst[slot] ?? 0, rank);
  }
  for (let slot = 0; slot < slots; ) {
    const rank = worst[slot] ?? 0;
    let end = slot + 1;
    while (end < slots && worst[end] === rank) end += 1;
    const state = order[rank - 1];
    if (state !== undefined) sheet.box(x + slot / 2, y, (end - slot) / 2, height, stateColors[state]);
    slot = end;
  }
}

function legend(sheet: Sheet, report: Report, words: Words): void {
  sheet.need(12);
  let x = sheet.left;
  sheet.label(words.label('report.label.timeline'), x, sheet.y, 60, { size: 7.5, color: ink.quiet });
  x += 52;
  for (const state of statesOf(report)) {
    sheet.box(x, sheet.y + 3, 9, 5, stateColors[state]);
    sheet.label(words.label(`report.state.${state}`), x + 12, sheet.y, 60, { size: 7.5, color: ink.quiet });
    x += 66;
  }
  sheet.gap(12);
}

function findings(sheet: Sheet, report: Report, words: Words): void {
  const t = words.label;
  if (report.findings.length === 0) {
    sheet.text(phrase(report, 'section.findings.none', words));
    return;
  }
  const isByCheck = report.kind === 'isolation' || report.kind === 'backup';
  const fixed = isByCheck ? ([26, 78, 50, 50, 40] as const) : ([30, 100, 76, 76, 56] as const);
  const share = isByCheck ? 0.86 : 0.62;
  const rest = sheet.width - fixed.reduce((sum, width) => sum + width, 0);
  const columns: CellColumn[] = [
    { name: '', width: fixed[0] },
    { name: t('report.label.element'), width: fixed[1] },
    { name: t('report.label.from'), width: fixed[2] },
    { name: t('report.label.to'), width: fixed[3] },
    { name: phrase(report, 'label.duration', words), width: fixed[4] },
    { name: t('report.label.reason'), width: rest * share },
    { name: t('report.label.evidence'), width: rest * (1 - share) },
  ];
  const rows = report.findings.map((finding) => {
    const { id, element, from, to, seconds, records } = finding;
    return {
      cells: [
        { text: id },
        { text: `${element.id}  ${nameText(element)}` },
        { text: timeText(from, report) },
        { text: to === null ? t('report.label.lasting') : timeText(to, report) },
        { text: secondsText(seconds, words) },
        { text: findingText(finding, words) },
        { text: records.length === 0 ? '–' : records.join(', ') },
      ],
    };
  });
  sheet.table(columns, rows, 7.5);
  if (report.findingsLeftOut > 0) sheet.text(t('report.section.findings.more', { more: report.findingsLeftOut }));
}

function findingText(finding: Finding, words: Words): string {
  const { check, what } = finding;
  const head = check === undefined ? what.text : `${check.id} ${check.severity} · ${what.text}`;
  return [head, ...rowLines(finding, words)].join(newLine);
}

function changes(sheet: Sheet, report: Report, words: Words): void {
  const { since, entries } = report.changes;
  if (since === null) {
    sheet.text(words.label('report.section.changes.first'));
    for (const { text } of entries) sheet.bullet(text);
    return;
  }
  if (entries.length === 0) {
    sheet.text(words.label('report.section.changes.none', { id: since }));
    return;
  }
  sheet.text(words.label('report.section.changes.since', { id: since }));
  for (const { text } of entries) sheet.bullet(text);
}

function terminals(sheet: Sheet, report: Report, words: Words): void {
  const names = ['inner', 'outer', 'inUse', 'inStore', 'inHandOver', 'inRepair', 'scrapped', 'lost'] as const;
  const nameWidth = 190;
  const width = (sheet.width - nameWidth) / names.length;
  const columns: CellColumn[] = [
    { name: words.label('report.element.point'), width: nameWidth },
    ...names.map((name) => ({ name: words.label(`report.terminals.${name}`), width, align: 'right' as const })),
  ];
  const rows = report.terminals.map((count) => ({
    cells: [
      { text: `${count.point.id}  ${nameText(count.point)}` },
      ...names.map((name) => ({ text: String(count[name]) })),
    ],
  }));
  const total = {
    strong: true,
    cells: [
      { text: words.label('report.terminals.total') },
      ...names.map((name) => ({ text: String(report.terminals.reduce((sum, count) => sum + count[name], 0)) })),
    ],
  };
  sheet.table(columns, [...rows, total]);
}

function clauses(sheet: Sheet, report: Report, words: Words): void {
  const t = words.label;
  const [numberWidth, verdictWidth] = [60, 56];
  const rest = sheet.width - numberWidth - verdictWidth;
  const columns: CellColumn[] = [
    { name: t('report.clause.number'), width: numberWidth },
    { name: t('report.clause.title'), width: rest / 2 },
    { name: t('report.label.verdict'), width: verdictWidth },
    { name: t('report.clause.how'), width: rest / 2 },
  ];
  const rows = report.clauses.map(({ number, title, verdict, how }) => ({
    cells: [{ text: number }, { text: title }, verdictCell(report, verdict, words), { text: how.text }],
  }));
  sheet.table(columns, rows);
  sheet.text(t('report.section.clauses.note'), { size: 8, color: ink.quiet });
}

/** Of a QR code's side, and of the whole block with its lines to sign on. */
const codeSide = 104;
const signatureHeight = codeSide + 110;

function signature(sheet: Sheet, report: Report, words: Words): void {
  const t = words.label;
  if (report.head === null) {
    sheet.text(t('report.signature.none'));
    return;
  }
  const side = codeSide;
  sheet.need(signatureHeight);
  const top = sheet.y;
  const code = encode(headText(report.head), { ecc: 'M', border: 0 });
  sheet.squares(sheet.left, top + 4, side, code.size, (row, column) => code.data[row]?.[column] === true);
  const left = sheet.left + side + 18;
  const width = sheet.width - side - 18;
  for (const [name, value] of [
    [t('report.signature.head'), report.head.origin],
    [t('report.signature.size'), String(report.head.size)],
    [t('report.signature.root'), report.head.root],
  ] as const) {
    sheet.fact(name, value, { left, nameWidth: 62, width });
  }
  sheet.gap(3);
  sheet.text(t('report.signature.how'), { indent: side + 18, size: 8.5 });
  sheet.gap(2);
  sheet.text(t('report.signature.paper'), { indent: side + 18, size: 8.5 });
  sheet.y = Math.max(sheet.y, top + side + 4) + 46;
  const third = (sheet.width - 40) / 3;
  for (const [index, name] of ['checked-by', 'date', 'seal'].entries()) {
    const x = sheet.left + index * (third + 20);
    sheet.line(x, sheet.y, third);
    sheet.label(t(`report.signature.${name}`), x, sheet.y + 3, third, { color: ink.quiet });
  }
  sheet.gap(20);
}
