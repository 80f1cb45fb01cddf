import { describe, expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import {
  diffInventory,
  formatMistake,
  inventoryTexts,
  loadInventory,
  Mistakes,
  openYaml,
  type ProbeSettings,
} from '../index.ts';
import { calendarDefaults, readCalendar } from './calendar.ts';
import { Secrets } from './secrets.ts';
import { readServices } from './services.ts';

const reference = await referenceText('fangzhou.yaml');
const begin = reference.indexOf('calendar:\n');
const end = reference.indexOf('# 多久写一次盘');
/** The reference without its own calendar and services. */
const without = reference.slice(0, begin) + reference.slice(end);
/** Both sections with every comment that is an example taken in. */
const example = reference
  .slice(begin, end)
  .replace(/^ *# authority: .*\n/m, '')
  .replace(/^ {2}# /gm, '  ')
  .replace(/^( {2,4})# (?=[a-z-])/gm, '$1');
const secret = 'sesame-probe-77';
const env = {
  ...referenceEnv,
  FANGZHOU_WATCH_PASSWORD: secret,
  FANGZHOU_QUEUE_TOKEN: secret,
  FANGZHOU_LDAP_PASSWORD: secret,
  FANGZHOU_SQL_PASSWORD: secret,
  FANGZHOU_PLUGIN_TOKEN: secret,
};

async function read(sections: string) {
  await using folder = await cityFolder({ 'fangzhou.yaml': `${without}${sections}` });
  return await loadInventory({ source: folder.path, env });
}

async function probesOf(services: string): Promise<readonly ProbeSettings[]> {
  const found = await read(`services: { default_probes: false, ${services} }\n`);
  if (!found.ok) expect(found.mistakes).toEqual([]);
  return found.ok ? found.value.settings.services.probes : [];
}

/** Codes of the mistakes in the sections; each must stand where `▸` stands in the text, in order. */
async function mistakes(marked: string): Promise<readonly string[]> {
  const text = marked.replaceAll('▸', '');
  const found = new Mistakes();
  const root = openYaml({ file: 'fangzhou.yaml', text, mistakes: found });
  if (root === undefined) throw new Error(`no YAML: ${text}`);
  await readServices(root.section('services'), new Secrets({ env, settingsFile: '/nowhere/fangzhou.yaml' }));
  readCalendar(root.section('calendar'));
  root.finish();
  for (const texts of Object.values(inventoryTexts))
    for (const one of found.list()) {
      const words = formatMistake(one, texts);
      expect(words).not.toMatch(/\{\w+\}|inventory\.[a-z-]+\./);
      expect(words).not.toContain(secret);
    }
  const marks = [...marked.matchAll(/▸/g)].map(({ index }, before) => index + 1 - before);
  expect(found.list().map(({ column }) => column)).toEqual(marks);
  return found.list().map(({ what }) => what.key.replace(/^inventory\.|\.what$/g, ''));
}

describe('the section services', () => {
  it('may be left out: each service is then tried at its address', async () => {
    const found = await read('');
    if (!found.ok) expect(found.mistakes).toEqual([]);
    const services = found.ok ? found.value.settings.services : undefined;
    expect(services?.probes).toHaveLength(57);
    expect(services?.probes.find(({ id }) => id === 'jintan-budget')).toMatchObject({
      ...{ kind: 'http', serviceId: 'jintan-budget', nameZh: '预算管理系统', from: ['hub'], periodSeconds: 60 },
      steps: [{ url: 'https://10.10.1.10/budget/', method: 'GET', redirects: 5, assertions: [] }],
    });
    expect(found.ok && found.value.settings.calendar).toEqual(calendarDefaults);
  });

  it('leaves services without a probe alone where default probes are off', async () => {
    expect(await probesOf('')).toEqual([]);
  });

  it('gives no probe by itself to a service that has one', async () => {
    const found = await read(
      `services: { probes: [{ id: home, service: jintan-budget, url: 'http://10.10.1.10/' }] }\n`,
    );
    const probes = found.ok ? found.value.settings.services.probes : [];
    expect(probes).toHaveLength(57);
    expect(
      probes.filter(({ serviceId }) => serviceId === 'jintan-budget').map(({ id, nameEn }) => [id, nameEn]),
    ).toEqual([['home', 'Budget management']]);
  });

  it('reads as the example in the reference city shows it', async () => {
    const found = await read(example);
    if (!found.ok) expect(found.mistakes.map((one) => formatMistake(one, inventoryTexts.en))).toEqual([]);
    const settings = found.ok ? found.value.settings : undefined;
    const probes = new Map(settings?.services.probes.map((one) => [one.id, one]));
    expect(probes.get('jintan-budget-home')).toMatchObject({
      kind: 'http',
      steps: [
        {
          assertions: [
            { on: 'text', matches: /预算/, isForbidden: false },
            { on: 'text', matches: /系统错误|异常/, isForbidden: true },
          ],
        },
      ],
    });
    expect(probes.get('jintan-treasury-login')).toMatchObject({
      timeoutMs: 20_000,
      budgetsMs: { login: 5_000, total: 10_000 },
      login: { by: 'cas', url: 'https://10.10.1.10/treasury/', password: secret, success: [{ matches: /退出/ }] },
      steps: [
        { name: 'list', url: 'https://10.10.1.10/treasury/vouchers' },
        {
          name: 'queue',
          headers: { Authorization: secret },
          secretHeaders: ['Authorization'],
          assertions: [
            { on: 'status', in: [200] },
            { on: 'header', name: 'content-type', matches: /json/ },
            { on: 'json', path: '$.state', equals: 'UP' },
            { on: 'json', path: '$.waiting', most: 100 },
          ],
        },
      ],
    });
    expect([...probes.values()].slice(0, 14).map(({ kind }) => kind)).toEqual([
      ...[
        'http',
        'http',
        'tls',
        'smtp',
        'tcp',
        'icmp',
        'dns',
        'ntp',
        'ldap',
        'postgresql',
        'sip',
        'rtsp',
        'h323',
        'exec',
      ],
    ]);
    expect(settings?.services.figures).toMatchObject([
      { id: 'jintan-payments', nameZh: '待支付笔数', most: 500, source: { kind: 'postgresql', port: 5432 } },
      {
        ...{ id: 'jintan-last-payment', nameEn: 'Treasury centralized payment', valueIs: 'time', quietSeconds: 7_200 },
        ...{ workingFrom: '10:00', source: { kind: 'json', path: '$.lastPayment' } },
      },
    ]);
    expect(settings?.calendar.holidays).toHaveLength(7);
    expect(settings?.calendar.makeUpDays).toEqual(['2026-09-20', '2026-10-10']);
  });

  it('gives a probe what the defaults say, and takes the probe’s own word before it', async () => {
    const defaults = 'defaults: { period: 2m, timeout: 3s, retries: 0, budgets: { first_byte: 1s }, from: [jintan] }';
    const probes = await probesOf(
      `${defaults}, probes: [{ id: a, kind: tcp, host: h, port: 1 }, { id: b, kind: tcp, host: h, port: 1, retries: 2, from: hub }]`,
    );
    expect(probes).toMatchObject([
      { periodSeconds: 120, timeoutMs: 3_000, retries: 0, budgetsMs: { 'first-byte': 1_000 }, from: ['jintan'] },
      { periodSeconds: 120, retries: 2, from: ['hub'], nameZh: 'b' },
    ]);
  });

  it('tells a reload that a pattern changed', async () => {
    const [before, after] = await Promise.all(
      ['one', 'two'].map((text) =>
        read(`services: { probes: [{ id: p, url: 'http://h.inner/', expect: ${text} }] }\n`),
      ),
    );
    if (!before?.ok || !after?.ok) throw new Error('must be read');
    expect(diffInventory(before.value, after.value).settings).toEqual(['services']);
  });

  it.each([
    ['▸{ id: p, kind: http }', 'yaml-key-missing'],
    ['{ id: p, kind: ▸telnet, host: h }', 'yaml-not-allowed'],
    ['▸{ id: p, host: h }', 'yaml-key-missing'],
    ['{ id: ▸p p, kind: icmp, host: h }', 'bad-id'],
    ['{ id: p, kind: tcp, host: ▸"h:80", port: 80 }', 'probe-host'],
    ['▸{ id: p, kind: tcp, host: h }', 'yaml-key-missing'],
    ['{ id: p, kind: tcp, host: h, port: ▸70000 }', 'yaml-integer'],
    ['{ id: p, kind: tcp, host: h, port: 1, expect: ▸"/(/" }', 'probe-pattern'],
    ['{ id: p, url: ▸"ftp://h/" }', 'pair-url'],
    ['{ id: p, url: ▸"http://me:you@h/" }', 'url-secret'],
    ['{ id: p, url: "http://h/", timeout: ▸40s }', 'timeout-above-period'],
    ['{ id: p, url: "http://h/", from: [▸"a b"] }', 'bad-id'],
    ['{ id: p, url: "http://h/", status: [▸99, 200] }', 'probe-status'],
    ['{ id: p, url: "http://h/", assert: [▸{ ▸status: 200 }] }', 'probe-assert yaml-key-unknown'],
    ['{ id: p, url: "http://h/", assert: [{ json: ▸queue }] }', 'probe-path'],
    ['{ id: p, url: "http://h/", assert: [{ json: ▸"$[" }] }', 'probe-path'],
    [`{ id: p, url: "http://h/", assert: [{ json: ▸"$[?match(@.a, 'x')]" }] }`, 'probe-path'],
    ['{ id: p, url: "http://h/", method: GET, body: ▸a=b }', 'probe-body'],
    ['{ id: p, url: "http://h/", headers: { "a b": ▸c } }', 'probe-header'],
    [`{ id: p, url: "http://h/", login: { by: cas, user: u, password: ▸${secret} } }`, 'literal-secret'],
    [
      `{ id: p, url: "http://h/", ▸login: { by: cas, user: u, ▸passwort: ${secret} } }`,
      'yaml-key-missing yaml-key-hidden',
    ],
    [
      '{ id: p, url: "http://h/", login: { by: form, user: u, password: { env: FANGZHOU_SQL_PASSWORD }, provider: ▸s } }',
      'probe-provider',
    ],
    ['{ id: p, url: "http://h/", steps: [▸{ expect: a }] }', 'yaml-key-missing'],
    ['{ id: p, url: "http://h/", ▸expect: a, steps: [{ url: b }] }', 'yaml-key-unknown'],
    ['{ id: p, kind: exec, command: ▸check_http }', 'probe-command'],
    ['{ id: p, kind: exec, command: [/x], environment: { "a-b": ▸c } }', 'probe-variable'],
    ['{ id: p, kind: icmp, host: h, budgets: { ▸tsl: 1s } }', 'yaml-key-unknown'],
    ['{ id: a, kind: icmp, host: h }, { id: ▸a, kind: icmp, host: h }', 'probe-twice'],
  ])('names what is wrong in %s', async (probes, expected) => {
    expect((await mistakes(`services: { probes: [${probes}] }\n`)).join(' ')).toBe(expected);
  });

  it('refuses a figure whose bounds exclude each other, and one outside the day', async () => {
    const figure = '{ id: f, kind: json, url: "http://h/", path: $.a, least: ▸5, most: 4, working_from: ▸"25:00" }';
    expect(await mistakes(`services: { figures: [${figure}] }\n`)).toEqual(['figure-bounds', 'bad-time-of-day']);
  });

  it('names a service that the city does not know', async () => {
    const found = await read(`services: { probes: [{ id: p, url: 'http://h/', service: jintan-budgets }] }\n`);
    expect(found.ok ? [] : found.mistakes.map(({ what }) => what)).toMatchObject([
      { key: 'inventory.unknown-reference.what', params: { value: 'jintan-budgets' } },
    ]);
  });
});

describe('the section calendar', () => {
  it('takes spans of days and hours in any order, each day once', async () => {
    const found = await read(
      `calendar: { weekdays: [1, 2], hours: ['14:00-18:00', '8:30-12:00'], holidays: ['2026-10-03', '2026-10-01..2026-10-04'] }\n`,
    );
    expect(found.ok && found.value.settings.calendar).toEqual({
      weekdays: [1, 2],
      hours: [
        { fromMinutes: 510, toMinutes: 720 },
        { fromMinutes: 840, toMinutes: 1_080 },
      ],
      holidays: ['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04'],
      makeUpDays: [],
    });
  });

  it.each([
    ["holidays: [▸'2026-02-30']", 'calendar-day'],
    ["holidays: [▸'2026-10-07..2026-10-01']", 'calendar-day'],
    ["holidays: [▸'2000-01-01..2026-10-01']", 'calendar-days'],
    ["holidays: ['2026-10-01..2026-10-07'], make_up_days: [▸'2026-10-03']", 'calendar-both'],
    ['weekdays: [▸0]', 'backup-weekday'],
    ["hours: [▸'17:00-08:00']", 'calendar-hours'],
    ["hours: ['08:00-12:00', ▸'11:59-13:00']", 'calendar-overlap'],
    ["hours: [▸'08:00-24:01']", 'calendar-hours'],
  ])('names what is wrong in %s', async (more, expected) => {
    expect(await mistakes(`calendar: { ${more} }\n`)).toEqual([expected]);
  });
});
