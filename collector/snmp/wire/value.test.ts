import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as agent from '../../../lab/agent/index.ts';
import { decodeValue, PackedOctets } from './value.ts';

function read(tag: number, octets: Uint8Array) {
  const data = Buffer.concat([Buffer.from('aa', 'hex'), octets, Buffer.from('bb', 'hex')]);
  return decodeValue(tag, data, 1, data.length - 1);
}
const readHex = (tag: number, hex: string) => read(tag, Buffer.from(hex, 'hex'));
const uint32 = fc.nat(0xffff_ffff);

describe('a value', () => {
  it('is what the agent encoded, for every type', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets));
    const cases = fc.oneof(
      fc
        .integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
        .map((value) => ['integer', value, agent.integer(value)] as const),
      uint32.map((value) => ['counter32', value, agent.counter32(value)] as const),
      uint32.map((value) => ['gauge32', value, agent.gauge32(value)] as const),
      uint32.map((value) => ['timeTicks', value, agent.timeTicks(value)] as const),
      bytes.map((value) => ['octets', value, agent.octets(value)] as const),
      bytes.map((value) => ['opaque', value, agent.opaque(value)] as const),
      fc.ipV4().map((value) => ['ipAddress', value, agent.ipAddress(value)] as const),
      fc
        .array(uint32, { maxLength: 6 })
        .map((rest) => ['1.3', ...rest].join('.'))
        .map((value) => ['oid', value, agent.objectIdentifier(value)] as const),
    );
    fc.assert(
      fc.property(cases, ([type, value, { tag, contents }]) => {
        expect(read(tag, contents)).toEqual({ type, value });
      }),
    );
  });

  it('of Counter64 has all 64 bits, also where the leading zero is missing', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const { tag, contents } = agent.counter64(value);
        expect(read(tag, contents)).toEqual({ type: 'counter64', value });
        const whole = Buffer.alloc(8);
        whole.writeBigUInt64BE(value);
        expect(read(tag, whole)).toEqual({ type: 'counter64', value });
      }),
    );
  });

  it.each([
    ['an exception', 0x80, '', { type: 'noSuchObject', value: null }],
    ['an exception', 0x81, '', { type: 'noSuchInstance', value: null }],
    ['an exception', 0x82, '', { type: 'endOfMibView', value: null }],
    ['nothing', 0x05, '', { type: 'null', value: null }],
    ['a Counter64 that may be a small number or -1', 0x46, 'ff', { type: 'malformed', value: null }],
    ['a Counter64 of nothing', 0x46, '', { type: 'malformed', value: null }],
    ['a Counter64 beyond 64 bits', 0x46, '010000000000000000', { type: 'malformed', value: null }],
  ])('may be %s (tag %i)', (_, tag, hex, value) => {
    expect(readHex(tag, hex)).toEqual(value);
  });

  it.each([
    ['an empty INTEGER', 0x02, ''],
    ['an INTEGER beyond 32 bits', 0x02, '0080000000'],
    ['an INTEGER of more than four octets', 0x02, 'ffffffffff'],
    ['an empty Counter32', 0x41, ''],
    ['a Gauge32 beyond 32 bits', 0x42, '0100000000'],
    ['a TimeTicks beyond 32 bits', 0x43, '0100000000'],
    ['an IpAddress of three octets', 0x40, '0a0000'],
    ['an IpAddress of sixteen octets', 0x40, '00'.repeat(16)],
    ['an empty OID', 0x06, ''],
    ['an OID that is cut', 0x06, '2b86'],
    ['a NULL with contents', 0x05, '00'],
    ['an exception with contents', 0x82, '00'],
    ['a tag that SNMP has not', 0x30, ''],
  ])('is never %s', (_, tag, hex) => {
    expect(readHex(tag, hex)).toBeUndefined();
  });

  it('of any octets and tag is a value of a known type or none, and never throws', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.uint8Array({ maxLength: 20 }), (tag, octets) => {
        const value = read(tag, octets);
        if (typeof value?.value === 'number') expect(Number.isSafeInteger(value.value)).toBe(true);
        if (typeof value?.value === 'bigint') expect(BigInt.asUintN(64, value.value)).toBe(value.value);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('packed octets', () => {
  it('are the same as a view of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ maxLength: 12 }), fc.nat(4), (a, b, from) => {
        const packed = new PackedOctets(Buffer.concat([Buffer.alloc(3), a]), 3, 3 + a.length);
        expect(packed.value).toEqual(Buffer.from(a));
        const other = Buffer.concat([Buffer.alloc(from), b]);
        expect(packed.isSame(other, from, other.length)).toBe(Buffer.from(a).equals(b));
      }),
    );
  });
});
