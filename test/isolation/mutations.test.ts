import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../core/index.ts';
import { sharedFolder, suiteNeeding } from '../needs.ts';
import { blindings } from './blind.ts';
import { harmless } from './harmless.ts';
import { injections } from './inject.ts';
import { measure } from './measure.ts';
import { loadRecordings, type Recorded } from './recordings.ts';

suiteNeeding(['shared/walks/expected.json'], 'recorded devices, mutated and read over UDP', () => {
  let recordings: readonly Recorded[] = [];
  beforeAll(async () => {
    recordings = await loadRecordings(join(sharedFolder(), 'walks'));
  }, 120_000);

  it('give away every violation that was put in, and pass nothing that was taken away', async () => {
    const kinds = Object.keys(injections).length + Object.keys(blindings).length + Object.keys(harmless).length;
    const {
      injected,
      blinded,
      harmless: alarms,
      misses,
    } = await measure(recordings, kinds * 2, seededRandom(20261127));
    expect(misses).toEqual([]);
    for (const { made, found } of Object.values(injected)) expect([made, found]).toEqual([2, 2]);
    for (const { made, failed } of Object.values(alarms)) expect([made, failed]).toEqual([2, 0]);
    for (const { made, passed } of Object.values(blinded)) expect([made, passed]).toEqual([2, 0]);
  }, 180_000);

  it('fail no check as they are, once all that they show is declared', async () => {
    const { declared } = await measure(recordings, 0, seededRandom(1));
    expect(declared).toEqual({ fixtures: 9, checks: 36, failed: 0 });
  });
});
