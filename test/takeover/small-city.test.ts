import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadInventory } from '../../inventory/index.ts';
import { smallCity } from './small-city.ts';

const folder = mkdtempSync(join(tmpdir(), 'small-city-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['one district', { district: 'jintan' }, 1],
  ['one office of each district', { officesEach: 1 }, 7],
])('a part of the reference city, %s, names nothing that it leaves out', async (name, part, districts) => {
  const source = join(folder, name);
  smallCity(source, part);
  const env = { FANGZHOU_SNMP_AUTH_KEY: 'sesame-auth-5f1c', FANGZHOU_SNMP_PRIV_KEY: 'sesame-priv-9b2e' };
  const read = await loadInventory({ source, env });
  expect(read.ok ? [] : read.mistakes).toEqual([]);
  expect(read.ok && read.value.city.districts.size).toBe(districts);
});
