import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPoller } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { loadInventory } from '../../inventory/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { referenceCity } from '../configuration.ts';
import { openIsolation } from './isolation.ts';

const env = { FANGZHOU_SNMP_AUTH_KEY: 'correct-horse', FANGZHOU_SNMP_PRIV_KEY: 'battery-staple' };

test('surveys that lie there at the start are judged from the first look on, and nothing is said to have failed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'isolation-'));
  const read = await loadInventory({ source: referenceCity, env });
  if (!read.ok) throw new Error('the reference city has mistakes');
  const { settings, ...rest } = read.value;
  const inventory = { ...rest, settings: { ...settings, isolation: { ...settings.isolation, surveysFolder: folder } } };
  await writeFile(join(folder, 'wifi@2026-01-02.csv'), 'place,bssid\njincheng-1,\n');
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const isolation = await openIsolation({
    store: createFakeStore({ clock, kinds: [] }),
    ledger: { append() {} },
    clock,
    log: { ...silentLog, error: (...said: unknown[]) => void errors.push(said) },
    poller: createPoller({ clock }),
    inventory: () => inventory,
    profile: () => undefined,
  });
  try {
    expect(errors).toEqual([]);
    const verdictAt = (placeId: string) =>
      isolation.port.place(placeId)?.checks.find(({ checkId }) => checkId === 'ISO-41')?.verdict;
    expect(verdictAt('jincheng-1')).toBe('pass');
    expect(verdictAt('rulin-1')).toBe('unknown');
  } finally {
    await isolation.stop();
    isolation.close();
    await rm(folder, { recursive: true, force: true });
  }
});
