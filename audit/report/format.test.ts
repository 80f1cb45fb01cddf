import { describe, expect, it } from 'vitest';
import { ratioText, secondsText } from './format.ts';
import { wordsIn } from './words.ts';

describe('figures as words', () => {
  it('never round up to the whole', () => {
    expect(ratioText(1)).toBe('100.000%');
    expect(ratioText(0.9999999)).toBe('99.999%');
    expect(ratioText(0.29)).toBe('29.000%');
    expect(ratioText(0)).toBe('0.000%');
    expect(ratioText(null)).toBe('–');
  });

  it('tell durations in their two largest units', () => {
    const words = wordsIn('en');
    expect(secondsText(0, words)).toBe('0 s');
    expect(secondsText(59.9, words)).toBe('59 s');
    expect(secondsText(3_600, words)).toBe('1 h');
    expect(secondsText(90_061, words)).toBe('1 d 1 h');
    expect(secondsText(null, words)).toBe('–');
  });
});
