import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prefixLengthOf } from './prefix-length.ts';

function maskOf(bits: number): string {
  const ones = '1'.repeat(bits).padEnd(32, '0');
  return [0, 8, 16, 24].map((at) => Number.parseInt(ones.slice(at, at + 8), 2)).join('.');
}

describe('the prefix length of a row', () => {
  it('is the number of ones that its mask begins with, whichever column holds the mask', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 32 }), (bits) => {
        expect(prefixLengthOf({ netMask: maskOf(bits) })).toBe(bits);
        expect(prefixLengthOf({ mask: maskOf(bits) })).toBe(bits);
      }),
    );
  });

  it('is not invented for a mask with holes, or for something that is no mask', () => {
    for (const mask of ['0.252.255.255', '255.0.255.0', '255.255.255', '']) {
      expect(prefixLengthOf({ mask })).toBeUndefined();
    }
    expect(prefixLengthOf({ address: '10.0.0.1' })).toBeUndefined();
  });

  it('is where the ipAddressPrefix ends, unless that points nowhere', () => {
    expect(prefixLengthOf({ prefix: '1.3.6.1.2.1.4.32.1.5.6.1.4.169.254.0.0.16' })).toBe(16);
    expect(prefixLengthOf({ prefix: '1.3.6.1.2.1.4.32.1.5.1.2.16.254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.0.64' })).toBe(64);
    expect(prefixLengthOf({ prefix: '0.0' })).toBeUndefined();
    expect(prefixLengthOf({ prefix: '1.3.6.1.4.1.4096' })).toBeUndefined();
  });
});
