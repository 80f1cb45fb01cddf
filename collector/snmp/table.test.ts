import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { FakeSession } from './session.fake.ts';
import { readTable, type TableRequest } from './table.ts';
import type { SnmpValue } from './varbind.ts';

const entry = '1.3.6.1.2.1.2.2.1';
const columns = [`${entry}.2`, `${entry}.7`, `${entry}.10`];

/** A table with some cells missing: column position to the indexes that it has. */
function sessionWith(cells: readonly (readonly number[])[]): FakeSession {
  const rows: Record<string, SnmpValue> = { '1.3.6.1.9.1.0': { type: 'integer', value: 1 } };
  cells.forEach((indexes, position) => {
    for (const index of indexes)
      rows[`${columns[position]}.${index}`] = { type: 'integer', value: position * 1000 + index };
  });
  return new FakeSession(rows);
}

function read(session: FakeSession, more: Partial<TableRequest> = {}) {
  return readTable({ session, clock: new FakeClock(), part: 'ifTable', columns, ...more });
}

/** Index to the values of its cells, holes as null. */
function plain(reading: Awaited<ReturnType<typeof readTable>>) {
  return Object.fromEntries(
    [...reading.rows].map(([index, row]) => [index, columns.map((_, position) => row[position]?.value ?? null)]),
  );
}

const full = { 1: [1, 1001, 2001], 2: [2, 1002, 2002], 3: [3, 1003, 2003] };
const threeRows = () =>
  sessionWith([
    [1, 2, 3],
    [1, 2, 3],
    [1, 2, 3],
  ]);

