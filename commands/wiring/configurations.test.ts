import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { loadInventory } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { openConfigurations } from './configurations.ts';

const source = join(import.meta.dirname, '..', '..', 'inventory', 'city');
const env = { FANGZHOU_SNMP_AUTH_KEY: 'correct-horse', FANGZHOU_SNMP_PRIV_KEY: 'battery-staple' };

it('looks into the folder every ten minutes, records what is new and tells its place', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'configurations-'));
  const read = await loadInventory({ source, env });
  if (!read.ok) throw new Error('the reference city has mistakes');
  const { settings, ...rest } = read.value;
  const inventory = {
    ...rest,
    settings: { ...settings, isolation: { ...settings.isolation, configurationsFolder: folder } },
  };
  const clock = new FakeClock();
  const records: NewRecord[] = [];
  const places: string[] = [];
  const warnings: unknown[] = [];
  const configurations = await openConfigurations({
    inventory: () => inventory,
    ledger: {
      append: (record) => void records.push(record),
    },
    clock,
    log: Object.assign(Object.create(silentLog), { warn: (...said: unknown[]) => warnings.push(said) }),
    onChange: (ids) => places.push(...ids),
  });
  try {
    expect(configurations.view()?.snapshotsOf('jincheng-1-utm')).toEqual([]);
    await writeFile(join(folder, 'jincheng-1-utm@2026-01-04.cfg'), 'nat outbound');
    await writeFile(join(folder, 'what'), '');
    await clock.advance(600_000);
    await configurations.look();
    await configurations.look();
    expect(records).toMatchObject([{ kind: 'evidence', subject: 'device jincheng-1-utm' }]);
    expect(places).toEqual(['jincheng-1']);
    expect(warnings).toHaveLength(1);
    expect(configurations.view()?.snapshotsOf('jincheng-1-utm')[0]?.risky).toMatchObject([{ kind: 'nat' }]);
  } finally {
    await configurations.stop();
    await rm(folder, { recursive: true });
  }
});
