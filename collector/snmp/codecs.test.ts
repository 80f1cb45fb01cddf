import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { compareOids } from './oid.ts';
import { IndexReader } from './one-shot/index-reader.ts';
import { isTruncated, peekId } from './peek-id.ts';
import { decodeMac, decodeText } from './text.ts';
import { response } from './ugly-agent.fake.ts';
import { decodeCounter64, decodeVarbind } from './varbind.ts';

const subIds = fc.array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 1, maxLength: 8 });

describe('the order of OIDs', () => {
  it('is that of their numbers, a prefix first', () => {
    fc.assert(
      fc.property(subIds, subIds, fc.nat(4), (a, tail, shared) => {
        const b = [...a.slice(0, shared), ...tail];
        const at = a.findIndex((part, i) => part !== b[i]);
        const expected = at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
        expect(Math.sign(compareOids(a.join('.'), b.join('.')))).toBe(Math.sign(expected));
      }),
    );
  });
});

describe('a Counter64', () => {
  it('is read with leading zeros, in nine octets at most', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.nat(3), (value, zeros) => {
        let hex = value.toString(16);
        hex = hex.length % 2 === 0 ? hex : `0${hex}`;
        const bare = Buffer.from(hex, 'hex');
        // Shorter than eight octets, a value with its highest bit set needs at least one zero before it.
        const needed = bare.length < 8 && (bare[0] ?? 0) > 0x7f ? 1 : 0;
        const octets = Buffer.concat([Buffer.alloc(needed + zeros), bare]);
        expect(decodeCounter64(octets)).toBe(octets.length > 9 ? undefined : value);
      }),
    );
  });

  it('has no reading when it is empty, longer than 64 bits, or short and negative', () => {
    expect(decodeCounter64(Buffer.alloc(0))).toBeUndefined();
    expect(decodeCounter64(Buffer.from('010000000000000000', 'hex'))).toBeUndefined();
    expect(decodeCounter64(Buffer.from('ff', 'hex'))).toBeUndefined();
  });
});

describe('a value of the wrong kind for its type', () => {
  it('is malformed, never a guess', () => {
    const tags = [2, 4, 6, 64, 65, 66, 67, 68, 70, 200];
    for (const tag of tags)
      expect(decodeVarbind('1.3', tag, null)).toEqual({ oid: '1.3', type: 'malformed', value: null });
  });
});

describe('text', () => {
  it('is well-formed Unicode, whatever the bytes', () => {
    // Codes that GB18030 does not have: a lenient decoder makes lone surrogates of them, and the JSON around them breaks.
    for (const bytes of [
      [0xfe, 0x39, 0xfe, 0x39],
      [0xe3, 0x32, 0x9b, 0x30],
    ]) {
      expect(decodeText(Buffer.from(bytes)).isWellFormed()).toBe(true);
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => decodeText(Buffer.from(bytes)).isWellFormed()));
  });

  it('is UTF-8 where valid, else GB18030', () => {
    expect(decodeText(Buffer.from('核心交换机'))).toBe('核心交换机');
    expect(decodeText(iconv.encode('启明星辰', 'gb18030'))).toBe('启明星辰');
  });

  it('shows control characters, drops padding, and disarms characters that turn the writing direction', () => {
    expect(decodeText(Buffer.from('a\r\nb\u0000\u0000'))).toBe('a␍␊b');
    expect(decodeText(Buffer.from('x\u202ey'))).toBe('x<U+202E>y');
  });

  it('survives any octets, gives no control character, and cuts without breaking a character', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not appear
        expect(decodeText(Buffer.from(octets))).not.toMatch(/[\u0000-\u001f\u007f]/);
      }),
    );
    expect(decodeText(Buffer.from('方'.repeat(2_000)))).toBe('方'.repeat(1_365));
  });

  it('of a physical address has colons, and is nothing for no octets', () => {
    expect(decodeMac(Buffer.from([0, 0x1a, 0xff]))).toBe('00:1a:ff');
    expect(decodeMac(Buffer.alloc(0))).toBeUndefined();
  });
});

describe('the head of a datagram', () => {
  it('gives the request id back, negative ones too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (id) => {
        const datagram = response({ id });
        expect(peekId(datagram)).toBe(id);
        expect(isTruncated(datagram)).toBe(false);
        expect(isTruncated(datagram.subarray(0, -1))).toBe(true);
      }),
    );
  });

  it('survives any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        const id = peekId(Buffer.from(octets));
        expect(id === undefined || Number.isSafeInteger(id)).toBe(true);
      }),
    );
  });
});

describe('an index', () => {
  it('holds addresses with their type and length', () => {
    const reader = new IndexReader('1.4.10.0.0.0.8.2.0.0.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1');
    expect([reader.inetAddress(), reader.number(), reader.counted(), reader.inetAddress()]).toEqual([
      '10.0.0.0',
      8,
      '0.0',
      '2001:db8::1',
    ]);
    expect(reader.whole).toBe(true);
  });

  it('holds addresses with a zone, and MAC addresses', () => {
    expect(new IndexReader('3.8.169.254.0.1.0.0.1.2').inetAddress()).toBe('169.254.0.1%258');
    expect(new IndexReader('0.26.255.1.2.3').mac()).toBe('00:1a:ff:01:02:03');
  });

  it.each(['1.4.10.0.0', '1.4.10.0.0.256', '1', '', '1.99999999999', '1.x', '1.4.10.0.0.1.7'])(
    'that is no address (%s) is not whole, and nothing throws',
    (index) => {
      const reader = new IndexReader(index);
      reader.inetAddress();
      expect(reader.whole).toBe(false);
    },
  );
});
