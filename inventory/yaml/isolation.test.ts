import { describe, expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { formatMistake, inventoryTexts, isolationDefaults, loadInventory } from '../index.ts';

const reference = await referenceText('fangzhou.yaml');
const example = reference
  .slice(reference.indexOf('# isolation:\n'), reference.indexOf('# custody:\n'))
  .split('\n')
  .filter((line, index) => index === 0 || line.startsWith('#   '))
  .map((line) => line.replace(/^# ?/, ''))
  .join('\n');

async function read(isolation: string) {
  await using folder = await cityFolder({ 'fangzhou.yaml': `${reference}${isolation}` });
  return await loadInventory({ source: folder.path, env: referenceEnv });
}

/** `code line:column` of every mistake; lines count from the section's first. */
async function mistakes(isolation: string): Promise<readonly string[]> {
  const found = await read(isolation);
  const before = reference.split('\n').length - 1;
  if (found.ok) return [];
  for (const texts of Object.values(inventoryTexts))
    for (const one of found.mistakes) expect(formatMistake(one, texts)).not.toMatch(/\{\w+\}|inventory\.[a-z-]+\./);
  return found.mistakes.map(
    ({ what, line, column }) => `${what.key.replace(/^inventory\.|\.what$/g, '')} ${line - before}:${column}`,
  );
}

describe('the section isolation', () => {
  it('may be left out: then nothing is declared beside the inventory, and the lists of media, names and makers hold', async () => {
    const found = await read('');
    expect(found.ok && found.value.settings.isolation).toEqual(isolationDefaults);
    expect(isolationDefaults.forbiddenMakers).toContain('50:c7:bf');
    expect(isolationDefaults.forbiddenMedia).toContain(243);
  });

  it('reads as the example in the reference city shows it', async () => {
    const found = await read(example);
    if (!found.ok) expect(found.mistakes).toEqual([]);
    expect(found.ok && found.value.settings.isolation).toMatchObject({
      configurationsFolder: expect.stringMatching(/^\/.*\/configurations$/),
      inner: [
        { prefix: '172.31.0.0/16', reason: undefined },
        { prefix: '199.1.1.0/24', reason: '历史编址，计划改造' },
      ],
      routers: ['10.10.0.254'],
      boundaries: [{ id: 'bank', deviceId: 'jintan-agg-1', interfaceName: 'ge-9-1', prefixes: ['172.20.8.0/24'] }],
      forbiddenMedia: [243, 244, 71, 23],
      forbiddenNames: ['wwan|cellular', '\\\\bwlan\\\\d'.replaceAll('\\\\', '\\')],
      allowedMedia: ['jintan-app-a/usb0'],
      forbiddenMakers: ['50:c7:bf'],
      ports: [
        { deviceId: 'jincheng-1-sw', interfaceName: 'ge-0-23', role: 'unused', stations: 1 },
        { deviceId: 'jincheng-1-sw', interfaceName: 'ge-0-22', role: 'access', stations: 2 },
      ],
      knownMacs: ['00:00:5e:00:01:0a'],
      periodSeconds: { tables: 900, probes: 3_600, outer: 2_678_400, register: 604_800, survey: 8_035_200 },
      terminalUnseenSeconds: 2_592_000,
      waivers: [{ checkId: 'ISO-05', placeId: 'jincheng-1', deviceId: 'jincheng-1-utm', untilDay: '2027-03-31' }],
    });
  });

  it.each([
    ['inner: [10.0.0.0/8]', 'yaml-not-map 2:11'],
    ['inner: [{ prefix: 10.0.0.1/8 }]', 'host-bits 2:21'],
    ['inner: [{ prefix: ten }]', 'bad-prefix 2:21'],
    ['inner: [{ prefix: 1.1.1.0/24 }]', 'isolation-public 2:21'],
    ['inner: [{ prefix: 2408::/16 }]', 'isolation-public 2:21'],
    ['inner: [{ prefix: 10.0.0.0/7 }]', 'isolation-everything 2:21'],
    ['inner: [{ prefix: 0.0.0.0/1, reason: half }]', 'isolation-everything 2:21'],
    ['inner: [{ prefix: 2000::/3, reason: all }]', 'isolation-everything 2:21'],
    ['inner: [{ prefix: 11.0.0.0/8 }]', 'isolation-public 2:21'],
    ['inner: [{ prefix: 0.0.0.0/0, reason: all }]', 'isolation-everything 2:21'],
    ['inner: [{ reason: why }]', 'yaml-key-missing 2:11'],
    ['inner: [{ prefix: 10.0.0.0/8, why: so }]', 'yaml-key-unknown 2:33'],
    ['routers: [10.1.1.1, router]', 'bad-address 2:23'],
    ['routing_peers: [10.1.1.1/32]', 'bad-address 2:19'],
    ['ntp: [pool.ntp.org]', 'bad-address 2:9'],
    ['dns: [8.8.8.256]', 'bad-address 2:9'],
    ['tunnel_peers: [x]', 'bad-address 2:18'],
    ['router: [10.1.1.1]', 'yaml-key-unknown 2:3'],
    ['boundaries: [{ id: b, device: jintan-agg-1, interface: x, reason: r }]', 'yaml-key-missing 2:16'],
    [
      'boundaries: [{ id: b, device: nobody, interface: x, prefixes: [10.0.0.0/8], reason: r }]',
      'unknown-reference 2:33',
    ],
    ['boundaries: [{ id: b, device: jintan-agg-1, interface: x, prefixes: [ten], reason: r }]', 'bad-prefix 2:72'],
    ['forbidden_media: [wwanpp]', 'isolation-media 2:21'],
    ['forbidden_media: [0]', 'isolation-media 2:21'],
    ['forbidden_names: ["("]', 'isolation-pattern 2:21'],
    [`forbidden_names: ["${'x'.repeat(201)}"]`, 'isolation-pattern 2:21'],
    ['allowed_media: [usb0]', 'isolation-port 2:19'],
    ['allowed_media: [nobody/usb0]', 'unknown-reference 2:19'],
    ['forbidden_makers: ["50:c7"]', 'isolation-maker 2:22'],
    ['ports: [{ device: jincheng-1-sw, interface: x }]', 'yaml-key-missing 2:11'],
    ['ports: [{ device: jincheng-1-sw, interface: x, role: trunk }]', 'yaml-not-allowed 2:56'],
    ['ports: [{ device: jincheng-1-sw, interface: x, role: access, stations: -1 }]', 'yaml-integer 2:74'],
    ['known_macs: ["00:00"]', 'bad-mac 2:16'],
    ['periods: { tables: 15 }', 'bad-duration 2:22'],
    ['periods: { table: 15m }', 'yaml-key-unknown 2:14'],
    ['terminal_unseen: 1h', 'yaml-duration 2:20'],
    [
      'waivers: [{ check: ISO-99, place: city-dc, approver: a, reason: r, until: "2027-01-01" }]',
      'isolation-check 2:22',
    ],
    ['waivers: [{ check: ISO-05, place: city-dc, approver: a, reason: r, until: "2027-02-30" }]', 'isolation-day 2:77'],
    ['waivers: [{ check: ISO-05, place: city-dc, reason: r, until: "2027-01-01" }]', 'yaml-key-missing 2:13'],
    [
      'waivers: [{ check: ISO-05, place: jincheng, approver: a, reason: r, until: "2027-01-01" }]',
      'unknown-reference 2:37',
    ],
  ])('says of %s where and why it is wrong', async (line, expected) => {
    expect(await mistakes(`isolation:\n  ${line}\n`)).toEqual([expected]);
  });

  it('suggests the device that was probably meant', async () => {
    const found = await read('isolation:\n  allowed_media: [jintan-app-e/usb0]\n');
    expect(found.ok ? [] : found.mistakes.map(({ remedy }) => remedy)).toEqual([
      { key: 'inventory.near.remedy', params: { near: expect.stringMatching(/^jintan-app-[ab]$/) } },
    ]);
  });
});
