import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cityFolder, type inventoryFiles, referenceEnv, referenceText } from '../city.fake.ts';
import { formatMistake, inventoryTexts, loadInventory } from '../index.ts';
import type { MistakeCode } from '../mistakes/mistakes.ts';

type FileName = (typeof inventoryFiles)[number] | 'targets.csv';
type Edit = (text: string) => string | Uint8Array | undefined;
/** `code file:line:column`; without a file, the broken one's. */
type Expected = string;

/** One way to break a file, and everything that must then be said: no more and no less. */
export interface Breakage {
  readonly name: string;
  readonly edit: Edit;
  readonly expected: (text: string) => readonly Expected[];
}

/** Replaces one cell of a line (from 1); the mistake stands where that cell begins, or at another column's cell. */
export function cell(
  line: number,
  column: string,
  value: string,
  code: MistakeCode,
  ...more: readonly Expected[]
): Breakage {
  const edit = (text: string): string => {
    const lines = text.split('\n');
    const cells = lines[line - 1]?.split(',') ?? [];
    cells[columnIndex(text, column)] = value;
    return lines.with(line - 1, cells.join(',')).join('\n');
  };
  const expected = (text: string) => [`${code} ${line}:${columnAt(text, line, column)}`, ...more];
  return { name: `${column} of line ${line} is ${JSON.stringify(value.slice(0, 30))}: ${code}`, edit, expected };
}

/** Replaces one cell by a value that is good in itself but at odds with other lines; every mistake is spelt out. */
export function change(line: number, column: string, value: string, ...expected: readonly Expected[]): Breakage {
  const { edit } = cell(line, column, value, 'empty-value');
  return { name: `${column} of line ${line} is ${value}: ${expected.join(', ')}`, edit, expected: () => expected };
}

/** Changes the text in any other way; every mistake is spelt out. */
export function text(name: string, edit: Edit, ...expected: readonly Expected[]): Breakage {
  return { name: `${name}: ${expected.join(', ')}`, edit, expected: () => expected };
}

/** Adds a line at the end of the file, which then has the given number. */
export function append(line: string, ...expected: readonly Expected[]): Breakage {
  return text(`another line ${line}`, (before) => `${before.trimEnd()}\n${line}\n`, ...expected);
}

function columnIndex(text: string, column: string): number {
  const index = (text.split('\n')[0] ?? '').split(',').indexOf(column);
  if (index < 0) throw new Error(`no column ${column}`);
  return index;
}

function columnAt(text: string, line: number, column: string): number {
  const before = (text.split('\n')[line - 1] ?? '').split(',').slice(0, columnIndex(text, column));
  return [...before.join(',')].length + (before.length === 0 ? 1 : 2);
}

/** What breaks any CSV file; line 3 is the one that suffers. */
export function commonBreakages(header: string): readonly Breakage[] {
  const columns = header.split(',');
  const last = columns.at(-1) ?? '';
  const lineThree = (text: string, change: (line: string) => string): string =>
    text
      .split('\n')
      .map((line, index) => (index === 2 ? change(line) : line))
      .join('\n');
  const one = (name: string, edit: Edit, expected: (text: string) => string): Breakage => ({
    name,
    edit,
    expected: (before) => [expected(before)],
  });
  return [
    text('an empty file', () => '', 'header-missing 0:0'),
    text('empty lines only', () => '\n\n ,,\n', 'header-missing 0:0'),
    text(
      `no column ${last}`,
      (before) => before.replace(`,${last}\n`, ',\n').replaceAll(/,[^,\n]*$/gm, ','),
      'column-missing 1:0',
    ),
    text(
      'an unknown column',
      (before) => before.replaceAll('\n', ',\n').replace(',\n', ',colour\n'),
      `column-unknown 1:${header.length + 2}`,
    ),
    text(
      'a header with a word too many',
      (before) => before.replace('\n', ',colour\n'),
      `column-unknown 1:${header.length + 2}`,
    ),
    text(
      'a column twice',
      (before) => before.replaceAll('\n', ',\n').replace(',\n', `,${columns[0]}\n`),
      `column-duplicate 1:${header.length + 2}`,
    ),
    one(
      'a cell too many',
      (before) => lineThree(before, (line) => `${line},more`),
      (before) => `cell-count 3:${[...(before.split('\n')[2] ?? '')].length + 2}`,
    ),
    text('a line cut short', (before) => lineThree(before, (line) => line.split(',')[0] ?? ''), 'cell-count 3:0'),
    text('a quote inside a cell', (before) => lineThree(before, (line) => line.replace(',', '",')), 'stray-quote 3:1'),
    text('a quote left open', (before) => lineThree(before, (line) => `"${line}`), 'open-quote 3:1'),
    text(
      'bytes of no encoding',
      (before) =>
        Buffer.concat([
          Buffer.from(lineThree(before, (line) => `\ufffe${line}`).split('\ufffe')[0] ?? ''),
          Buffer.from([0xff, 0xff]),
          Buffer.from(before),
        ]),
      'encoding 3:0',
    ),
    text(
      'a control character',
      (before) => lineThree(before, (line) => line.replace(/^(\S)/, '$1\u0007')),
      'control-character 3:1',
    ),
    one(
      'a cell of 5,000 bytes',
      (before) => lineThree(before, (line) => `${line}${'x'.repeat(5000)}`),
      (before) => `cell-too-long 3:${columnAt(before, 3, last)}`,
    ),
  ];
}

/** The mistake planted in another file during every run: it must be found beside whatever else is wrong. */
const witness = {
  'offices.csv': { line: '不行,某镇财政所,jintan', expected: 'bad-id offices.csv:60:1' },
  'backups.csv': { line: 'x,jincheng,jintan,r,daily,soon,30d,', expected: 'bad-duration backups.csv:60:27' },
} as const;

/** Runs every breakage of one file; each must give exactly its mistakes, and the witness. */
export function describeBroken(file: FileName, breakages: readonly Breakage[], start?: string): void {
  const other = file === 'offices.csv' ? 'backups.csv' : 'offices.csv';
  describe(`a broken ${file}`, () => {
    it('is broken in twenty ways at least', () => {
      expect(new Set(breakages.map(({ name }) => name)).size).toBeGreaterThanOrEqual(20);
    });

    it.each(breakages)('$name', async ({ edit, expected }) => {
      const before = start ?? (await referenceText(file));
      const planted = `${await referenceText(other)}${witness[other].line}\n`;
      await using folder = await cityFolder({ [other]: planted, [file]: edit(before) });
      const read = await loadInventory({ source: folder.path, env: referenceEnv });
      const found = read.ok
        ? []
        : read.mistakes.map((one) => {
            const name = one.file.replace(`${join(folder.path)}/`, '');
            expect(one.why.key).toBe(one.what.key.replace(/what$/, 'why'));
            for (const texts of Object.values(inventoryTexts))
              expect(formatMistake(one, texts)).not.toMatch(/\{\w+\}|inventory\.[a-z-]+\.|,\s*,/);
            return `${one.what.key.replace(/^inventory\.|\.what$/g, '')} ${name}:${one.line}:${one.column}`;
          });
      const wanted = expected(before).map((one) =>
        one.includes('.csv:') || one.includes('.yaml:') ? one : one.replace(' ', ` ${file}:`),
      );
      expect(found.toSorted().join('\n')).toBe([...wanted, witness[other].expected].toSorted().join('\n'));
    });
  });
}
