import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { type Inventory, loadInventory } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { referenceCity } from '../configuration.ts';
import { openSurveys } from './surveys.ts';

const env = { FANGZHOU_SNMP_AUTH_KEY: 'correct-horse', FANGZHOU_SNMP_PRIV_KEY: 'battery-staple' };

test('a survey that is carried in counts within minutes, is on record once, and is gone when its folder is no longer named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'surveys-'));
  const read = await loadInventory({ source: referenceCity, env });
  if (!read.ok) throw new Error(read.mistakes[0]?.what.key);
  const named: Inventory = {
    ...read.value,
    settings: { ...read.value.settings, isolation: { ...read.value.settings.isolation, surveysFolder: folder } },
  };
  let inventory = named;
  const clock = new FakeClock();
  const records: NewRecord[] = [];
  let changes = 0;
  const surveys = await openSurveys({
    inventory: () => inventory,
    ledger: { append: (record) => void records.push(record) },
    clock,
    log: silentLog,
    onChange() {
      changes += 1;
    },
  });
  try {
    expect(surveys.view()?.wifiOf('jincheng-1')).toBeUndefined();
    await writeFile(join(folder, 'wifi@2026-01-02.csv'), 'place,bssid\njincheng-1,\n');
    await clock.advance(600_000);
    await surveys.look();
    await surveys.look();
    expect(surveys.view()?.wifiOf('jincheng-1')?.rows).toEqual([]);
    expect(records.map(({ kind, subject }) => [kind, subject])).toEqual([['evidence', 'survey wifi@2026-01-02.csv']]);
    expect(changes).toBe(2);
    inventory = read.value;
    await surveys.look();
    expect(surveys.view()).toBeUndefined();
    expect(changes).toBe(3);
  } finally {
    await surveys.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
