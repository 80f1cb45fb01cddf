import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { cityFolder, inventoryFiles, referenceCity, referenceEnv, referenceText } from './city.fake.ts';
import { counts, type Inventory, loadInventory } from './index.ts';

async function load(source: string, env: Readonly<Record<string, string>> = referenceEnv): Promise<Inventory> {
  const read = await loadInventory({ source, env });
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes.slice(0, 3)));
  return read.value;
}

const csvFiles = inventoryFiles.filter((name) => name.endsWith('.csv'));

async function everyCsv(change: (text: string) => string | Uint8Array): Promise<Record<string, string | Uint8Array>> {
  return Object.fromEntries(await Promise.all(csvFiles.map(async (name) => [name, change(await referenceText(name))])));
}

describe('the reference city', () => {
  it('has exactly what the real city has', async () => {
    const { city } = await load(referenceCity);
    expect(counts(city)).toEqual({
      districts: 7,
      offices: 58,
      points: 63,
      links: 72,
      dualHomedPoints: 9,
      devices: 164,
      hosts: 30,
      pairs: 15,
      services: 57,
      backups: 58,
      terminals: 584,
    });
  });

  it('is read field by field', async () => {
    const { city } = await load(referenceCity);
    expect(city).toMatchObject({ id: 'city', nameZh: '常州市', nameEn: 'Changzhou', prefixes: ['10.8.0.0/16'] });
    expect(city.districts.get('jintan')).toEqual({
      id: 'jintan',
      nameZh: '金坛市',
      nameEn: 'Jintan',
      prefixes: ['10.10.0.0/16'],
    });
    expect(city.points.get('jincheng-1')).toEqual({
      id: 'jincheng-1',
      officeId: 'jincheng',
      districtId: 'jintan',
      prefixes: ['10.10.10.0/24'],
    });
    expect(city.devices.get('jincheng-1-utm')).toMatchObject({
      kind: 'utm',
      pointId: 'jincheng-1',
      address: '10.10.10.1',
      snmp: 'v3',
    });
    expect(city.devices.get('city-core-1')).toMatchObject({
      locationId: 'city-dc',
      pointId: undefined,
      districtId: 'city',
    });
    expect(city.links.get('F02')).toEqual({
      id: 'F02',
      pointId: 'jincheng-1',
      districtId: 'jintan',
      a: { deviceId: 'jintan-agg-1', interfaceName: 'ge-1-2' },
      b: { deviceId: 'jincheng-1-utm', interfaceName: 'wan2' },
      role: 'backup',
      bandwidthBitsPerSecond: 100_000_000,
      circuit: 'CT-2013-002',
    });
    expect(city.hostPairs.get('city-sso')).toMatchObject({ standby: 'vrrp', virtualAddress: '10.8.1.10' });
    expect(city.services.get('city-sso')).toMatchObject({ appPairId: 'city-sso', dbPairId: undefined });
    expect(city.backups.get('jincheng-business-data')).toMatchObject({
      maxAgeSeconds: 93_600,
      retentionSeconds: 2_592_000,
    });
    expect(city.terminals.get('jincheng-1-t01')).toMatchObject({
      mac: '02:f5:00:01:00:01',
      switchId: 'jincheng-1-sw',
      port: 'ge-0-1',
    });
  });

  it('gives settings that spell out the defaults', async () => {
    const spelt = (await load(referenceCity)).settings;
    const head = 'city: {name_zh: 常州市, name_en: Changzhou, prefixes: [10.8.0.0/16]}\n';
    const credentials = /^credentials:\n(?: .*\n)*/m.exec(await referenceText('fangzhou.yaml'))?.[0] ?? '';
    await using folder = await cityFolder({ 'fangzhou.yaml': head + credentials });
    // Homes of pairs and whom to call are the city's own.
    const { pairs } = spelt;
    const plain = { ...pairs, defaults: { ...pairs.defaults, handbook: undefined }, pairs: new Map() };
    expect((await load(folder.path)).settings).toEqual({ ...spelt, pairs: plain });
  });
});

describe('files as spreadsheets save them', () => {
  it.each<[string, (text: string) => string | Uint8Array]>([
    ['UTF-8 with BOM', (text) => `\ufeff${text}`],
    ['GB18030', (text) => iconv.encode(text, 'gb18030')],
    ['UTF-16 with BOM and tabs', (text) => iconv.encode(`\ufeff${text.replaceAll(',', '\t')}`, 'utf-16le')],
    ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['semicolons', (text) => text.replaceAll(',', ';')],
    ['tabs', (text) => text.replaceAll(',', '\t')],
    ['every cell quoted', (text) => text.replace(/[^,\n]+/g, '"$&"')],
    ['empty lines and columns at the end', (text) => `${text.replaceAll('\n', ',,,\n')},,,,\n\n\n`],
    ['spaces around the cells', (text) => text.replaceAll(',', ' , ')],
    ['no line end at the end', (text) => text.trimEnd()],
  ])('read the same: %s', async (_name, change) => {
    await using folder = await cityFolder(await everyCsv(change));
    expect((await load(folder.path)).city).toEqual((await load(referenceCity)).city);
  });

  it('keeps quoted separators, doubled quotes and line breaks in a note', async () => {
    const devices = (await referenceText('devices.csv')).replace('core of the city data centre', '"a, ""b""\nc"');
    await using folder = await cityFolder({ 'devices.csv': devices });
    expect((await load(folder.path)).city.devices.get('city-core-1')?.note).toBe('a, "b" c');
  });

  it('takes a last cell that Excel left out as empty where it may be empty', async () => {
    const devices = (await referenceText('devices.csv')).replace(',core of the city data centre', '');
    await using folder = await cityFolder({ 'devices.csv': devices });
    expect((await load(folder.path)).city.devices.get('city-core-1')?.note).toBe('');
  });
});

