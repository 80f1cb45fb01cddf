import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cityFolder, inventoryFiles, referenceEnv, referenceText } from './city.fake.ts';
import { readTable } from './files/csv.ts';
import { decodeText } from './files/encoding.ts';
import { formatMistake, inventoryTexts, loadInventory } from './index.ts';
import { Mistakes } from './mistakes/mistakes.ts';
import { openYaml } from './yaml/document.ts';

const columns = { required: ['id', 'name'], optional: ['note'] };

describe('whatever the bytes', () => {
  it('a whole folder of them gives mistakes, never a throw', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .array(
          fc.constantFrom(
            '"',
            ',',
            ';',
            '\n',
            '\r',
            '\t',
            '\0',
            'id',
            'prefix',
            '10.0.0.0/8',
            ': ',
            '{',
            '[',
            '- ',
            '财',
          ),
          { maxLength: 60 },
        )
        .map((pieces) => Buffer.from(pieces.join(''))),
    );
    const names = fc.constantFrom(...inventoryFiles, 'targets.csv');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, bytes, { minKeys: 1, maxKeys: 4 }), async (files) => {
        await using folder = await cityFolder(files);
        const read = await loadInventory({ source: folder.path, env: referenceEnv });
        if (read.ok) return;
        for (const mistake of read.mistakes) {
          expect(formatMistake(mistake, inventoryTexts['zh-CN'])).toMatch(/^[^\n]+:\d+:\d+ [^\n]+$/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a table of them is told into rows whose places lie in the text', () => {
    const pieces = fc.constantFrom('"', '""', ',', '\n', 'a', '财', ' ', 'id,name,note\n');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 80 }), (parts) => {
        const text = parts.join('');
        const lines = text.split('\n');
        const mistakes = new Mistakes();
        const { rows, brokenRows } = readTable({ file: 'x.csv', text, columns, mistakes });
        for (const { line, column } of [...mistakes.list(), ...rows.map((row) => row.place('name'))]) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual([...(lines[line - 1] ?? '')].length + 1);
        }
        for (const row of [...rows, ...brokenRows]) expect(row.line).toBeGreaterThan(1);
      }),
    );
  });

  it('cells written out by the rules come back the same, each at its own place', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '财', '𠮷', ';'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (records) => {
        const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
        const text = `id,name,note\n${records.map(([a, b]) => `${quoted(a)},${quoted(b)},`).join('\n')}`;
        const { rows } = readTable({ file: 'x.csv', text, columns, mistakes: new Mistakes() });
        const whole = records.filter(([a, b]) => a.trim() !== '' || b.trim() !== '');
        expect(rows.map((row) => [row.cell('id'), row.cell('name')])).toEqual(
          whole.map(([a, b]) => [a.trim(), b.trim()]),
        );
        for (const row of rows) {
          const { line, column } = row.place('name');
          const rest = [...(text.split('\n')[line - 1] ?? '')].slice(column - 1).join('');
          expect(rest.startsWith(quoted(row.cells[1] ?? '').split('\n')[0] ?? '')).toBe(true);
        }
      }),
    );
  });

  it('a text reads the same with a quoted cell in it as without any', () => {
    const pieces = fc.constantFrom(',', '\n', 'a', '财', ' ', ',,');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const read = (text: string) => {
          const mistakes = new Mistakes();
          const { rows } = readTable({ file: 'x.csv', text, columns, mistakes });
          return { rows: rows.map((row) => [row.line, row.cells.join('|'), row.place('note')]), said: mistakes.list() };
        };
        const text = `id,name,note\n${parts.join('')}\n`;
        const plain = read(`${text}z,z,z`);
        const quoted = read(`${text}z,z,"z"`);
        expect(quoted).toEqual(plain);
      }),
    );
  });

  it('settings nested deeper than any stack are refused', () => {
    const mistakes = new Mistakes();
    expect(openYaml({ file: 'x.yaml', text: '['.repeat(100_000), mistakes })).toBeUndefined();
    expect(mistakes.none).toBe(false);
  });
});

describe('bounds', () => {
  it('a file over 16 MiB is not read', async () => {
    await using folder = await cityFolder({ 'terminals.csv': new Uint8Array(16 * 1024 * 1024 + 1) });
    const read = await loadInventory({ source: folder.path, env: referenceEnv });
    expect(read).toMatchObject({ ok: false, mistakes: [{ line: 0, what: { key: 'inventory.file-too-big.what' } }] });
  });

  it('a folder in the place of a file is no file', async () => {
    await using folder = await cityFolder({ 'offices.csv': undefined });
    await mkdir(join(folder.path, 'offices.csv'));
    const read = await loadInventory({ source: folder.path, env: referenceEnv });
    expect(read).toMatchObject({ ok: false, mistakes: [{ what: { key: 'inventory.file-no-file.what' } }] });
  });

  it('a source that is not there is said to be missing', async () => {
    const read = await loadInventory({ source: '/nowhere/at/all', env: {} });
    expect(read).toMatchObject({
      ok: false,
      mistakes: [{ file: '/nowhere/at/all', what: { key: 'inventory.source-missing.what' } }],
    });
  });

  it('more than 200,000 entries are refused at the first line too many', () => {
    const mistakes = new Mistakes();
    const { rows, whole } = readTable({
      file: 'x.csv',
      text: `id,name,note\n${'a,b,\n'.repeat(200_001)}`,
      columns,
      mistakes,
    });
    expect(mistakes.list()).toMatchObject([{ line: 200_002, what: { key: 'inventory.too-many-rows.what' } }]);
    expect([rows.length, whole]).toEqual([200_000, false]);
  });

  it('a thousand mistakes are listed, the rest counted, and no file hides another', async () => {
    const terminals = (await referenceText('terminals.csv')).split('\n')[0] ?? '';
    const bad = Array.from({ length: 1500 }, (_, index) => `t${index},nowhere,inner,02:00:00:00:00:0g,,,,in-use,`);
    const offices = `${await referenceText('offices.csv')}x,某所,nowhere\n`;
    await using folder = await cityFolder({ 'terminals.csv': [terminals, ...bad].join('\n'), 'offices.csv': offices });
    const read = await loadInventory({ source: folder.path, env: referenceEnv });
    const mistakes = read.ok ? [] : read.mistakes;
    expect(mistakes.length).toBeLessThanOrEqual(1000 + 1);
    expect(mistakes[0]).toMatchObject({ line: 60, what: { key: 'inventory.unknown-reference.what' } });
    const listed = mistakes.filter(({ file, line }) => file.endsWith('terminals.csv') && line > 0).length;
    expect(mistakes.at(-1)).toMatchObject({
      line: 0,
      what: { key: 'inventory.more.what', params: { count: 3000 - listed } },
    });
  });
});

describe('encodings', () => {
  it('a good UTF-8 file with one spoilt byte is called damaged, not read as other characters', () => {
    const bytes = Buffer.from('id,name\na,金坛市财政所\nb,溧阳市财政所\n');
    bytes[bytes.length - 3] = 0x41;
    expect(decodeText(bytes)).toEqual({ ok: false, line: 3 });
  });
});
