import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterTable, defaultAnswerOctets, firstAnswerSize, type SizeTold, unfragmentedOctets } from './answer-size.ts';

const sizeAfter = (...told: readonly SizeTold[]) => told.reduce(afterTable, firstAnswerSize);
const whole = (times: number): SizeTold[] => Array<SizeTold>(times).fill('whole');

describe('the size of answers that a device is asked for', () => {
  it('falls to what needs no fragments once large ones got lost', () => {
    expect(sizeAfter('lost').octets).toBe(unfragmentedOctets);
  });

  it('halves when the agent says tooBig', () => {
    expect(sizeAfter('tooBig').octets).toBe(defaultAnswerOctets / 2);
    expect(sizeAfter('tooBig', 'tooBig').octets).toBe(defaultAnswerOctets / 4);
  });

  it('is tried larger after twenty tables without trouble, and is small again when that fails', () => {
    expect(sizeAfter('lost', ...whole(19)).octets).toBe(unfragmentedOctets);
    expect(sizeAfter('lost', ...whole(20)).octets).toBe(2 * unfragmentedOctets);
    expect(sizeAfter('lost', ...whole(20), 'lost').octets).toBe(unfragmentedOctets);
    expect(sizeAfter('lost', ...whole(200)).octets).toBe(defaultAnswerOctets);
  });

  it('stays within its bounds, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<SizeTold>('whole', 'tooBig', 'lost')), (told) => {
        const { octets } = sizeAfter(...told);
        expect(octets).toBeGreaterThanOrEqual(unfragmentedOctets);
        expect(octets).toBeLessThanOrEqual(defaultAnswerOctets);
      }),
    );
  });
});
