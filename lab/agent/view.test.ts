import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareOids, isOid, writeOidContents } from './oid.ts';
import { answer, errorStatus, pduTypes } from './operations.ts';
import { integer } from './value.ts';
import { viewOf } from './view.ts';

const oids = fc
  .array(fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 0xffffffff })), { minLength: 1, maxLength: 8 })
  .map((numbers) => ['1', '3', ...numbers].join('.'));

function numbersOf(oid: string): number[] {
  return oid.split('.').map(Number);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const order = Math.sign((a[at] ?? 0) - (b[at] ?? 0));
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

describe('OIDs', () => {
  it('are ordered number by number, a prefix first', () => {
    fc.assert(
      fc.property(oids, oids, (a, b) => {
        expect(compareOids(a, b)).toBe(compareNumbers(numbersOf(a), numbersOf(b)));
      }),
    );
  });

  it.each(['', '1', '1.', '.1.3', '1..3', '3.1', '1.40', '1.3.4294967296', '1.3.x', `1.3${'.1'.repeat(127)}`])(
    'refuses %j',
    (text) => expect(isOid(text)).toBe(false),
  );

  it('encodes numbers of every width as X.690 says', () => {
    const target = Buffer.alloc(40);
    const end = writeOidContents(target, '1.3.127.128.16383.16384.2097152.268435456.4294967295', 0);
    expect(target.subarray(0, end).toString('hex')).toBe('2b7f8100ff7f81800081808000' + '8180808000' + '8fffffff7f');
  });
});

describe('a view', () => {
  it('finds every row and walks all of them in order, whatever order they were given in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(oids, { maxLength: 60 }), (given) => {
        const view = viewOf(given.map((oid) => ({ oid, value: integer(1) })));
        const walked: string[] = [];
        for (let at = view.after('0.0'); at < view.size; at = view.after(view.oidAt(at))) walked.push(view.oidAt(at));
        expect(walked).toEqual([...given].sort((a, b) => compareNumbers(numbersOf(a), numbersOf(b))));
        for (const oid of given) expect(view.oidAt(view.find(oid))).toBe(oid);
      }),
    );
  });

  it('keeps the last of two rows with one OID and says that one gave way', () => {
    const view = viewOf([
      { oid: '1.3.2', value: integer(1) },
      { oid: '1.3.1', value: integer(5) },
      { oid: '1.3.2', value: integer(2) },
    ]);
    expect(view.repeated).toBe(1);
    expect(view.valueAt(view.find('1.3.2'))).toEqual(integer(2));
  });
});

describe('a table that may not be read', () => {
  const view = viewOf(
    [
      { oid: '1.3.1.1', value: integer(1) },
      { oid: '1.3.3.1', value: integer(3) },
    ],
    {
      refused: ['1.3.2'],
    },
  );
  const ask = (type: number, oids: readonly string[], version1 = false) =>
    answer(view, { type, version1, oids, nonRepeaters: 0, maxRepetitions: 2, limitOctets: 1_000 });

  it.each([pduTypes.get, pduTypes.getNext, pduTypes.getBulk])('is refused by name (PDU %d)', (type) => {
    expect(ask(type, ['1.3.1.1', '1.3.2.1.1'])).toMatchObject({ status: errorStatus.authorizationError, index: 2 });
    expect(ask(type, ['1.3.2'], true)).toMatchObject({ status: errorStatus.noSuchName, index: 1 });
  });

  it('is passed over by a walk from before, and a neighbour with a longer number is none of it', () => {
    expect(ask(pduTypes.getBulk, ['1.3.1.1'])).toMatchObject({ status: errorStatus.noError, count: 2 });
    expect(ask(pduTypes.getNext, ['1.3.20'])).toMatchObject({ status: errorStatus.noError, count: 1 });
  });
});
