import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, parseCanonical } from './canonical.ts';

describe('canonical JSON (RFC 8785)', () => {
  it('spells the example of section 3.2.2', () => {
    const value = {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts the example of section 3.2.3 by UTF-16 code units', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = [...canonicalJson(value).matchAll(/:"(\w+)/g)].map((match) => match[1]);
    expect(order).toEqual(['Carriage', 'One', 'Control', 'Latin', 'Euro', 'Emoji', 'Hebrew']);
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [9007199254740992, '9007199254740992'],
    [295147905179352830000, '295147905179352830000'],
    [1e21, '1e+21'],
    [999999999999999900000, '999999999999999900000'],
    [333333333.3333332, '333333333.3333332'],
    [1424953923781206.2, '1424953923781206.2'],
  ])('writes %d as appendix B says', (number, text) => {
    expect(canonicalJson(number)).toBe(text);
  });

  it('spells whatever JSON can say in one way, whatever the order it came in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(parseCanonical(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it.each([
    ['spaces', '{"a": 1}'],
    ['another order', '{"b":1,"a":2}'],
    ['a member twice', '{"a":1,"a":1}'],
    ['another spelling of a number', '{"a":1.0}'],
    ['another spelling of a text', '{"a":"\\u0041"}'],
    ['half a surrogate pair', '"\\ud800"'],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('does not read %s', (_, text) => {
    expect(parseCanonical(text)).toBeUndefined();
  });

  it.each([
    ['not a number', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['half a surrogate pair', 'a\ud800'],
    ['a big integer', 5n],
    ['a date', new Date(0)],
    ['a hole in a list', [undefined]],
    ['a function', { a: () => 1 }],
    [
      'a circle',
      (() => {
        const a: Record<string, unknown> = {};
        a.a = a;
        return a;
      })(),
    ],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});
