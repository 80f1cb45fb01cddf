import { describe, expect, it } from 'vitest';
import { bitsPerSecond, dateTime, dayIn, duration, percent, percentDown } from './format.ts';

describe('figures as people read them', () => {
  it.each([
    [0, '0 bit/s'],
    [3.25, '3.3 bit/s'],
    [950, '950 bit/s'],
    [999.7, '1.00 kbit/s'],
    [12_340_000, '12.3 Mbit/s'],
    [100_000_000, '100 Mbit/s'],
    [999_600_000, '1.00 Gbit/s'],
    [-1500, '−1.50 kbit/s'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('writes %s bits per second as %s', (value, text) => {
    expect(bitsPerSecond(value)).toBe(text);
  });

  it.each([
    [0.042, '4.2%'],
    [0, '0%'],
    [0.876, '88%'],
    [null, '–'],
  ])('writes a share of %s as %s', (value, text) => {
    expect(percent(value)).toBe(text);
  });

  it.each([
    [-5, '0 秒', '0 s'],
    [59_900, '59 秒', '59 s'],
    [60_000, '1 分', '1 min'],
    [11_520_000, '3 小时 12 分', '3 h 12 min'],
    [90_061_000, '1 天 1 小时', '1 d 1 h'],
  ])('writes %d ms as %s and %s', (milliseconds, zh, en) => {
    expect([duration(milliseconds, 'zh-CN'), duration(milliseconds, 'en')]).toEqual([zh, en]);
  });

  it('writes no date for what is none', () => {
    expect(dateTime('nonsense')).toBe('–');
  });

  it('never rounds a coverage up to the whole', () => {
    expect([percentDown(1), percentDown(0.9999999), percentDown(0.29)]).toEqual(['100.000%', '99.999%', '29.000%']);
  });

  it('writes the day of the city, wherever the browser stands', () => {
    expect(dayIn('2026-10-31T16:00:00Z', 'Asia/Shanghai')).toBe('2026-11-01');
    expect(dayIn('2026-10-31T15:59:59Z', 'Asia/Shanghai')).toBe('2026-10-31');
  });
});
