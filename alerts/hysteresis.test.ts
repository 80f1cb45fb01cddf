import { describe, expect, it } from 'vitest';
import { type Reading, raisedTrack, stepTrack, type Track } from './hysteresis.ts';

const limits = { raiseAfter: 3, clearAfter: 2, spacingMs: 15_000 };

/** Effects of a row of readings, one each 30 s: b bad, g good, - none. */
function play(readings: string, start?: Track): string {
  const words: Readonly<Record<string, Reading>> = { b: 'bad', g: 'good', '-': 'none' };
  let track = start;
  return [...readings]
    .map((letter, index) => {
      const step = stepTrack(track, words[letter] ?? 'none', 30_000 * (index + 1), limits);
      track = step.track;
      return step.effect === undefined ? '.' : (step.effect[0] ?? '');
    })
    .join('');
}

describe('a track', () => {
  it.each([
    ['bbb', '..r', 'raises at the third bad poll in a row'],
    ['bbgbb', '.....', 'counts anew after a good one'],
    ['bb-b', '...r', 'is neither helped nor hindered by a poll that says nothing'],
    ['bbbbb', '..r..', 'raises once'],
    ['bbbgg', '..r.c', 'clears at the second good poll in a row'],
    ['bbbgbg', '..r...', 'does not clear when a bad poll stands between'],
    ['bbbg-g', '..r..c', 'clears across a poll that says nothing'],
    ['bbbggbbb', '..r.c..r', 'raises again after it cleared'],
    ['ggg', '...', 'remembers nothing of good polls'],
  ])('%s gives %s: it %s', (readings, effects) => {
    expect(play(readings)).toBe(effects);
  });

  it('goes on after a restart where it was raised', () => {
    expect(play('bgg', raisedTrack(1))).toBe('..c');
  });

  it('counts polls closer than half a period once', () => {
    let track: Track | undefined;
    for (const at of [1_000, 2_000, 3_000, 4_000]) track = stepTrack(track, 'bad', at, limits).track;
    expect(track).toMatchObject({ bad: 1, firstBadAt: 1_000, raised: false });
  });

  it('counts polls of the same moment once, whichever is heard first', () => {
    const first = stepTrack(undefined, 'bad', 30_001, limits).track;
    expect(stepTrack(first, 'bad', 30_000, limits).track?.bad).toBe(1);
  });

  it('counts again when the clock was set back', () => {
    const first = stepTrack(undefined, 'bad', 10_000_000, limits).track;
    expect(stepTrack(first, 'bad', 5_000, limits).track?.bad).toBe(2);
  });
});
