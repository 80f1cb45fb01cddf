import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PerfDatum, probeValueOf, readPerfdata, readPluginOutput, readRange } from './perfdata.ts';

describe('what a plugin prints', () => {
  it('is a line for people, more lines, and performance data behind a bar in either', () => {
    const out =
      'DISK OK - free space: / 3326 MB | /=2643MB;5948;5958;0;5968\n/ 15272 MB (77%)\n/boot 68 MB | /boot=68MB;88;93;0;98\n/home=69357MB;253404;253409;0;253414\n';
    const { line, more, data } = readPluginOutput(out);
    expect(line).toBe('DISK OK - free space: / 3326 MB');
    expect(more).toBe('/ 15272 MB (77%)\n/boot 68 MB');
    expect(data.map(({ label, value }) => [label, value])).toEqual([
      ['/', 2643],
      ['/boot', 68],
      ['/home', 69357],
    ]);
    expect(data[0]).toMatchObject({
      warning: { least: 0, most: 5948 },
      critical: { least: 0, most: 5958 },
      least: 0,
      most: 5968,
    });
  });

  it.each([
    ["'队列 长度'=5c;10;20", [{ label: '队列 长度', value: 5, unit: 'c' }]],
    ["'it''s'=1", [{ label: "it's", value: 1, unit: '' }]],
    [
      "'a=b'=1 c=2",
      [
        { label: 'a=b', value: 1 },
        { label: 'c', value: 2 },
      ],
    ],
    ['time=0.012s;;;0.0 size=U;1;2', [{ label: 'time', value: 0.012, unit: 's', least: 0 }]],
    [
      'load=1.5;;;; words without sense =5 ok=-3e2%',
      [
        { label: 'load', value: 1.5 },
        { label: 'ok', value: -300, unit: '%' },
      ],
    ],
    [
      'a=1;2;3garbage b=2',
      [
        { label: 'a', value: 1, warning: { least: 0, most: 2 } },
        { label: 'b', value: 2 },
      ],
    ],
    ["'never closed=5", [{ label: 'closed', value: 5 }]],
    ['', []],
  ])('has in %s what the guidelines say', (text, expected) => {
    const data = readPerfdata(text);
    expect(data).toHaveLength(expected.length);
    expect(data).toMatchObject(expected);
  });

  it.each([
    ['10', { least: 0, most: 10, isInside: false }],
    ['10:', { least: 10, isInside: false }],
    ['~:10', { most: 10, isInside: false }],
    ['10:20', { least: 10, most: 20, isInside: false }],
    ['@10:20', { least: 10, most: 20, isInside: true }],
    ['-5:.5', { least: -5, most: 0.5, isInside: false }],
    [':7', { least: 0, most: 7, isInside: false }],
    ['', undefined],
    ['ten', undefined],
    ['5:x', undefined],
    ['--5', undefined],
  ])('has thresholds: %s', (text, expected) => {
    expect(readRange(text)).toEqual(expected);
  });

  it('comes in base units, with the thresholds in the same', () => {
    const [datum] = readPerfdata('rta=12.5ms;100;200');
    expect(probeValueOf(datum as PerfDatum)).toEqual({
      ...{ name: 'rta', value: 0.0125, unit: 's' },
      ...{ warning: { least: 0, most: 0.1, isInside: false }, critical: { least: 0, most: 0.2, isInside: false } },
    });
    expect(readPerfdata('free=2KB t=3C').map(probeValueOf)).toMatchObject([
      { value: 2_048, unit: 'B' },
      { value: 3, unit: 'C' },
    ]);
  });

  it('is read back as it was written, whatever the labels, numbers and thresholds', () => {
    const label = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !/[\r\n|]/.test(text));
    // Minus nought is not written as one.
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const range = fc.record({ least: number, most: number, isInside: fc.boolean() });
    const datum = fc.record({
      label,
      value: number,
      unit: fc.constantFrom('', 's', '%', 'B', 'c', 'ms'),
      warning: range,
    });
    const written = ({
      label: name,
      value,
      unit,
      warning: { least, most, isInside },
    }: PerfDatum & { warning: { least?: number; most?: number; isInside: boolean } }) =>
      `'${name.replaceAll("'", "''")}'=${value}${unit};${isInside ? '@' : ''}${least}:${most};~:${most}`;
    fc.assert(
      fc.property(fc.array(datum, { maxLength: 10 }), (data) => {
        const read = readPluginOutput(`OK | ${data.map(written).join(' ')}`).data;
        expect(read).toEqual(data.map((one) => ({ ...one, critical: { most: one.warning.most, isInside: false } })));
      }),
    );
  });

  it('never stops the reading, whatever it is, and stays within its bound', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        expect(readPluginOutput(text).data.length).toBeLessThanOrEqual(64);
      }),
    );
    expect(readPerfdata('a=1 '.repeat(1_000))).toHaveLength(64);
    expect(readPerfdata("'".repeat(60_000))).toEqual([]);
  });
});