describe('what the reference city does not use', () => {
  it('reads IPv6 and several prefixes in one cell', async () => {
    const districts = (await referenceText('districts.csv')).replace('10.10.0.0/16', '10.10.0.0/16 2001:DB8:10::/48');
    const points = (await referenceText('points.csv')).replace('10.10.10.0/24', '10.10.10.0/24|2001:db8:10:a::/64');
    const devices = (await referenceText('devices.csv')).replace('10.10.10.1,', '2001:DB8:10:A:0::1,');
    await using folder = await cityFolder({ 'districts.csv': districts, 'points.csv': points, 'devices.csv': devices });
    const { city } = await load(folder.path);
    expect(city.points.get('jincheng-1')?.prefixes).toEqual(['10.10.10.0/24', '2001:db8:10:a::/64']);
    expect(city.devices.get('jincheng-1-utm')?.address).toBe('2001:db8:10:a::1');
  });

  it('reads where agents answer', async () => {
    const targets =
      'device,target\njincheng-1-utm,udp:127.0.0.1:20001\njincheng-1-sw,udp:[::1]:161\ncity-core-1,udp:127.0.0.2\n';
    await using folder = await cityFolder({ 'targets.csv': targets });
    expect([...(await load(folder.path)).targets]).toEqual([
      ['jincheng-1-utm', { host: '127.0.0.1', port: 20_001 }],
      ['jincheng-1-sw', { host: '::1', port: 161 }],
      ['city-core-1', { host: '127.0.0.2', port: 161 }],
    ]);
  });

  it('reads any way of writing a MAC address and terminals without address or switch', async () => {
    const header = 'id,point,network,mac,address,switch,port,state,barcode\n';
    const lines = ['02-F5-00-01-00-01', '02f5.0001.0002', '02f5-0001-0003', '02F500010004', '02:F5:00:01:00:05'];
    const rows = lines.map((mac, index) => `t${index},jincheng-1,outer,${mac},,,,in-store,`).join('\n');
    await using folder = await cityFolder({ 'terminals.csv': header + rows });
    const { city } = await load(folder.path);
    expect([...city.terminals.values()].map(({ mac }) => mac)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `02:f5:00:01:00:0${n}`),
    );
    expect(city.terminals.get('t0')).toMatchObject({ address: undefined, switchId: undefined, port: undefined });
  });

  it('reads a settings file that names another folder, and every kind of credential', async () => {
    await using folder = await cityFolder({ 'fangzhou.yaml': undefined });
    await mkdir(join(folder.path, 'conf'));
    const secret = join(folder.path, 'conf', 'community');
    await writeFile(secret, 'kept-quiet\n');
    await chmod(secret, 0o600);
    const file = join(folder.path, 'conf', 'my.yaml');
    const yaml = `inventory: ..
city: {name_zh: 常州市, name_en: Changzhou, prefixes: [10.8.0.0/16]}
data: here
credentials:
  v2: {version: v2c, community: {file: community}}
  v1: {version: v1, community: {file: community}}
  long: {version: v3, user: u, auth: sha, auth_key: {env: KEY}, priv: aes192r, priv_key: {env: KEY}}
  v3: {version: v3, user: u, auth: sha, auth_key: {env: KEY}, context: c}
  plain: {version: v3, user: 7}
alerts: {webhook: {url: "http://10.8.1.30/x", secret: {env: KEY}}}
`;
    await writeFile(file, yaml);
    const { settings, source } = await load(file, { KEY: '0123456789abcdef' });
    expect(source).toBe(file);
    expect(settings.dataFolder).toBe(join(folder.path, 'conf', 'here'));
    expect(settings.credentials.get('v2')).toEqual({ version: 'v2c', community: 'kept-quiet' });
    expect(settings.credentials.get('v1')).toEqual({ version: 'v1', community: 'kept-quiet' });
    expect(settings.credentials.get('long')).toMatchObject({ level: 'authPriv', privProtocol: 'aes192r' });
    expect(settings.credentials.get('v3')).toMatchObject({ level: 'authNoPriv', authProtocol: 'sha', context: 'c' });
    expect(settings.credentials.get('plain')).toMatchObject({ level: 'noAuthNoPriv', user: '7' });
    expect(settings.webhook).toEqual({
      url: 'http://10.8.1.30/x',
      secret: '0123456789abcdef',
      timeoutSeconds: 5,
      attempts: 6,
    });
  });
});
