import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { stockLimits } from './model.ts';
import { readScanFile } from './scan-file.ts';

const now = Date.UTC(2026, 4, 2);
const read = (text: string | Uint8Array) =>
  readScanFile({
    name: 'scans.csv',
    bytes: typeof text === 'string' ? Buffer.from(text) : text,
    placeId: 'east',
    timeZone: 'Asia/Shanghai',
    now,
  });
const mistakesOf = (text: string) =>
  read(text).mistakes.map(({ what, line, column }) => `${what.key.split('.').slice(0, 2).join('.')} ${line}:${column}`);

describe('the file of a handheld', () => {
  it('is read with times by the city clock, networks and places, in the encodings that Excel saves', () => {
    const text =
      'barcode,time,network,place\nFZ1,2026-05-01 08:30:00,inner,east\nFZ2,2026/5/1 8:31,,\nFZ3,2026-05-01T00:32:00Z,outer,east\n';
    const scans = [
      { code: 'FZ1', at: Date.UTC(2026, 4, 1, 0, 30), network: 'inner' },
      { code: 'FZ2', at: Date.UTC(2026, 4, 1, 0, 31) },
      { code: 'FZ3', at: Date.UTC(2026, 4, 1, 0, 32), network: 'outer' },
    ];
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      iconv.encode(text.replaceAll(',', ';'), 'gb18030'),
    ])
      expect(read(bytes)).toEqual({ scans, mistakes: [], mistakeCount: 0 });
    expect(read('barcode\r\nFZ1\r\n\r\n').scans).toEqual([{ code: 'FZ1', at: now }]);
  });

  it('loses no good line to a bad one, and names each bad one with its place', () => {
    const text = [
      'time,barcode,network,place',
      '2026-05-01 08:00,FZ1,inner,',
      ',,inner,',
      ',条码,,',
      '昨天,FZ2,,',
      '2026-02-30 08:00,FZ3,,',
      '2027-01-01 08:00,FZ4,,',
      ',FZ5,both,',
      ',FZ6,,west',
      ',FZ7,,east',
      '1,2,3,4,5',
      '',
    ].join('\n');
    expect(read(text).scans.map(({ code }) => code)).toEqual(['FZ1', 'FZ7']);
    expect(mistakesOf(text)).toEqual([
      'inventory.empty-value 3:2',
      'stocktake.bad-code 4:2',
      'stocktake.bad-time 5:1',
      'stocktake.bad-time 6:1',
      'stocktake.bad-time 7:1',
      'inventory.not-allowed 8:6',
      'stocktake.other-place 9:7',
      'inventory.cell-count 11:9',
    ]);
  });

  it.each([
    ['', 'inventory.header-missing 0:0'],
    ['code\nFZ1\n', 'inventory.column-missing 1:0,inventory.column-unknown 1:1'],
    ['barcode,barcode\nA,B\n', 'inventory.column-duplicate 1:9'],
  ])('%o says %s', (text, expected) => {
    expect(mistakesOf(text).join(',')).toBe(expected);
  });

  it('is refused whole when it is too large or no text', () => {
    expect(read(new Uint8Array(stockLimits.fileBytes + 1)).mistakes[0]?.what.key).toBe('inventory.file-too-big.what');
    const broken = Buffer.concat([Buffer.from('\ufeffbarcode\nA\n'), Buffer.from([0xff, 0xff])]);
    expect(read(broken).mistakes[0]?.what.key).toBe('inventory.encoding.what');
  });

  it('gives no more scans and no more mistakes than the bounds', () => {
    const many = read(`barcode\n${Array.from({ length: stockLimits.scans + 5 }, (_, n) => `A${n}`).join('\n')}`);
    expect([many.scans.length, many.mistakes.map(({ what }) => what.key)]).toEqual([
      stockLimits.scans,
      ['stocktake.too-many.what'],
    ]);
    const bad = read(`barcode\n${'条\n'.repeat(1_500)}`);
    expect([bad.mistakes.length, bad.mistakeCount]).toEqual([stockLimits.mistakes, 1_500]);
  });

  it('never throws on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void read(bytes)));
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void read(`barcode,time\n${text}`)));
  });
});
