import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { UserError } from '../../core/index.ts';
import { loadSnmprec, parseSnmprec } from './snmprec.ts';

function contentsOf(line: string): string {
  const { view } = parseSnmprec(Buffer.from(line, 'latin1'));
  const value = view.valueAt(0);
  return `${value.tag.toString(16)}:${Buffer.from(value.contents).toString('hex')}`;
}

describe('a recording', () => {
  it.each([
    ['1.3.1|2|-1', '2:ff'],
    ['1.3.1|2|2147483648', '2:80000000'],
    ['1.3.1|65|-1', '41:00ffffffff'],
    ['1.3.1|66|4294967297', '42:01'],
    ['1.3.1|67|128', '43:0080'],
    ['1.3.1|70|18446744073709551615', '46:00ffffffffffffffff'],
    ['1.3.1|70|18446744073709551616', '46:00'],
    ['1.3.1|70|128', '46:0080'],
    ['1.3.1|4|a|b', '4:617c62'],
    ['1.3.1|4|', '4:'],
    ['1.3.1|4x|', '4:'],
    ['1.3.1|4x|c4e3', '4:c4e3'],
    ['1.3.1|4|\xc4\xe3', '4:c4e3'],
    ['1.3.1|6|1.3.6.1', '6:2b0601'],
    ['1.3.1|64x|0a000001', '40:0a000001'],
    ['1.3.1|64|10.0.0.1', '40:0a000001'],
    ['1.3.1|68x|9f78', '44:9f78'],
    ['1.3.1|2x|10', '2:10'],
  ])('serves %j as the octets %s', (line, octets) => expect(contentsOf(line)).toBe(octets));

  it('skips what is no row, names its line and keeps the rest', () => {
    const lines = ['# a comment', '1.3.9|2|1', 'nonsense', 'x.y|2|1', '1.3.1|99|1', '1.3.1|2|many', '1.3.1|4x|abc', ''];
    const recording = parseSnmprec(Buffer.from(lines.join('\r\n')));
    expect(recording.view.size).toBe(1);
    expect(recording.skipped).toEqual([
      { line: 3, why: 'shape' },
      { line: 4, why: 'oid' },
      { line: 5, why: 'type' },
      { line: 6, why: 'value' },
      { line: 7, why: 'value' },
    ]);
  });

  it('says how many rows were repeated, out of order or beyond their width', () => {
    const recording = parseSnmprec(Buffer.from('1.3.2|2|1\n1.3.1|66|-4\n1.3.2|2|2\n'));
    expect(recording).toMatchObject({ repeated: 1, unsorted: 1, altered: 1, skippedCount: 0 });
  });

  it('lets a varying time grow with the clock and a varying gauge stand', async () => {
    const clock = new FakeClock();
    const { view } = parseSnmprec(Buffer.from('1.3.1|67:numeric|rate=100\n1.3.2|2:numeric|min=3,rate=9\n'), clock);
    await clock.advance(2000);
    expect([view.valueAt(0), view.valueAt(1)].map(({ contents }) => [...contents])).toEqual([[0, 200], [3]]);
  });

  it('refuses a file without rows and one that is not there with a remedy', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fangzhou-lab-'));
    try {
      await writeFile(join(folder, 'empty.snmprec'), '# nothing\n');
      await expect(loadSnmprec(join(folder, 'empty.snmprec'))).rejects.toBeInstanceOf(UserError);
      await expect(loadSnmprec(join(folder, 'absent.snmprec'))).rejects.toBeInstanceOf(UserError);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
