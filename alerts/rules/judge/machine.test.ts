import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleReading } from './machine.ts';
import { newTrack, type RuleTrack, stepRule, wordOf } from './machine.ts';

const limits = { forMs: 3_000, clearForMs: 2_000, staleMs: 10_000 };
/** One reading a second, from second 1 on: `b` bad, `g` good, `-` in the band, `.` nothing; the words after each. */
function course(text: string): string {
  let track: RuleTrack = newTrack;
  return [...text]
    .map((letter, index) => {
      const reading = ({ b: 'bad', g: 'good', '-': 'between', '.': 'none' } as const)[letter] ?? 'none';
      track = stepRule(track, reading, (index + 1) * 1_000, limits);
      return wordOf(track, (index + 1) * 1_000, limits.staleMs, false)[0];
    })
    .join('');
}

describe('a rule over time', () => {
  it.each([
    // Bad since second 1: fires in second 4, when three seconds have passed.
    ['bbbbb', 'pppff'],
    // One in the band begins the count anew.
    ['bb-bbbb', 'ppopppf'],
    // Ends in the third good second: two have passed. In the band it stays.
    ['bbbb--gg-ggg', 'pppffffffffo'],
    ['bbbbggbggg', 'pppffffffo'],
    ['...b', 'nnnp'],
  ])('%s is %s', (readings, words) => expect(course(readings)).toBe(words));

  it('begins anew after a silence that is too long, and silence itself ends nothing', () => {
    const pending = stepRule(newTrack, 'bad', 1_000, limits);
    expect(stepRule(pending, 'bad', 12_000, limits)).toMatchObject({ isFiring: false, badSince: 12_000 });
    const firing: RuleTrack = { isFiring: true, since: 5_000, badSince: 1_000, goodSince: 6_000, at: 6_000 };
    expect(stepRule(firing, 'good', 30_000, limits)).toMatchObject({ isFiring: true, goodSince: 30_000 });
    expect(wordOf(firing, 900_000, limits.staleMs, false)).toBe('firing');
    expect(wordOf(pending, 900_000, limits.staleMs, false)).toBe('no-data');
  });

  it('never changes within the band, from wherever it stands', () => {
    const reading = fc.constantFrom<RuleReading>('bad', 'good', 'between', 'none');
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 40 }), fc.integer({ min: 1, max: 40 }), (before, times) => {
        let track = before.reduce((one, word, index) => stepRule(one, word, (index + 1) * 1_000, limits), newTrack);
        const { isFiring } = track;
        for (let i = 0; i < times; i += 1) {
          track = stepRule(track, 'between', (before.length + i + 1) * 1_000, limits);
          expect(track.isFiring).toBe(isFiring);
        }
      }),
    );
  });
});
