import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('durations', () => {
  it.each([
    ['60s', 60],
    ['5m', 300],
    ['26h', 93_600],
    ['90d', 7_776_000],
    ['2w', 1_209_600],
    ['3y', 94_608_000],
    ['1h30m', 5400],
    ['1500ms', 1.5],
    ['0s', 0],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', '60', 's', '-5m', '1.5h', '5 m', '5M', '30m1h', '5m5m', '1mo', '201y', '9999999999s', '１h'])(
    '%j is no duration',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('come back the same from their own writing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds))).toBe(seconds);
      }),
    );
    expect(formatDuration(0.25)).toBe('250ms');
    expect(formatDuration(90_000)).toBe('25h');
  });

  it('never throw, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseDuration(text);
      }),
    );
  });
});
