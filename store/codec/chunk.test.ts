import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PointColumn, type Points, pointsOfRows } from '../series/points.ts';
import { rollUp } from '../series/rollup.ts';
import { decodeChunk, encodeChunk } from './chunk.ts';
import { roundingError } from './float.ts';

const start = Date.UTC(2026, 0, 5);
const value = fc.oneof(
  fc.constant(null),
  fc.constant(0),
  fc.integer({ min: -1000, max: 1000 }),
  fc.integer({ min: 0, max: 10_000_000 }).map((n) => n / 100),
  fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
  fc.double({ noNaN: true, min: -1e-300, max: 1e-300 }),
);
const rows = fc
  .uniqueArray(fc.integer({ min: 0, max: 3_600_000 }), { maxLength: 80 })
  .chain((times) =>
    fc.tuple(...times.map((at) => fc.record({ at: fc.constant(start + at), values: fc.tuple(value, value, value) }))),
  );

describe('a chunk', () => {
  it('gives raw points back exactly, gaps included', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const points = pointsOfRows(given, 3);
        expect(plain(await decodeChunk(await encodeChunk(points, false)))).toEqual(plain(points));
      }),
      { numRuns: 200 },
    );
  });

  it('gives rolled-up points back within the promised error, counts exactly', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const points = rollUp(pointsOfRows(given, 3), 300_000);
        const back = await decodeChunk(await encodeChunk(points, true));
        expect(back.at).toEqual(points.at);
        points.columns.forEach((column, index) => {
          const other = back.columns[index];
          expect(other === undefined ? undefined : countsOf(other, points.at.length)).toEqual(
            countsOf(column, points.at.length),
          );
          for (const part of ['mean', 'min', 'max', 'last'] as const) {
            column[part].forEach((exact, at) => {
              const off = Math.abs((other?.[part][at] ?? 0) - exact);
              if (Number.isNaN(exact)) expect(other?.[part][at]).toBeNaN();
              else expect(off).toBeLessThanOrEqual(Math.abs(exact) * roundingError + Number.MIN_VALUE * 2 ** 48);
            });
          }
        });
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the mean of states exact: 59 of 60 answered is not rounded to all', async () => {
    const states = Array.from({ length: 60 }, (_, minute) => ({
      at: start + minute * 60_000,
      values: [minute === 7 ? 0 : 1],
    }));
    const back = await decodeChunk(await encodeChunk(rollUp(pointsOfRows(states, 1), 3_600_000), true));
    expect(back.columns[0]?.mean[0]).toBeCloseTo(59 / 60, 12);
    expect(back.columns[0]).toMatchObject({ min: [0], max: [1], last: [1], count: [60] });
  });

  it('keeps a long up-time to the hundredth of a second', async () => {
    const times = Array.from({ length: 288 }, (_, n) => ({
      at: start + n * 300_000,
      values: [34_567_890.12 + n * 300],
    }));
    const back = await decodeChunk(await encodeChunk(rollUp(pointsOfRows(times, 1), 300_000), true));
    expect(back.columns[0]?.last[287]).toBeCloseTo(34_567_890.12 + 287 * 300, 2);
  });

  it('takes next to nothing for an idle interface: a day of zeros in 40 bytes', async () => {
    const idle = Array.from({ length: 1440 }, (_, n) => ({
      at: start + n * 60_000,
      values: new Array<number>(8).fill(0),
    }));
    const body = await encodeChunk(rollUp(pointsOfRows(idle, 8), 300_000), true);
    expect(body.length).toBeLessThanOrEqual(40);
  });

  it('rejects any bytes that are no chunk, and never hangs or crashes on them', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }).map((rest) => Uint8Array.from([16, ...rest])),
      fc.uint8Array({ maxLength: 200 }).map((rest) => Uint8Array.from([17, ...rest])),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        const result = await decodeChunk(body).catch((error: unknown) => error);
        if (!(result instanceof Error)) expect(result).toHaveProperty('at');
      }),
      { numRuns: 500 },
    );
  });

  it('notices a flipped bit in a compressed chunk', async () => {
    const noisy = Array.from({ length: 60 }, (_, n) => ({ at: start + n * 60_000, values: [Math.sin(n) * 1e6] }));
    const body = await encodeChunk(pointsOfRows(noisy, 1), false);
    const middle = body.length >> 1;
    body[middle] = (body[middle] ?? 0) ^ 4;
    await expect(decodeChunk(body)).rejects.toThrow();
  });
});

function countsOf(column: PointColumn, length: number): number[] {
  return Array.from({ length }, (_, index) =>
    Number.isNaN(column.mean[index] ?? Number.NaN) ? 0 : (column.count?.[index] ?? 1),
  );
}

/** Without the difference between 0 and -0, which no measured value has. */
function plain({ at, columns }: Points): unknown {
  return { at, columns: columns.map(({ mean }) => mean.map((number) => number + 0)) };
}
