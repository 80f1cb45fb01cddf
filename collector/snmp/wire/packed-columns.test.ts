import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absorb, type ColumnProgress, type Row, startColumn } from '../table-columns.ts';
import { type RawBind, response, tlv } from '../ugly-agent.fake.ts';
import { answering } from './answering.fake.ts';
import { BerWriter } from './ber-writer.ts';
import { decodeCommunityMessage, encodeCommunityMessage } from './community-message.ts';
import { absorbPacked, nextName } from './packed-columns.ts';
import { decodeVarbinds, namesOf, type PackedVarbinds } from './pdu.ts';
import { anyValue } from './rows.fake.ts';

const column = (number: number) => `1.3.6.1.2.1.2.2.1.${number}`;
const writer = new BerWriter();

function packedOf(datagram: Buffer | undefined): PackedVarbinds | undefined {
  const message = datagram === undefined ? 0 : decodeCommunityMessage(datagram);
  return typeof message === 'number' ? undefined : message.pdu.varbinds;
}

/** What was read of a table, in a form that both ways of reading share. */
function shown(rows: ReadonlyMap<string, Row>, columns: readonly ColumnProgress[]) {
  return {
    rows: [...rows].map(([index, row]) => [index, row.map((cell) => cell && { type: cell.type, value: cell.value })]),
    columns: columns.map(({ cells, ended, broken }) => ({ cells, ended, broken })),
  };
}

function readPacked(packed: PackedVarbinds, oids: readonly string[]) {
  const columns = oids.map(startColumn);
  const rows = new Map<string, Row>();
  const absorbed = absorbPacked(packed, columns, rows, columns.length);
  return {
    ...shown(rows, columns),
    absorbed,
    next: columns.map((each) => Buffer.from(nextName(each)).toString('hex')),
  };
}

function readPlain(packed: PackedVarbinds, oids: readonly string[]) {
  const columns = oids.map(startColumn);
  const rows = new Map<string, Row>();
  const varbinds = decodeVarbinds(packed);
  if ('octet' in varbinds) return undefined;
  const absorbed = absorb(varbinds, columns, rows, columns.length);
  const next = columns.map(({ cursor }) => Buffer.from(namesOf([cursor])?.[0] ?? []).toString('hex'));
  return { ...shown(rows, columns), absorbed, next };
}

const cell = fc.record({
  column: fc.integer({ min: 1, max: 4 }),
  index: fc.array(fc.oneof(fc.nat(3), fc.nat(0xffff_ffff)), { minLength: 1, maxLength: 3 }),
  value: anyValue,
});
const oids = [column(1), column(2), column(3)];

function askBulk(cells: readonly (typeof cell extends fc.Arbitrary<infer T> ? T : never)[]): Buffer | undefined {
  const rows = cells.map(({ column: at, index, value }) => ({ oid: `${column(at)}.${index.join('.')}`, value }));
  const { answer } = answering({ rows, credentials: [{ version: 'v2c', community: 'c' }] });
  const question = { verb: 'getBulk', names: namesOf(oids) ?? [], maxRepetitions: 6 } as const;
  const community = Buffer.from('c');
  return answer(encodeCommunityMessage(writer, { version: 'v2c', community, requestId: 77_777_777, question }));
}

describe('columns read from the octets', () => {
  it('are those read from decoded varbinds, for any table', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 24 }), (cells) => {
        const packed = packedOf(askBulk(cells));
        if (packed === undefined) throw new Error('no answer');
        const { absorbed, ...packedRows } = readPacked(packed, oids);
        const plain = readPlain(packed, oids);
        expect({ ...packedRows, absorbed: { ...absorbed } }).toEqual(plain);
      }),
    );
  });

  it('are those read from decoded varbinds, or malformed, for a damaged answer', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 2 });
    let [same, malformed] = [0, 0];
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), damage, (cells, changes) => {
        const datagram = askBulk(cells);
        for (const [at, octet] of changes) if (datagram !== undefined) datagram[at % datagram.length] = octet;
        const packed = packedOf(datagram);
        if (packed === undefined) return;
        const { absorbed, ...packedRows } = readPacked(packed, oids);
        const plain = readPlain(packed, oids);
        if (absorbed.malformed !== undefined) {
          malformed++;
          expect(plain).toBeUndefined();
          expect(absorbed.malformed.octet).toBeGreaterThanOrEqual(packed.start);
          expect(absorbed.malformed.octet).toBeLessThanOrEqual(packed.end);
        } else if (plain !== undefined) {
          same++;
          expect({ ...packedRows, absorbed }).toEqual(plain);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(same).toBeGreaterThan(100);
    expect(malformed).toBeGreaterThan(100);
  });

  it('survive any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const data = Buffer.from(bytes);
        expect(readPacked({ data, start: 0, end: data.length }, oids).absorbed.values).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an answer to two columns', () => {
  const two = [column(1), column(2)];
  const read = (binds: readonly RawBind[]) => {
    const packed = packedOf(response({ id: 1, binds }));
    if (packed === undefined) throw new Error('no message');
    return readPacked(packed, two);
  };
  const one = tlv(2, [1]);

  it('that goes back ends the column as broken and keeps what came before', () => {
    const said = read([
      [`${column(1)}.5`, one],
      [`${column(2)}.5`, one],
      [`${column(1)}.4`, one],
      [`${column(2)}.6`, one],
    ]);
    expect(said.columns).toEqual([
      { cells: 1, ended: true, broken: 'non-increasing-oid' },
      { cells: 2, ended: false, broken: undefined },
    ]);
    expect(said.rows.map(([index]) => index)).toEqual(['5', '6']);
  });

  it('that repeats a name is broken, and the column itself as a name too', () => {
    expect(
      read([
        [`${column(1)}.5`, one],
        [`${column(2)}.5`, one],
        [`${column(1)}.5`, one],
      ]).columns[0]?.broken,
    ).toBe('non-increasing-oid');
    expect(read([[column(1), one]]).columns[0]).toMatchObject({ ended: true, broken: 'non-increasing-oid' });
  });

  it('with an exception ends the column whole', () => {
    expect(
      read([
        [`${column(1)}.5`, one],
        [column(2), tlv(0x82)],
      ]).columns,
    ).toEqual([
      { cells: 1, ended: false, broken: undefined },
      { cells: 0, ended: true, broken: undefined },
    ]);
  });

  it('names the object whose value cannot be read, and where, and keeps the rows before it', () => {
    const binds: RawBind[] = [
      [`${column(1)}.5`, one],
      [`${column(2)}.5`, tlv(0x40, [1, 2, 3])],
    ];
    const packed = packedOf(response({ id: 1, binds }));
    if (packed === undefined) throw new Error('no message');
    const said = readPacked(packed, two);
    expect(said.absorbed.malformed).toEqual({ octet: packed.end - 5, oid: `${column(2)}.5` });
    expect(said.rows).toHaveLength(1);
  });

  it('that says nothing does not move, so that it is not asked for ever', () => {
    expect(read([]).absorbed).toEqual({ values: 0, moved: false });
  });
});
