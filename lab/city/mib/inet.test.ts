import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inetIndex, maskOf, networkOf } from './inet.ts';

const ipv4 = fc.ipV4();

describe('addresses in an index', () => {
  it.each([
    ['10.10.10.1', '1.4.10.10.10.1'],
    ['0.0.0.0', '1.4.0.0.0.0'],
    ['2001:db8::1', '2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1'],
    ['::', '2.16.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0'],
  ])('write %s with its type and length', (address, index) => expect(inetIndex(address)).toBe(index));

  it.each([
    ['10.10.10.77', 24, '10.10.10.0'],
    ['10.10.10.77', 32, '10.10.10.77'],
    ['10.10.10.77', 0, '0.0.0.0'],
    ['2001:db8:0:5::9', 48, '2001:db8::'],
  ])('know that %s/%d is in the block of %s', (address, length, network) =>
    expect(networkOf(address, length)).toBe(network),
  );

  it('agree with their mask: the bits of a block are those of its mask', () => {
    fc.assert(
      fc.property(ipv4, fc.integer({ min: 0, max: 32 }), (address, length) => {
        const mask = maskOf(length).split('.').map(Number);
        const masked = address.split('.').map((part, at) => Number(part) & (mask[at] ?? 0));
        expect(networkOf(address, length)).toBe(masked.join('.'));
      }),
    );
  });
});
