import { qrSvg } from '../../../ledger/index.ts';
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
import type { Finding, Report, ReportTable, ReportVerdict, TableRow } from '../model.ts';
import { hasFindings, isBad, isOfPeriod, phrase, rowLines, statesOf, verdictText } from '../phrases.ts';
import { type Words, wordsIn } from '../words.ts';
import { css } from './style.ts';

/** Text as HTML: nothing that a device or a person wrote becomes markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const e = escapeHtml;

/** The report as one stand-alone HTML file: no script, no outside asset, prints on A4. */
export function htmlOf(report: Report): string {
  const words = wordsIn(report.language);
  const t = words.label;
  const body = [
    header(report, words),
    section(t('report.section.figures'), figures(report, words)),
    ...report.tables.map((table) => section(table.title.text, tableHtml(table, report, words))),
    ...(hasFindings(report) ? [section(phrase(report, 'section.findings', words), findings(report, words))] : []),
    ...(isOfPeriod(report)
      ? [
          section(t('report.section.exceptions'), exceptions(report, words)),
          section(t('report.section.changes'), changes(report, words)),
          section(t('report.section.terminals'), terminals(report, words)),
        ]
      : []),
    ...(report.annexes ?? []).map(({ title, entries }) => section(title.text, list(entries.map(({ text }) => text)))),
    section(t('report.section.clauses'), clauses(report, words)),
    section(t('report.section.method'), list(report.method.map(({ text }) => text))),
    section(t('report.section.limits'), list(report.limits.map(({ text }) => text))),
    section(t('report.section.signature'), signature(report, words)),
  ];
  return `<!doctype html>
<html lang="${report.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${e(report.title)}</title>
<style>${css}</style>
</head>
<body>
${body.join('\n')}
</body>
</html>
`;
}

function section(title: string, content: string): string {
  return `<section><h2>${e(title)}</h2>${content}</section>`;
}

function badge(report: Report, verdict: ReportVerdict, words: Words): string {
  return `<span class="badge ${verdict}">${e(verdictText(report, verdict, words))}</span>`;
}

function header(report: Report, words: Words): string {
  const t = words.label;
  const facts = [
    [t('report.label.scope'), `${t(`report.scope.${report.scope.kind}`)} · ${report.scope.name}`],
    [t('report.label.period'), periodText(report, words)],
    ...(report.target === null ? [] : [[t('report.label.target'), ratioText(report.target)] as const]),
    [t('report.label.coverage'), ratioText(report.coverage.ratio)],
    [
      t('report.label.made'),
      t('report.label.made.value', {
        at: timeText(report.madeAt, report),
        by: makerText(report, words),
        product: `${report.product.name} ${report.product.version}`,
      }),
    ],
    [t('report.label.id'), report.id],
  ] as const;
  return `<header class="${report.verdict}">
<p class="city">${e(report.city.name)}</p>
<h1>${e(report.title)}</h1>
<p class="verdict">${badge(report, report.verdict, words)} ${report.summary.map(({ text }) => e(text)).join(' ')}</p>
<dl>${facts.map(([name, value]) => `<div><dt>${e(name)}</dt><dd>${e(value)}</dd></div>`).join('')}</dl>
</header>`;
}

function figures(report: Report, words: Words): string {
  const cells = report.figures.map(
    ({ name, unit, value }) =>
      `<div><dt>${e(name.text)}</dt><dd>${e(valueText(value, unit, words, report))}</dd></div>`,
  );
  return `<dl class="figures">${cells.join('')}</dl>`;
}

function tableHtml(table: ReportTable, report: Report, words: Words): string {
  const head = [
    `<th>${e(words.label('report.label.element'))}</th>`,
    `<th>${e(words.label('report.label.verdict'))}</th>`,
    ...table.columns.map(({ name }) => `<th class="number">${e(name.text)}</th>`),
  ];
  const rows = table.rows.map((row) => {
    const cells = row.values.map((value, index) => {
      const unit = table.columns[index]?.unit ?? 'text';
      return `<td class="number">${e(valueText(value, unit, words, report))}</td>`;
    });
    const name = `<td class="name"><b>${e(row.element.id)}</b> ${e(nameText(row.element))}</td>`;
    const values = `${name}<td>${badge(report, row.verdict, words)}</td>${cells.join('')}`;
    if (row.timeline.length === 0) return `<tr class="alone">${values}</tr>`;
    return `<tr>${values}</tr>
<tr class="strip"><td colspan="${cells.length + 2}">${strip(row, report, words)}</td></tr>`;
  });
  return `<table class="wide"><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>${table.rows.some(({ timeline }) => timeline.length > 0) ? legend(report, words) : ''}`;
}

