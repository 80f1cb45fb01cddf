/**
 * `npm run --silent prove:mutations -- --count N --seed S`: recorded walks of real devices, each with one thing put in that
 * offends, or one piece of evidence taken away, read over UDP and judged as `fangzhou isolation` does. Prints one JSON line;
 * exits 1 when less than 99 % was found, evidence that is missing passed, or something harmless failed.
 */

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../core/index.ts';
import { measure } from '../test/isolation/measure.ts';
import { loadRecordings } from '../test/isolation/recordings.ts';
import { sharedFolder } from '../test/needs.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '700' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.count);
const seed = Number(values.seed);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error('prove:mutations takes --count N (1 or more) and --seed S, whole numbers');
  process.exit(2);
}

const recordings = await loadRecordings(join(sharedFolder(), 'walks'));
const { injected, blinded, harmless, declared, misses } = await measure(recordings, count, seededRandom(seed));
for (const miss of misses) console.error(miss);
const sum = (tallies: readonly object[], name: string): number =>
  tallies.reduce((total, tally) => total + Number((tally as Record<string, number>)[name]), 0);
const made = sum(Object.values(injected), 'made');
const found = sum(Object.values(injected), 'found');
const passed = sum(Object.values(blinded), 'passed');
const alarms = sum(Object.values(harmless), 'failed');
const foundRatio = made === 0 ? 1 : found / made;
console.log(JSON.stringify({ mutations: count, seed, foundRatio, injected, blinded, harmless, declared }));
process.exit(foundRatio >= 0.99 && passed === 0 && declared.failed + alarms === 0 ? 0 : 1);
