import { describe, expect, it } from 'vitest';
import type { WireProfileValue } from '../../../../api/wire-profile.ts';
import { withPrefix } from './format.ts';
import { daysUntil, portLights, valueText } from './profile.ts';

const value = (some: Partial<WireProfileValue>): WireProfileValue => ({
  metric: 'x',
  titleZh: '某',
  titleEn: 'Some',
  means: 'cpu',
  index: '',
  label: '',
  type: 'number',
  value: 0,
  unit: 'count',
  good: null,
  ...some,
});
const text = (some: Partial<WireProfileValue>) => valueText(value(some), withPrefix);

describe('a value of the private tables', () => {
  it('reads with its unit', () => {
    expect(text({ value: 0.384, unit: 'ratio' })).toBe('38.4%');
    expect(text({ value: 285_030 })).toBe('285,030');
    expect(text({ value: -8.12, unit: 'dBm' })).toBe('-8.12 dBm');
    expect(text({ value: 0.00612, unit: 'ampere' })).toBe('6.12 mA');
    expect(text({ value: 8_283_488_256, unit: 'byte' })).toBe('8.28 GB');
    expect(text({ type: 'date', value: '2027-01-31T08:30:00.000', unit: null })).toBe('2027-01-31 08:30');
    expect(text({ type: 'word', value: 'master', unit: null })).toBe('master');
  });

  it('tells the days that a licence has left', () => {
    const now = Date.parse('2027-01-01T12:00:00Z');
    expect(daysUntil('2027-01-31T12:00:00.000', now)).toBe(30);
    expect(daysUntil('2026-12-31T12:00:00.000Z', now)).toBe(-1);
  });

  it('joins what the module of a port tells, and sees that no light arrives', () => {
    const optical = (means: string, index: string, amount: number, unit = 'dBm') =>
      value({ means, index, value: amount, unit, label: index === '7' ? 'ge-1' : '' });
    expect(
      portLights([
        optical('optical-rx', '7', -12.3),
        optical('optical-rx', '8', -40),
        optical('optical-tx', '7', -3),
        optical('optical-temperature', '7', 39, 'celsius'),
        optical('optical-bias', '7', 0.006, 'ampere'),
        value({}),
      ]),
    ).toEqual([
      { index: '7', label: 'ge-1', rx: '-12.30 dBm', tx: '-3.00 dBm', temperature: '39 °C', dark: false },
      { index: '8', label: '8', rx: '-40.00 dBm', tx: '', temperature: '', dark: true },
    ]);
  });
});
