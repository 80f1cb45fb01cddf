import { describe, expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import {
  diffInventory,
  formatMistake,
  inventoryTexts,
  loadInventory,
  pairsDefaults,
  settingsOfPair,
} from '../index.ts';

const whole = await referenceText('fangzhou.yaml');
const start = whole.indexOf('\npairs:\n') + 1;
/** The reference settings without their own section. */
const rest = whole.slice(0, start) + whole.slice(whole.indexOf('# 多久写一次盘'));
const env = { ...referenceEnv, PG: 'sesame-pg-77', REDIS: 'sesame-redis-78' };

async function read(lines: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const section = ['pairs:', ...lines.map((line) => `  ${line}`)].join('\n');
  await using folder = await cityFolder({ 'fangzhou.yaml': `${rest}${section}\n`, ...files });
  return await loadInventory({ source: folder.path, env });
}

/** `code line:column` of every mistake; the first line below `pairs:` is line 1. */
async function mistakes(...lines: readonly string[]): Promise<readonly string[]> {
  const found = await read(lines);
  if (found.ok) return [];
  const before = rest.split('\n').length;
  for (const texts of Object.values(inventoryTexts))
    for (const one of found.mistakes) {
      const said = formatMistake(one, texts);
      expect(said).not.toMatch(/\{\w+\}|inventory\.[a-z-]+\.|sesame/);
    }
  return found.mistakes.map(
    ({ what, line, column }) => `${what.key.replace(/^inventory\.|\.what$/g, '')} ${line - before}:${column}`,
  );
}

describe('the section pairs', () => {
  it('left out gives every pair the defaults', async () => {
    await using folder = await cityFolder({ 'fangzhou.yaml': rest });
    const found = await loadInventory({ source: folder.path, env });
    expect(found.ok && found.value.settings.pairs).toEqual(pairsDefaults);
  });

  it('of the reference city names a home for every pair, and its values are the defaults', async () => {
    await using folder = await cityFolder({ 'fangzhou.yaml': whole });
    const found = await loadInventory({ source: folder.path, env });
    if (!found.ok) throw new Error(JSON.stringify(found.mistakes));
    const { city, settings } = found.value;
    const { defaults, pairs, ...times } = settings.pairs;
    const { defaults: otherwise, pairs: _, ...expected } = pairsDefaults;
    expect(times).toEqual(expected);
    expect(defaults.targets).toEqual(otherwise.targets);
    expect(defaults.handbook?.contacts).toHaveLength(3);
    for (const { id, memberA } of city.hostPairs.values()) {
      expect(settingsOfPair(settings.pairs, id)).toMatchObject({
        pairId: id,
        home: memberA,
        handbook: defaults.handbook,
      });
    }
  });

  it('reads whatever a pair may say, and keeps what holds for all where it says nothing', async () => {
    const found = await read([
      'period: 5s',
      'defaults:',
      '  postgresql: { user: fangzhou, password: { env: PG } }',
      '  targets: { rto: 30s }',
      'each:',
      '  jintan-app:',
      '    home: jintan-app-b',
      '    vrid: 51',
      '    redis: { password: { env: REDIS }, port: 6380 }',
      '    pacemaker: { extend: crm }',
      '    corosync: { extend: corosync }',
      '    drbd: { file: drbd.json }',
      '    health: { url: "http://10.10.1.11/health", role_path: state.role }',
      '    neighbours: [jintan-agg-1]',
      '    probes:',
      '      - { id: web, kind: http, url: "https://10.10.1.10/", expect: ok, member_header: X-Member, insecure: true }',
      '      - { id: port, kind: tcp, port: 443 }',
      '    targets: { rpo_seconds: 0, rpo_bytes: 0, clock_offset: 250ms }',
      '    members: { jintan-app-a: { rack: r1 }, jintan-app-b: { rack: r2, power: pdu-1 } }',
      '    endpoints: { jintan-app-a: "127.0.0.1:5433", jintan-app-b: "[::1]:5434" }',
      'waivers: [{ check: FO-32, pair: jintan-app, approver: chief, reason: rebuilt, until: "2027-03-31" }]',
    ]);
    if (!found.ok) throw new Error(JSON.stringify(found.mistakes));
    const { pairs } = found.value.settings;
    expect(pairs.periodSeconds).toBe(5);
    expect(pairs.waivers).toEqual([
      {
        ...{ checkId: 'FO-32', pairId: 'jintan-app', approver: 'chief', reason: 'rebuilt' },
        until: Date.UTC(2027, 3, 1),
      },
    ]);
    const one = settingsOfPair(pairs, 'jintan-app');
    expect(one.postgresql).toEqual(settingsOfPair(pairs, 'liyang-db').postgresql);
    expect(one.postgresql).toMatchObject({ user: 'fangzhou', password: 'sesame-pg-77', port: 5432, tls: 'off' });
    expect(one.drbd).toMatchObject({ file: expect.stringMatching(/^\/.*\/drbd\.json$/) });
    expect(one).toMatchObject({
      ...{ home: 'jintan-app-b', vrid: 51, neighbours: ['jintan-agg-1'], pacemaker: { extend: 'crm' } },
      corosync: { extend: 'corosync' },
      redis: { port: 6380, user: 'default', password: 'sesame-redis-78' },
      health: { url: 'http://10.10.1.11/health', rolePath: 'state.role' },
      targets: { rtoSeconds: 30, rpoSeconds: 0, rpoBytes: 0, lagBytes: 16_777_216, clockOffsetMs: 250 },
    });
    expect(one.probes).toEqual([
      {
        ...{ id: 'web', kind: 'http', host: undefined, port: undefined, url: 'https://10.10.1.10/', expect: 'ok' },
        ...{ memberHeader: 'x-member', authority: undefined, insecure: true },
      },
      {
        ...{ id: 'port', kind: 'tcp', host: undefined, port: 443, url: undefined, expect: undefined },
        ...{ memberHeader: undefined, authority: undefined, insecure: false },
      },
    ]);
    expect([...one.members]).toEqual([
      ['jintan-app-a', { rack: 'r1' }],
      ['jintan-app-b', { rack: 'r2', power: 'pdu-1' }],
    ]);
    expect(one.endpoints.get('jintan-app-b')).toEqual({ host: '::1', port: 5434 });
  });

  it('names what the city does not know, also a member of another pair', async () => {
    expect(
      await mistakes(
        'defaults: { neighbours: [jintan-agg-9] }',
        'each:',
        '  jintan-ap: { home: jintan-app-a }',
        '  liyang-app: { home: jintan-app-a, members: { liyang-app-c: {} } }',
        'waivers: [{ check: FO-32, pair: nobody, approver: a, reason: b, until: "2027-03-31" }]',
      ),
    ).toEqual([
      'unknown-reference 1:28',
      'unknown-reference 3:16',
      'unknown-reference 4:25',
      'unknown-reference 4:64',
      'unknown-reference 5:35',
    ]);
  });

  it('reports every mistake with its place, and never a secret', async () => {
    expect(
      await mistakes(
        'period: 0s',
        'drill_due: 90m',
        'defaults:',
        '  home: jintan-app-a',
        '  postgresql: { user: fangzhou, password: sesame-literal }',
        '  mysql: { user: fangzhou, password: { env: PG }, tls: verify, pasword: sesame }',
        '  pacemaker: { extend: a, file: b }',
        '  manifest: { extend: "a b" }',
        '  health: { url: "http://me:sesame@10.10.1.1/" }',
        '  handbook: { contacts: [{ role: duty }] }',
        'each:',
        '  jintan-app:',
        '    vrid: 256',
        '    endpoints: { jintan-app-a: somewhere }',
        '    probes:',
        '      - { id: a, kind: tcp }',
        '      - { id: a, kind: http, url: "ftp://x/" }',
        '      - { id: "b c", kind: tcp, port: 1, url: "http://x/" }',
        'waivers: [{ check: FO-33, pair: jintan-app, approver: a, reason: b, until: tomorrow }]',
      ),
    ).toEqual([
      'yaml-duration 1:11',
      'yaml-duration 2:14',
      'yaml-key-unknown 4:5',
      'literal-secret 5:45',
      'yaml-key-missing 6:5',
      'yaml-key-hidden 6:66',
      'pair-output 7:16',
      'pair-extend 8:25',
      'url-secret 9:20',
      'yaml-key-missing 10:5',
      'yaml-key-missing 10:28',
      'yaml-integer 13:13',
      'pair-endpoint 14:34',
      'yaml-key-missing 16:11',
      'pair-probe-twice 17:17',
      'pair-url 17:37',
      'pair-probe-id 18:17',
      'pair-probe-url 18:49',
      'pair-check 19:22',
      'isolation-day 19:78',
    ]);
  });

  it('tells a reload that a pair is declared otherwise', async () => {
    const before = await read(['each: { jintan-app: { home: jintan-app-a } }']);
    const after = await read(['each: { jintan-app: { home: jintan-app-b } }']);
    expect(before.ok && after.ok && diffInventory(before.value, after.value).settings).toEqual(['pairs']);
    expect(before.ok && diffInventory(before.value, before.value).none).toBe(true);
  });
});
