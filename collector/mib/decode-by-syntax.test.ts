import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SnmpValue } from '../snmp/varbind.ts';
import { decodeBySyntax } from './decode-by-syntax.ts';
import { displayInteger, displayOctets } from './display-hint.ts';

const latin = (octets: Buffer) => octets.toString('latin1');
const shown = (hint: string, hex: string) => displayOctets(hint, Buffer.from(hex, 'hex'), latin);

describe('a DISPLAY-HINT', () => {
  it.each([
    ['1x:', '0024acb2f479', '00:24:ac:b2:f4:79'],
    ['255a', '48656c6c6f', 'Hello'],
    // RFC 2579's own example of DateAndTime.
    ['2d-1d-1d,1d:1d:1d.1d,1a1d:1d', '07c8051a0d1e0f002d0400', '1992-5-26,13:30:15.0,-4:0'],
    ['2d-1d-1d,1d:1d:1d.1d,1a1d:1d', '07c8051a0d1e0f00', '1992-5-26,13:30:15.0'],
    ['1d.1d.1d.1d', '0a000001', '10.0.0.1'],
    ['*1x:/1x:', '02aabb01cc', 'aa:bb/01:cc'],
    ['2x:', 'fe80000000000001', 'fe80:0000:0000:0001'],
    ['1o', 'ff', '377'],
    ['1x:', '', ''],
  ])('%s shows %s as %s', (hint, hex, text) => expect(shown(hint, hex)).toBe(text));

  it.each(['', 'x', '1q', '255', 'd-2'])('%j is none for octets', (hint) => expect(shown(hint, 'aa')).toBeUndefined());

  it.each([
    ['d', 1234, '1234'],
    ['d-2', 1234, '12.34'],
    ['d-2', -5, '-0.05'],
    ['x', 255, 'ff'],
    ['b', 5, '101'],
    ['255a', 5, undefined],
  ])('%s shows %s as %s', (hint, value, text) => expect(displayInteger(hint, value)).toBe(text));

  it('of any form never throws and stays short (property)', () => {
    const hints = fc.stringMatching(/^[*0-9xdoat:.,/-]{0,12}$/);
    fc.assert(
      fc.property(hints, fc.uint8Array({ maxLength: 300 }), (hint, octets) => {
        expect((displayOctets(hint, Buffer.from(octets), latin) ?? '').length).toBeLessThanOrEqual(1_024);
      }),
    );
  });
});

describe('a value by its syntax', () => {
  const none = new Map<number, string>();
  const words = new Map([
    [0, 'loud'],
    [1, 'dusty'],
    [2, 'down'],
  ]);
  const octets = (value: Buffer | string): SnmpValue => ({ type: 'octets', value: Buffer.from(value as string) });
  const decode = (syntax: Parameters<typeof decodeBySyntax>[0], value: SnmpValue) =>
    decodeBySyntax(syntax, value, (oid) => (oid === '1.3.6.1' ? 'internet' : undefined));

  it.each<[string, Parameters<typeof decodeBySyntax>[0], SnmpValue, unknown]>([
    ['an enumeration', { type: 'INTEGER', words }, { type: 'integer', value: 2 }, 'down'],
    ['a number without a word', { type: 'INTEGER', words }, { type: 'integer', value: 9 }, 9],
    ['tenths', { type: 'Integer32', words: none, hint: 'd-1' }, { type: 'integer', value: 325 }, 32.5],
    ['BITS', { type: 'BITS', words }, octets(Buffer.from([0xa0])), 'loud,down'],
    ['BITS without a name', { type: 'BITS', words }, octets(Buffer.from([0x01])), 'bit7'],
    ['UTF-8', { type: 'OCTET STRING', words: none, hint: '255t' }, octets('核心'), '核心'],
    ['GB18030', { type: 'OCTET STRING', words: none, hint: '255a' }, octets(Buffer.from('d6d0cec4', 'hex')), '中文'],
    ['a MAC', { type: 'OCTET STRING', words: none, hint: '1x:' }, octets(Buffer.from('0024ac', 'hex')), '00:24:ac'],
    [
      'a DateAndTime',
      { type: 'OCTET STRING', words: none, hint: '2d-1d-1d,1d:1d:1d.1d,1a1d:1d' },
      octets(Buffer.from('07e203010000000' + '02b0800', 'hex')),
      '2018-02-28T16:00:00.000Z',
    ],
    ['bytes', { type: 'OCTET STRING', words: none }, octets(Buffer.from('000102', 'hex')), '000102'],
    ['a name', { type: 'OBJECT IDENTIFIER', words: none }, { type: 'oid', value: '1.3.6.1' }, 'internet'],
    [
      'a large counter',
      { type: 'Counter64', words: none },
      { type: 'counter64', value: 2n ** 63n },
      '9223372036854775808',
    ],
    ['nothing', { type: 'INTEGER', words: none }, { type: 'malformed', value: null }, undefined],
  ])('is told as what it is: %s', (_, syntax, value, expected) => expect(decode(syntax, value)).toEqual(expected));
});