describe('reading a table', () => {
  it('takes one request for all columns when the number of rows is known', async () => {
    const session = threeRows();
    const reading = await read(session, { expectedRows: 3 });
    expect(plain(reading)).toEqual(full);
    expect(reading.complete).toBe(true);
    expect(session.asked).toEqual([{ verb: 'bulk', oids: columns, repetitions: 4 }]);
  });

  it('joins columns that have holes and end at different rows', async () => {
    const reading = await read(sessionWith([[1, 2, 3, 9], [2], [1, 3]]), { maxRepetitions: 2 });
    expect(plain(reading)).toEqual({
      1: [1, null, 2001],
      2: [2, 1002, null],
      3: [3, null, 2003],
      9: [9, null, null],
    });
  });

  it.each([1, 2, 4, 5, 7])('goes on where an answer was cut after %i values', async (cutAfter) => {
    const session = threeRows();
    session.habits.cutAfter = cutAfter;
    const reading = await read(session);
    expect(plain(reading)).toEqual(full);
    expect(reading).toMatchObject({ complete: true, faults: [] });
  });

  it('asks for fewer rows, then fewer columns, then singly when the answer is too big', async () => {
    const session = threeRows();
    session.habits.tooBigAbove = 1;
    const reading = await read(session, { expectedRows: 3 });
    expect(plain(reading)).toEqual(full);
    expect(session.asked.slice(0, 4).map(({ repetitions, oids }) => [repetitions, oids.length])).toEqual([
      [4, 3],
      [2, 3],
      [1, 3],
      [1, 1],
    ]);
  });

  it('falls back to GETNEXT where a bulk is answered with nothing', async () => {
    const session = threeRows();
    session.habits.emptyBulk = true;
    const reading = await read(session, { expectedRows: 1 });
    expect(plain(reading)).toEqual(full);
    expect(session.asked.at(-1)?.verb).toBe('next');
  });

  it('calls it an empty response when GETNEXT is answered with nothing too', async () => {
    const session = threeRows();
    session.habits.emptyBulk = true;
    session.getNext = async () => ({ ok: true, varbinds: [] });
    const reading = await read(session);
    expect(reading).toMatchObject({ complete: false, faults: [{ reason: 'empty-response', part: 'ifTable' }] });
  });

  it('asks for answers that need no fragments when large ones get lost, and says so', async () => {
    const session = sessionWith([0, 1, 2].map(() => Array.from({ length: 40 }, (_, i) => i + 1)));
    session.habits.silentAbove = 50;
    const reading = await read(session, { expectedRows: 40 });
    expect(reading.rows.size).toBe(40);
    expect(reading).toMatchObject({ complete: true, sizeTold: 'lost' });
  });

  it('stops at a silence and keeps what came', async () => {
    const session = threeRows();
    session.habits.cutAfter = 3;
    const silent = session.getBulk.bind(session);
    let asked = 0;
    session.getBulk = (part, oids, repetitions) => {
      if (++asked === 2) session.failNext('timeout');
      return silent(part, oids, repetitions);
    };
    const reading = await read(session, { maxRepetitions: 2 });
    expect(plain(reading)).toEqual({ 1: full[1] });
    expect(reading).toMatchObject({ complete: false, faults: [{ reason: 'timeout' }] });
  });

  it('gives a table that is not there as no rows without a fault', async () => {
    const reading = await read(new FakeSession({ '1.3.6.1.9.1.0': { type: 'integer', value: 1 } }));
    expect(reading).toMatchObject({ complete: true, faults: [], cells: [0, 0, 0] });
    expect(reading.rows.size).toBe(0);
  });

  it('reads from a v1 agent, whose columns end with noSuchName', async () => {
    const session = sessionWith([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    session.set('1.3.6.1.9.1.0', undefined);
    session.version = 'v1';
    expect(plain(await read(session))).toEqual(full);
  });

  it('gives up the one column at which the agent fails, and reads the others', async () => {
    const session = threeRows();
    session.habits.failingColumn = columns[1];
    const reading = await read(session);
    expect(plain(reading)).toEqual({ 1: [1, null, 2001], 2: [2, null, 2002], 3: [3, null, 2003] });
    expect(reading).toMatchObject({
      complete: false,
      faults: [{ reason: 'general-error', detail: `column ${columns[1]}` }],
    });
  });

  it('stops a column that goes in circles, and reads the others', async () => {
    const session = threeRows();
    const honest = session.after.bind(session);
    session.after = (oid) => honest(oid === `${columns[1]}.2` ? `${columns[1]}.0` : oid);
    const reading = await read(session, { maxRepetitions: 2 });
    expect(plain(reading)).toEqual({ 1: full[1], 2: full[2], 3: [3, null, 2003] });
    expect(reading).toMatchObject({ complete: false, faults: [{ reason: 'non-increasing-oid' }] });
  });

  it.each([
    ['rows', { rows: 2 }],
    ['octets', { octets: 100 }],
    ['requests', { requests: 1 }],
    ['ms', { durationMs: -1 }],
  ])('stops at its bound of %s', async (word, bounds) => {
    const reading = await read(threeRows(), { bounds, maxRepetitions: 1 });
    expect(reading).toMatchObject({ complete: false, faults: [{ reason: 'truncated-table' }] });
    expect(reading.faults[0]?.detail).toContain(` ${word};`);
  });

  it('gives every cell exactly once, whatever the holes, the cuts and the size of requests', async () => {
    const indexes = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(indexes, indexes, indexes),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 30 }),
        async (cells, cutAfter, maxRepetitions, tooBigAbove) => {
          const session = sessionWith(cells);
          session.habits.cutAfter = cutAfter;
          session.habits.tooBigAbove = tooBigAbove;
          const reading = await read(session, { maxRepetitions });
          const found = [...reading.rows].flatMap(([index, row]) =>
            row.flatMap((cell, position) => (cell ? [`${position}|${index}|${cell.value}`] : [])),
          );
          const wanted = cells.flatMap((column, position) =>
            column.map((index) => `${position}|${index}|${position * 1000 + index}`),
          );
          expect(found.sort()).toEqual(wanted.sort());
          expect(reading.complete).toBe(true);
        },
      ),
    );
  });
});
