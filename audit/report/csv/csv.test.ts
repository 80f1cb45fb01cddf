import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleReport } from '../uptime/sample.fake.ts';
import { csvCell, elementsCsv, findingsCsv } from './csv.ts';

describe('the CSV of a report', () => {
  it('begins with a byte order mark, so that Excel reads Chinese, and has one row for each element', async () => {
    const report = await sampleReport();
    const text = elementsCsv(report);
    expect(text.charCodeAt(0)).toBe(0xfeff);
    const rows: string[][] = parse(text, { bom: true });
    expect(rows).toHaveLength(1 + report.tables.reduce((sum, { rows: each }) => sum + each.length, 0));
    expect(rows.map((row) => row.slice(0, 3))).toContainEqual(['point', 'jincheng-1', '金城镇财政所']);
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
  });

  it('has one row for each finding with its times in UTC', async () => {
    const report = await sampleReport();
    const rows: string[][] = parse(findingsCsv(report), { bom: true });
    expect(rows).toHaveLength(report.findings.length + 1);
    expect(rows[1]?.[4]).toBe(report.findings[0]?.from);
  });

  it.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\u200b=1'])(
    'takes the power of a formula from %j',
    (evil) => expect(csvCell(evil)).toMatch(/^"?'/),
  );

  it('leaves numbers as numbers', () => {
    expect([csvCell(-3.5), csvCell(0), csvCell(null)]).toEqual(['-3.5', '0', '']);
  });

  it('gives every text back as it was, but for the apostrophe before what could be a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 }), (cells) => {
        const [read = []] = parse(`${cells.map(csvCell).join(',')}\r\n`, { relax_column_count: true }) as string[][];
        expect(read.map((cell, index) => (cell === `'${cells[index]}` ? cells[index] : cell))).toEqual(cells);
        for (const cell of read) expect(cell).not.toMatch(/^[\s\p{C}]*[=+\-@]/u);
      }),
    );
  });
});
