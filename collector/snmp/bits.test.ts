import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portListText, setBits } from './bits.ts';

describe('bits', () => {
  it('count from the highest of the first octet', () => {
    expect(setBits(Buffer.from([0x80, 0x01]), 0)).toEqual([0, 15]);
    expect(portListText(Buffer.from([0xff, 0xff, 0xff, 0, 0, 0, 0x80]))).toBe('1-24,49');
    expect(portListText(Buffer.from([0xa0]))).toBe('1,3');
    expect(portListText(Buffer.alloc(0))).toBe('');
  });

  it('of any ports come back as they were (property)', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 200 })), (ports) => {
        const octets = Buffer.alloc(25);
        for (const port of ports) octets[(port - 1) >> 3] = (octets[(port - 1) >> 3] ?? 0) | (0x80 >> ((port - 1) & 7));
        const sorted = ports.toSorted((a, b) => a - b);
        expect(setBits(octets, 1)).toEqual(sorted);
        const spelt = portListText(octets)
          .split(',')
          .filter((range) => range !== '')
          .flatMap((range) => {
            const [from = 0, to = from] = range.split('-').map(Number);
            return Array.from({ length: to - from + 1 }, (_, index) => from + index);
          });
        expect(spelt).toEqual(sorted);
      }),
    );
  });

  it('of an endless list are looked at up to a bound', () => {
    expect(setBits(Buffer.alloc(10_000, 0xff), 1)).toHaveLength(4096);
  });
});
