import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexText, oidOctets, oidText } from './oid-octets.ts';
import { compareOidOctets } from './oid-order.ts';

const subId = fc.oneof(fc.nat(300), fc.nat(0xffff_ffff));
const tail = fc.array(subId, { maxLength: 12 });
const oid = fc
  .oneof(fc.tuple(fc.constantFrom(0, 1), fc.nat(39)), fc.tuple(fc.constant(2), subId))
  .chain((head) => tail.map((rest) => [...head, ...rest]));

const octetsOf = (numbers: readonly number[]) => oidOctets(numbers.join('.')) ?? Buffer.alloc(0);

/** Contents octets of an index alone: those of an OID less its first, which is two numbers in one. */
const indexOf = (numbers: readonly number[]) => octetsOf([1, 3, ...numbers]).subarray(1);

describe('an OID', () => {
  it('comes back as it was written, up to 2.4294967295', () => {
    fc.assert(
      fc.property(oid, (numbers) => {
        const octets = octetsOf(numbers);
        expect(oidText(octets, 0, octets.length)).toBe(numbers.join('.'));
      }),
    );
  });

  it.each([
    ['1.3.6.1', '2b0601'],
    ['2.999.3', '883703'],
    ['2.4294967295', '908080804f'],
    ['0.0', '00'],
    ['1.3.127.128.16383.16384', '2b7f8100ff7f818000'],
  ])('%s is %s (X.690 8.19)', (text, hex) => {
    expect(oidOctets(text)?.toString('hex')).toBe(hex);
  });

  it.each(['', '1', '3.1', '1.40', '1.3.4294967296', '1.3.-1', '1.3.x', '.1.3', '1..3', '1.3.', '1.3. 4', '1.3.1e3'])(
    'is not what %j says',
    (text) => {
      expect(oidOctets(text)).toBeUndefined();
    },
  );

  it.each([
    ['no octets', ''],
    ['octets that end within a number', '2b86'],
    ['a number beyond 2^32-1', '2b9080808000'],
    ['a first number beyond 2.4294967295', '9080808050'],
    ['a number with more octets than it needs', '2b8001'],
    ['a first number with more octets than it needs', '802b'],
  ])('is not in %s', (_, hex) => {
    const octets = Buffer.from(hex, 'hex');
    expect(oidText(octets, 0, octets.length)).toBeUndefined();
  });

  it('in any octets is either none or exactly those octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        const octets = Buffer.from(bytes);
        const text = oidText(octets, 0, octets.length);
        if (text !== undefined) expect(oidOctets(text)).toEqual(octets);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is encoded once and kept, within a bound', () => {
    const kept = oidOctets('1.3.6.1.2.1.1.1.0');
    expect(oidOctets('1.3.6.1.2.1.1.1.0')).toBe(kept);
    for (let i = 0; i < 5_000; i++) oidOctets(`1.3.6.1.4.1.${i}`);
    expect(oidOctets('1.3.6.1.2.1.1.1.0')).not.toBe(kept);
    expect(oidOctets('1.3.6.1.2.1.1.1.0')).toEqual(kept);
  });
});

describe('an index', () => {
  it('is the numbers behind the column, or nothing', () => {
    fc.assert(
      fc.property(tail, (numbers) => {
        const octets = indexOf(numbers);
        expect(indexText(octets, 0, octets.length)).toBe(numbers.join('.'));
      }),
    );
  });

  it.each(['81', '9080808000', '8001'])('is not in %s', (hex) => {
    const octets = Buffer.from(hex, 'hex');
    expect(indexText(octets, 0, octets.length)).toBeUndefined();
  });
});

describe('the order of encoded names', () => {
  it('is that of their numbers, a prefix first', () => {
    fc.assert(
      fc.property(tail, tail, fc.nat(12), (a, other, shared) => {
        const b = [...a.slice(0, shared), ...other];
        const at = a.findIndex((part, i) => part !== b[i]);
        const expected = at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
        const [left, right] = [indexOf(a), indexOf(b)];
        expect(Math.sign(compareOidOctets(left, 0, left.length, right, 0, right.length))).toBe(Math.sign(expected));
      }),
      { numRuns: 2_000 },
    );
  });

  it('looks at its own part of the octets alone', () => {
    const [a, b] = [Buffer.from('ff0105ff', 'hex'), Buffer.from('0106', 'hex')];
    expect(compareOidOctets(a, 1, 3, b, 0, 2)).toBeLessThan(0);
    expect(compareOidOctets(b, 0, 2, a, 1, 3)).toBeGreaterThan(0);
    expect(compareOidOctets(a, 1, 2, b, 0, 1)).toBe(0);
  });
});
