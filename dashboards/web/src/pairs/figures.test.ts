import { expect, it } from 'vitest';
import { wordsOf } from '../text/language.ts';
import { byteSpan, lossSpan, timeSpan } from './figures.ts';

const t = wordsOf({
  language: 'en',
  dictionary: { 'dashboards.pairs.seconds': '{value} s', 'dashboards.pairs.milliseconds': '{value} ms' },
});

it('times are intervals: milliseconds below a second, tenths below two minutes, the two largest units above, a dash where nothing was measured', () => {
  expect(timeSpan({ least: 1_200, most: 1_840 }, t)).toBe('1.2–1.8 s');
  expect(timeSpan({ least: 3_000, most: 3_000 }, t)).toBe('3 s');
  expect(timeSpan({ least: 60_000, most: 200_000 }, t)).toBe('1 min – 3 min 20 s');
  expect(timeSpan(null, t)).toBe('–');
});

it('losses are told in time and bytes, each only where it is known', () => {
  expect(byteSpan({ least: 0, most: 12_000 })).toBe('0 B – 12.0 kB');
  expect(lossSpan({ rpoMs: null, rpoBytes: { least: 5, most: 5 } }, t)).toBe('5 B');
  expect(lossSpan({ rpoMs: { least: 0, most: 500 }, rpoBytes: { least: 5, most: 5 } }, t)).toBe('0–500 ms · 5 B');
  expect(lossSpan({ rpoMs: null, rpoBytes: null }, t)).toBe('–');
});
