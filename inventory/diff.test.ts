import { describe, expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from './city.fake.ts';
import { diffInventory, type Inventory, loadInventory } from './index.ts';

async function load(
  changes: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = referenceEnv,
): Promise<Inventory> {
  await using folder = await cityFolder(changes);
  const read = await loadInventory({ source: folder.path, env });
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes.slice(0, 3)));
  return read.value;
}

describe('what a reload would change', () => {
  it('is nothing when nothing changed', async () => {
    expect(diffInventory(await load({}), await load({})).none).toBe(true);
  });

  it('is named by id: added, removed, changed', async () => {
    const devices = (await referenceText('devices.csv')).replace('10.10.10.2,', '10.10.10.3,');
    const links = (await referenceText('links.csv'))
      .replace(/^F02.*\n/m, '')
      .replace('F03,', 'F99,')
      .replace(',100M,CT-2013-004', ',1G,CT-2013-004');
    const contracts = (await referenceText('contracts.csv')).replace(/^CT-2013-002.*\n/m, '');
    const after = await load({ 'devices.csv': devices, 'links.csv': links, 'contracts.csv': contracts });
    const difference = diffInventory(await load({}), after);
    expect(difference.devices).toEqual({ added: [], removed: [], changed: ['jincheng-1-sw'] });
    expect(difference.links).toEqual({ added: ['F99'], removed: ['F02', 'F03'], changed: ['F04'] });
    expect(difference.contracts).toEqual({ added: [], removed: ['CT-2013-002'], changed: [] });
    expect(difference.points).toEqual({ added: [], removed: [], changed: [] });
    expect([difference.settings, difference.none]).toEqual([[], false]);
  });

  it('names a device whose target changed, and all whose credential did, without showing it', async () => {
    const moved = await load({ 'targets.csv': 'device,target\ncity-core-1,udp:127.0.0.1:1610\n' });
    expect(diffInventory(await load({}), moved).devices.changed).toEqual(['city-core-1']);
    const rekeyed = diffInventory(
      await load({}),
      await load({}, { ...referenceEnv, FANGZHOU_SNMP_AUTH_KEY: 'another-key' }),
    );
    expect([rekeyed.devices.changed.length, rekeyed.settings]).toEqual([164, ['credentials']]);
    expect(JSON.stringify(rekeyed)).not.toContain('another-key');
  });

  it('names the parts of the settings that differ', async () => {
    const yaml = (await referenceText('fangzhou.yaml'))
      .replace('period: 60s', 'period: 30s')
      .replace('port: 8080', 'port: 8081');
    expect(diffInventory(await load({}), await load({ 'fangzhou.yaml': yaml })).settings).toEqual([
      'server',
      'polling',
    ]);
  });

  it('sees the city itself renamed', async () => {
    const yaml = (await referenceText('fangzhou.yaml')).replace('Changzhou', 'Longcheng');
    expect(diffInventory(await load({}), await load({ 'fangzhou.yaml': yaml })).none).toBe(false);
  });
});
