import { describe, expect, it } from 'vitest';
import { sensorValue } from './entity-tables.ts';

const sensor = (fields: Record<string, string | number>) =>
  sensorValue({ table: 'entPhySensorTable', index: '1', status: 'ok', scale: 9, precision: 0, ...fields });

describe('a sensor', () => {
  it.each([
    ['celsius in tenths', { type: 'celsius', precision: 1, raw: 325 }, { value: 32.5, unit: 'celsius' }],
    ['millivolts', { type: 'voltsDC', scale: 8, raw: 3300 }, { value: 3.3, unit: 'volt' }],
    ['microamperes', { type: 'amperes', scale: 7, raw: 6120 }, { value: 0.00612, unit: 'ampere' }],
    ['received light', { type: 'dBm', precision: 2, raw: -1234 }, { value: -12.34, unit: 'dBm' }],
    ['kilohertz', { type: 'hertz', scale: 10, raw: 50 }, { value: 50_000, unit: 'hertz' }],
    ['humidity', { type: 'percentRH', raw: 45 }, { value: 0.45, unit: 'ratio' }],
    ['a fan', { type: 'rpm', raw: 7200 }, { value: 7200, unit: 'rpm' }],
  ])('of %s is told in its base unit', (_, fields, expected) => expect(sensor(fields)).toEqual(expected));

  it.each([
    ['it does not work', { type: 'celsius', raw: 0, status: 'nonoperational' }],
    ['its value is beyond what it can tell', { type: 'celsius', raw: 1_000_000_000 }],
    ['its type has no unit', { type: 'truthvalue', raw: 1 }],
    ['its scale does not exist', { type: 'celsius', raw: 1, scale: 18 }],
    ['its precision does not exist', { type: 'celsius', raw: 1, precision: 10 }],
  ])('has no value while %s', (_, fields) => expect(sensor(fields)).toEqual({}));
});
