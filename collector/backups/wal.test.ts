import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentBytesBy, segmentBytesOf, segmentOf, timelinesWithoutHistory, walTimelines } from './wal.ts';

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0');
/** The n-th segment of 16 MB as PostgreSQL names it: a log has 256 of them. */
const nameOf = (timeline: number, number: number): string =>
  `${hex(timeline)}${hex(Math.floor(number / 256))}${hex(number % 256)}`;

describe('counting WAL segments', () => {
  it('finds exactly the segments that were taken out, whatever the order and the suffixes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000_000 }),
        fc.integer({ min: 3, max: 40 }),
        fc.array(fc.nat(100), { maxLength: 8 }),
        fc.constantFrom('', '.gz', '.lz4', '.zst', '-0123456789012345678901234567890123456789.gz'),
        (first, count, holes, suffix) => {
          const all = Array.from({ length: count }, (_, index) => first + index);
          const gone = new Set(holes.map((hole) => first + 1 + (hole % (count - 2))));
          const names = all.filter((number) => !gone.has(number)).map((number) => `a/b/${nameOf(1, number)}${suffix}`);
          const [timeline] = walTimelines(names.reverse());
          expect(timeline?.missing).toEqual([...gone].sort((a, b) => a - b).map((number) => nameOf(1, number)));
          expect(timeline).toMatchObject({ first: nameOf(1, first), last: nameOf(1, first + count - 1) });
        },
      ),
    );
  });

  it('goes on at FF with the next log, and with other segment sizes where that wraps', () => {
    const across = ['0000000100000000000000FE', '0000000100000000000000FF', '000000010000000100000000'];
    expect(walTimelines(across)[0]?.missing).toEqual([]);
    expect(walTimelines([across[0] ?? '', '000000010000000100000000'])[0]?.missing).toEqual([
      '0000000100000000000000FF',
    ]);
    const large = ['000000010000000000000003', '000000010000000100000000'];
    expect(walTimelines(large, 1024 * 1024 * 1024)[0]?.missing).toEqual([]);
  });

  it('are as large as one that is stored as it is, or as a position and its name say; otherwise as usual', () => {
    const mega = 1024 * 1024;
    const name = '0000000100000000000000FE';
    expect(
      segmentBytesOf([
        { path: `x/${name}.gz`, bytes: mega },
        { path: `x/${name}`, bytes: 64 * mega },
      ]),
    ).toBe(64 * mega);
    // Cut, or not a segment at all.
    expect(
      segmentBytesOf([
        { path: name, bytes: 3 * mega },
        { path: 'note', bytes: mega },
      ]),
    ).toBe(16 * mega);
    expect(segmentBytesBy('000000010000000000000002', '0/2000028')).toBe(16 * mega);
    expect(segmentBytesBy('000000010000000000000020', '0/2000028')).toBe(mega);
    expect(segmentBytesBy('000000010000000100000001', '1/40000028')).toBe(1024 * mega);
    expect(segmentBytesBy('no segment', 'nowhere')).toBe(16 * mega);
  });

  it('counts each timeline by itself, leaves other files alone and asks for the history of later ones', () => {
    const names = [
      ...[
        '000000010000000000000001',
        '000000010000000000000002',
        '000000020000000000000002',
        '000000020000000000000004',
      ],
      ...[
        '000000010000000000000002.00000028.backup',
        '000000010000000000000003.partial',
        'archive.info',
        '00000002.history',
      ],
    ];
    const timelines = walTimelines(names);
    expect(timelines.map(({ timeline, missing }) => [timeline, ...missing])).toEqual([
      [1],
      [2, '000000020000000000000003'],
    ]);
    expect(timelinesWithoutHistory(names, timelines)).toEqual([]);
    expect(timelinesWithoutHistory(names.slice(0, -1), timelines)).toEqual([2]);
  });

  it('says in which segment a position lies, and nothing of nonsense', () => {
    expect(segmentOf(1, '0/2000028')).toBe('000000010000000000000002');
    expect(segmentOf(3, '1A/FF000000')).toBe('000000030000001A000000FF');
    expect(segmentOf(1, 'nonsense')).toBeUndefined();
  });

  it('bounds the list of a hole that has no end', () => {
    expect(
      walTimelines(['000000010000000000000001', 'FFFFFFFF0000000000000001', '00000001FFFFFFFF000000FF'])[0]?.missing,
    ).toHaveLength(50);
  });
});