/** The timeline as a drawing; the words of what it shows are in the table and in the list of outages. */
function strip(row: TableRow, report: Report, words: Words): string {
  const from = Date.parse(report.period.from);
  const length = Date.parse(report.period.to) - from;
  const parts = row.timeline.map((part, index) => {
    const start = ((Date.parse(part.from) - from) / length) * 1000;
    const next = row.timeline[index + 1];
    const end = next === undefined ? 1000 : ((Date.parse(next.from) - from) / length) * 1000;
    // An outage of seconds in a year is still a mark that can be seen.
    const least = isBad(part.state) ? 1.5 : 0;
    return { ...part, x: start, width: Math.max(end - start, least) };
  });
  // What is bad is drawn last, so that nothing covers it.
  const order = statesOf(report);
  parts.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const shapes = parts.map(
    ({ state, x, width }) => `<rect class="${state}" x="${round(x)}" width="${round(width)}" y="0" height="10"/>`,
  );
  const label = words.label('report.label.timeline');
  return `<svg viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="${e(label)}">${shapes.join('')}</svg>`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function legend(report: Report, words: Words): string {
  const states = statesOf(report).map(
    (state) => `<span class="key ${state}">${e(words.label(`report.state.${state}`))}</span>`,
  );
  return `<p class="legend">${e(words.label('report.label.timeline'))}: ${states.join(' ')}</p>`;
}

function findings(report: Report, words: Words): string {
  const t = words.label;
  if (report.findings.length === 0) return `<p>${e(phrase(report, 'section.findings.none', words))}</p>`;
  const names = [
    t('report.label.from'),
    t('report.label.to'),
    phrase(report, 'label.duration', words),
    t('report.label.reason'),
    t('report.label.evidence'),
  ];
  const head = ['', t('report.label.element'), ...names].map((name) => `<th>${e(name)}</th>`).join('');
  const rows = report.findings.map((finding) => {
    const { id, element, from, to, seconds, what, records } = finding;
    return `<tr><td>${e(id)}</td>
<td class="name"><b>${e(element.id)}</b> ${e(nameText(element))}</td>
<td class="time">${e(timeText(from, report))}</td>
<td class="time">${e(to === null ? t('report.label.lasting') : timeText(to, report))}</td>
<td>${e(secondsText(seconds, words))}</td><td>${checkBadge(finding)}${e(what.text)}${rowsHtml(finding, words)}</td>
<td class="records">${records.length === 0 ? '–' : e(records.join(', '))}</td></tr>`;
  });
  const more =
    report.findingsLeftOut === 0
      ? ''
      : `<p>${e(t('report.section.findings.more', { more: report.findingsLeftOut }))}</p>`;
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>${more}`;
}

function checkBadge({ check }: Finding): string {
  return check === undefined ? '' : `<b class="${check.severity}">${e(`${check.id} ${check.severity}`)}</b> `;
}

function rowsHtml(finding: Finding, words: Words): string {
  const lines = rowLines(finding, words);
  return lines.length === 0 ? '' : `<ul class="rows">${lines.map((line) => `<li>${e(line)}</li>`).join('')}</ul>`;
}

function exceptions(report: Report, words: Words): string {
  if (report.exceptions.length === 0) return `<p>${e(words.label('report.section.exceptions.none'))}</p>`;
  return list(report.exceptions.map((each) => exceptionText(each, report, words)));
}

function changes(report: Report, words: Words): string {
  const { since, entries } = report.changes;
  const all = entries.length === 0 ? '' : list(entries.map(({ text }) => text));
  if (since === null) return `<p>${e(words.label('report.section.changes.first'))}</p>${all}`;
  if (entries.length === 0) return `<p>${e(words.label('report.section.changes.none', { id: since }))}</p>`;
  return `<p>${e(words.label('report.section.changes.since', { id: since }))}</p>${all}`;
}

function terminals(report: Report, words: Words): string {
  const names = ['inner', 'outer', 'inUse', 'inStore', 'inHandOver', 'inRepair', 'scrapped', 'lost'] as const;
  const head = names.map((name) => `<th class="number">${e(words.label(`report.terminals.${name}`))}</th>`).join('');
  const rows = report.terminals.map(
    (count) =>
      `<tr><td class="name"><b>${e(count.point.id)}</b> ${e(nameText(count.point))}</td>${names
        .map((name) => `<td class="number">${count[name]}</td>`)
        .join('')}</tr>`,
  );
  const totals = names.map(
    (name) => `<td class="number">${report.terminals.reduce((sum, count) => sum + count[name], 0)}</td>`,
  );
  const foot = `<tfoot><tr><td>${e(words.label('report.terminals.total'))}</td>${totals.join('')}</tr></tfoot>`;
  const first = `<th>${e(words.label('report.element.point'))}</th>`;
  return `<table><thead><tr>${first}${head}</tr></thead><tbody>${rows.join('\n')}</tbody>${foot}</table>`;
}

function clauses(report: Report, words: Words): string {
  const t = words.label;
  const head = ['report.clause.number', 'report.clause.title', 'report.label.verdict', 'report.clause.how']
    .map((key) => `<th>${e(t(key))}</th>`)
    .join('');
  const rows = report.clauses.map(
    ({ number, title, verdict, how }) =>
      `<tr><td>${e(number)}</td><td>${e(title)}</td><td>${badge(report, verdict, words)}</td><td>${e(how.text)}</td></tr>`,
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table><p class="note">${e(t('report.section.clauses.note'))}</p>`;
}

function list(texts: readonly string[]): string {
  return `<ul>${texts.map((text) => `<li>${e(text)}</li>`).join('')}</ul>`;
}

function signature(report: Report, words: Words): string {
  const t = words.label;
  if (report.head === null) return `<p>${e(t('report.signature.none'))}</p>`;
  const { origin, size, root } = report.head;
  const facts = [
    [t('report.signature.head'), origin],
    [t('report.signature.size'), String(size)],
    [t('report.signature.root'), root],
  ] as const;
  const lines = ['checked-by', 'date', 'seal'].map((name) => `<div>${e(t(`report.signature.${name}`))}</div>`);
  return `<div class="signature"><div class="qr">${qrSvg(headText(report.head))}</div>
<div><dl>${facts.map(([name, value]) => `<div><dt>${e(name)}</dt><dd><code>${e(value)}</code></dd></div>`).join('')}</dl>
<p>${e(t('report.signature.how'))}</p><p>${e(t('report.signature.paper'))}</p></div></div>
<div class="lines">${lines.join('')}</div>`;
}
