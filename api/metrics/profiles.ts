import { numberOf } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { ProfilePort } from '../ports.ts';
import { familyText, type Line, labelText } from './text.ts';

/** Values of makers' private tables: numbers and dates in their base units, words as one series with 1. */
export function* profileText(city: City, profile: ProfilePort, oldestAt: EpochMs): Generator<string> {
  const numbers: Line[] = [];
  const words: Line[] = [];
  for (const device of city.devices.keys()) {
    const reading = profile(device);
    if (reading === undefined || reading.at < oldestAt) continue;
    for (const value of reading.values) {
      const { metric, index, label } = value;
      const row = { device, metric, index, label };
      const number = numberOf(value);
      if (value.type === 'word') words.push([labelText({ ...row, word: value.value }), 1]);
      else if (number !== undefined)
        numbers.push([labelText({ ...row, unit: value.type === 'number' ? value.unit : 'timestamp' }), number]);
    }
  }
  yield familyText(
    'fangzhou_device_profile_value',
    'gauge',
    "Value of a maker's private table in its base unit; dates are seconds since 1970",
    numbers,
  );
  yield familyText('fangzhou_device_profile_state', 'gauge', "1 for the word that a maker's private table says", words);
}
