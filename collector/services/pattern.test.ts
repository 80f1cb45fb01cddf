import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds, wordsOf } from './pattern.ts';

describe('a pattern', () => {
  it('is looked for like any regular expression', () => {
    expect(holds('queue: 15', /queue: \d+/)).toBe(true);
    expect(holds('QUEUE', /queue/i)).toBe(true);
    expect(holds('queue', /^que$/)).toBe(false);
  });

  it('that stands for a text is looked for as that text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (text, before, after) => {
        const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
        expect(holds(before + text + after, pattern)).toBe(true);
        expect(holds(before, pattern)).toBe(before.includes(text));
      }),
    );
    expect(wordsOf(/a\.b/)).toBe('a.b');
    expect(wordsOf(/a.b/i)).toBe('/a.b/i');
  });

  it('that would take years is given up, and says nothing of the service', () => {
    const endless = /^(a+)+$/;
    for (let time = 0; time < 3; time += 1)
      expect(() => holds(`${'a'.repeat(60)}!`, endless)).toThrow('collector.services.pattern-slow');
    // From now on not even what it could tell is asked of it.
    expect(() => holds('aa', endless)).toThrow('collector.services.pattern-slow');
    expect(holds('still works', /w[o]rks$/)).toBe(true);
  });
});
