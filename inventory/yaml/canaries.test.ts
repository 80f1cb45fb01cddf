import { describe, expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { formatMistake, inventoryTexts, loadInventory } from '../index.ts';

const reference = await referenceText('fangzhou.yaml');
const key = 'sentinel-1.example/sentinel+c0a729e0+AeAJYEdx85JAb9yGN467AfzlGxWOOdgwkSTRYStSKuyy';

async function read(lines: readonly string[]) {
  const section = ['isolation:', '  canaries:', ...lines.map((line) => `    ${line}`)].join('\n');
  await using folder = await cityFolder({ 'fangzhou.yaml': `${reference}${section}\n` });
  return await loadInventory({ source: folder.path, env: referenceEnv });
}

/** `code line:column field` of every mistake; the first line below `canaries:` is line 1. */
async function mistakes(...lines: readonly string[]): Promise<readonly string[]> {
  const found = await read(lines);
  if (found.ok) return [];
  const before = reference.split('\n').length + 1;
  for (const texts of Object.values(inventoryTexts))
    for (const one of found.mistakes) expect(formatMistake(one, texts)).not.toMatch(/\{\w+\}|inventory\.[a-z-]+\./);
  return found.mistakes.map(
    ({ what, line, column }) => `${what.key.replace(/^inventory\.|\.what$/g, '')} ${line - before}:${column}`,
  );
}

const place = 'place: jintan-dc';
const outside = `outside: [{ id: s1, address: 198.51.100.7, key: '${key}' }]`;

describe('the section isolation.canaries', () => {
  it('left out means that nothing is ever sent', async () => {
    await using folder = await cityFolder({ 'fangzhou.yaml': reference });
    const found = await loadInventory({ source: folder.path, env: referenceEnv });
    expect(found.ok && found.value.settings.isolation.canaries).toBeUndefined();
  });

  it('reads as the example in the reference city shows it', async () => {
    const example = reference
      .slice(reference.indexOf('#   canaries:'), reference.indexOf('# custody:'))
      .split('\n')
      .slice(1)
      .filter((line) => line.startsWith('#     '))
      .map((line) => line.replace(/^# {5}/, ''));
    const found = await read(example);
    if (!found.ok) expect(found.mistakes).toEqual([]);
    expect(found.ok && found.value.settings.isolation.canaries).toEqual({
      placeId: 'jintan-dc',
      everySeconds: 1_800,
      timeoutSeconds: 2,
      outside: [
        {
          id: 'sentinel-1',
          address: '198.51.100.7',
          key,
          zone: 'leak.example',
          tcpPorts: [443, 8_443],
          httpPort: 80,
          dnsPort: 53,
          ntpPort: 123,
        },
      ],
      controls: {
        icmp: { address: '10.8.1.5', port: 0 },
        tcp: { address: '10.8.1.5', port: 22 },
        dns: { address: '10.8.1.6', port: 53, name: 'ntp.inner' },
        http: { address: '10.8.1.7', port: 80 },
        ntp: { address: '10.8.1.5', port: 123 },
        traceroute: { address: '10.8.1.5', port: 0 },
      },
      spoofed: { permission: '信息科批复 2026-17 号', prefixes: ['10.10.10.0/24'], perSecond: 5, everySeconds: 86_400 },
    });
  });

  it('needs a place and a target, and takes half an hour and two seconds where nothing else is said', async () => {
    const found = await read([place, outside]);
    expect(found.ok && found.value.settings.isolation.canaries).toMatchObject({
      everySeconds: 1_800,
      timeoutSeconds: 2,
      controls: {},
      outside: [{ tcpPorts: [], httpPort: undefined, dnsPort: undefined, ntpPort: undefined, zone: undefined }],
    });
    expect(found.ok && found.value.settings.isolation.canaries?.spoofed).toBeUndefined();
  });

  it('reads controls of IPv6 with and without a port', async () => {
    const found = await read([place, outside, "controls: { tcp: '[2001:DB8::1]:2222', icmp: '2001:db8::2' }"]);
    expect(found.ok && found.value.settings.isolation.canaries?.controls).toEqual({
      tcp: { address: '2001:db8::1', port: 2_222 },
      icmp: { address: '2001:db8::2', port: 0 },
    });
  });

  it.each([
    [['place: nowhere', outside], ['unknown-reference 1:12']],
    [[outside], ['yaml-key-missing 0:3']],
    [[place], ['yaml-key-missing 0:3']],
    [[place, 'outside: [198.51.100.7]'], ['yaml-not-map 2:15']],
    [[place, 'outside: [{ address: 198.51.100.7 }]'], ['yaml-key-missing 2:15']],
    [[place, 'outside: [{ id: s1 }]'], ['yaml-key-missing 2:15']],
    [[place, 'outside: [{ id: s1, address: example.org }]'], ['bad-address 2:34']],
    [[place, 'outside: [{ id: s 1, address: 198.51.100.7 }]'], ['canary-id 2:21']],
    [[place, 'outside: [{ id: s1, address: 198.51.100.7 }, { id: s1, address: 198.51.100.8 }]'], ['canary-twice 2:56']],
    [[place, 'outside: [{ id: s1, address: 198.51.100.7, key: secret }]'], ['canary-key 2:53']],
    [
      [place, `outside: [{ id: s1, address: 198.51.100.7, key: '${key.replace('sentinel-1', 'sentinel-2')}' }]`],
      ['canary-key 2:53'],
    ],
    [[place, 'outside: [{ id: s1, address: 198.51.100.7, dns: 53 }]'], ['canary-zone 2:53']],
    [
      [place, 'outside: [{ id: s1, address: 198.51.100.7, tcp: [443, 0, https] }]'],
      ['canary-port 2:59', 'canary-port 2:62'],
    ],
    [[place, 'outside: [{ id: s1, address: 198.51.100.7, http: 70000 }]'], ['yaml-integer 2:54']],
    [[place, 'outside: [{ id: s1, address: 198.51.100.7, port: 80 }]'], ['yaml-key-unknown 2:48']],
    [[place, outside, 'every: 5s'], ['yaml-duration 3:12']],
    [[place, outside, 'timeout: soon'], ['bad-duration 3:14']],
    [[place, outside, 'interval: 1h'], ['yaml-key-unknown 3:5']],
    [[place, outside, 'controls: { icmp: gateway }'], ['bad-address 3:23']],
    [[place, outside, 'controls: { tcp: 10.8.1.5:99999 }'], ['canary-port 3:22']],
    [[place, outside, 'controls: { dns: 10.8.1.6 }'], ['canary-dns-name 3:22']],
    [[place, outside, 'controls: { smtp: 10.8.1.6 }'], ['yaml-key-unknown 3:17']],
    [[place, outside, 'spoofed: { prefixes: [10.10.10.0/24] }'], ['yaml-key-missing 3:5']],
    [[place, outside, 'spoofed: { permission: yes }'], ['yaml-key-missing 3:5']],
    [
      [place, outside, "spoofed: { permission: p, prefixes: [10.10.10.1/24, 'fd00::/64'] }"],
      ['bad-prefix 3:42', 'bad-prefix 3:57'],
    ],
    [[place, outside, 'spoofed: { permission: p, prefixes: [10.10.10.0/24], per_second: 1000 }'], ['yaml-number 3:70']],
    [
      [place, 'outside: [{ id: s1, address: 198.51.100.7 }]', 'spoofed: { permission: p, prefixes: [10.10.10.0/24] }'],
      ['canary-no-sentinel 3:14'],
    ],
  ])('%j is refused at its place', async (lines, expected) => {
    expect(await mistakes(...lines)).toEqual(expected);
  });

  it('is refused when it is no section, or has more targets than a round can try', async () => {
    await using folder = await cityFolder({ 'fangzhou.yaml': `${reference}isolation:\n  canaries: on\n` });
    const found = await loadInventory({ source: folder.path, env: referenceEnv });
    expect(!found.ok && found.mistakes.map(({ what }) => what.key)).toEqual(['inventory.yaml-not-map.what']);
    const many = Array.from({ length: 17 }, (_, n) => `  - { id: s${n}, address: 198.51.100.${n} }`);
    expect(await mistakes(place, 'outside:', ...many)).toEqual(['canary-targets 3:7']);
  });
});
