import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { formatMistake, inventoryTexts, loadInventory } from '../index.ts';

const whole = `
people:
  - { id: jintan-1, name_zh: 金坛值班一, ways: [{ channel: mail, to: duty1@jintan.inner }], away: ['2026-10-01..2026-10-03'] }
  - { id: jintan-2, name_en: Jintan duty 2, language: en, ways: [{ channel: mail, to: duty2@jintan.inner }] }
  - { id: chief, ways: [{ channel: mail, to: chief@city.inner }, { channel: sms, to: '+8613800138000' }] }
teams:
  - { id: all, districts: [city, jintan], roster: jintan, escalation: usual }
rosters:
  - id: jintan
    members: [jintan-1, jintan-2]
    from: '2026-01-05'
    hand_over: '09:00'
    on_days_off: [chief]
    calendar: duty.ics
    overrides: [{ from: '2026-05-01 09:00', to: '2026-05-02', person: chief, reason: 放假 }]
escalation:
  - { id: usual, repage: 1h, steps: [{ tell: [on-call] }, { after: 10m, tell: [on-call, chief], by: [smtp] }] }
channels:
  - { id: mail, kind: smtp, host: 10.8.1.30, user: fangzhou, password: { env: FANGZHOU_SNMP_AUTH_KEY }, from: fangzhou@city.inner, otherwise: mail-2 }
  - { id: mail-2, kind: smtp, host: mail.inner, security: none, from: fangzhou@city.inner, answers: { port: 2526 } }
  - { id: log, kind: syslog, host: 10.8.1.9, severities: [critical] }
  - { id: hook, kind: webhook, url: 'http://10.8.1.30:9000/x', secret: { env: FANGZHOU_SNMP_PRIV_KEY } }
  - { id: nms, kind: snmp, host: 10.8.1.8, credential: v3 }
  - { id: am, kind: alertmanager, url: 'http://10.8.1.7:9093/' }
  - { id: sms, kind: sms, host: 10.8.1.6, pin: { env: SIM_PIN }, otherwise: sms-2 }
  - { id: sms-2, kind: sms, device: /dev/ttyUSB2, baud: 9600, centre: '+8613800250500', country: '86', parts: 2, reports: false }
  - { id: call, kind: voice, host: pbx.inner, user: '8000', password: { env: SIM_PIN }, recordings: { en: call.wav } }
  - { id: paper, kind: printer, url: 'ipp://10.8.1.20/ipp/print', severities: [critical] }
paging: { url: 'http://10.8.1.11:8080' }
`;
const calendar = [
  'BEGIN:VCALENDAR',
  'BEGIN:VEVENT',
  'DTSTART:20260601T010000Z',
  'DTEND;TZID=Asia/Shanghai:20260602T090000',
  'SUMMARY:chi',
  ' ef',
  'BEGIN:VALARM',
  'SUMMARY:nobody',
  'END:VALARM',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'DTSTART;VALUE=DATE:20260603',
  'ATTENDEE:mailto:Duty2@jintan.inner',
  'SUMMARY:anything',
  'END:VEVENT',
  'END:VCALENDAR',
];

/** What is read, or the mistakes as `code line` counted from the first line of `text`; `duty.ics` lies beside it. */
async function read(text: string, ics: readonly string[] = calendar) {
  const before = await referenceText('fangzhou.yaml');
  const first = before.split('\n').length;
  await using folder = await cityFolder({ 'fangzhou.yaml': `${before}${text.trimStart()}` });
  await writeFile(join(folder.path, 'duty.ics'), ics.join('\r\n'));
  const loaded = await loadInventory({
    source: folder.path,
    env: { ...referenceEnv, SIM_PIN: '0420', LONG_PIN: 'secret-pin' },
  });
  if (loaded.ok) return loaded.value.settings.paging;
  return loaded.mistakes.map((mistake) => {
    const { what, line, file } = mistake;
    for (const texts of Object.values(inventoryTexts))
      expect(formatMistake(mistake, texts)).not.toMatch(/\{\w+\}|inventory\.[a-z-]+\.|,\s*,/);
    return `${what.key.replace(/^inventory\.|\.what$/g, '')} ${file.endsWith('.ics') ? line : line - first + 1}`;
  });
}

it('reads who is told, how and in which order, with imported times of a calendar', async () => {
  const paging = await read(whole);
  expect(paging).toMatchObject({
    people: [
      { id: 'jintan-1', nameEn: '金坛值班一', language: 'zh-CN', away: ['2026-10-01', '2026-10-02', '2026-10-03'] },
      { id: 'jintan-2', nameZh: 'Jintan duty 2', language: 'en' },
      { id: 'chief', nameZh: 'chief' },
    ],
    rosters: [
      {
        ...{ turnDays: 7, handOverMinutes: 540, until: undefined, onDaysOff: ['chief'] },
        overrides: [
          {
            from: { at: Date.UTC(2026, 5, 1, 1) },
            to: { wall: Date.UTC(2026, 5, 2, 9), timeZone: 'Asia/Shanghai' },
            personId: 'chief',
          },
          { from: { wall: Date.UTC(2026, 5, 3) }, to: { wall: Date.UTC(2026, 5, 4) }, personId: 'jintan-2' },
          { from: { wall: Date.UTC(2026, 4, 1, 9) }, to: { wall: Date.UTC(2026, 4, 2) }, reason: '放假' },
        ],
      },
    ],
    policies: [{ repeats: 2, repageSeconds: 3_600, steps: [{ afterSeconds: 0 }, { afterSeconds: 600, by: ['smtp'] }] }],
    channels: [
      { kind: 'smtp', port: 25, security: 'starttls', login: { user: 'fangzhou' }, otherwiseId: 'mail-2' },
      { kind: 'smtp', security: 'none', login: undefined, answers: { host: '127.0.0.1', port: 2_526 } },
      { kind: 'syslog', transport: 'tcp', port: 601, severities: ['critical'] },
      { kind: 'webhook' },
      { kind: 'snmp', port: 162, inform: true, credential: { version: 'v3' } },
      { kind: 'alertmanager', url: 'http://10.8.1.7:9093' },
      {
        kind: 'sms',
        modem: { host: '10.8.1.6', port: 2_001 },
        pin: '0420',
        parts: 4,
        reports: true,
        timeoutSeconds: 90,
      },
      { kind: 'sms', modem: { device: '/dev/ttyUSB2', baud: 9_600 }, pin: undefined, centre: '+8613800250500' },
      { kind: 'voice', port: 5_060, user: '8000', ringSeconds: 40, attempts: 3, lines: 1, timeoutSeconds: 240 },
      { kind: 'printer', url: 'ipp://10.8.1.20/ipp/print', authority: undefined },
    ],
    url: 'http://10.8.1.11:8080',
  });
});

it('nobody is told until it is declared', async () => {
  expect(await read('')).toMatchObject({ people: [], teams: [], channels: [] });
});

it.each([
  ['channel: mail, to: duty1', 'channel: post, to: duty1', ['unknown-reference 2']],
  ['channel: mail, to: duty1@jintan.inner', 'channel: log, to: duty1@jintan.inner', ['paging-personal 2']],
  ['duty1@jintan.inner', 'duty1 jintan', ['paging-mailbox 2']],
  ['id: jintan-2', 'id: jintan-1', ['paging-twice 3', 'unknown-reference 9']],
  ['id: chief, ways', 'id: on-call, ways', ['paging-twice 4']],
  ['districts: [city, jintan]', 'districts: [jintan]', ['paging-uncovered 6']],
  ['districts: [city, jintan]', 'districts: [city, jintna]', ['unknown-reference 6']],
  ['districts: [city, jintan]', 'districts: [city, city]', ['paging-covered 6']],
  ['roster: jintan,', 'roster: nobody,', ['unknown-reference 6']],
  ['escalation: usual', 'escalation: quick', ['unknown-reference 6']],
  ["from: '2026-01-05'", "from: '2026-02-30'", ['calendar-day 10']],
  ["hand_over: '09:00'", "hand_over: '9'", ['bad-time-of-day 11']],
  ['members: [jintan-1, jintan-2]', 'members: []', ['paging-empty 9']],
  ["to: '2026-05-02'", "to: '2026-05-01'", ['paging-order 14']],
  ["to: '2026-05-02'", "to: 'soon'", ['paging-time 14']],
  ['by: [smtp]', 'by: [syslog]', ['yaml-not-allowed 16']],
  ['steps: [{ tell: [on-call] },', 'steps: [{ tell: [] },', ['paging-empty 16']],
  ['otherwise: mail-2', 'otherwise: mail', ['paging-otherwise 18']],
  ['otherwise: mail-2', 'otherwise: log', ['paging-otherwise 18']],
  [
    'security: none, from',
    'security: none, user: u, password: { env: FANGZHOU_SNMP_AUTH_KEY }, from',
    ['paging-clear-password 19'],
  ],
  ['answers: { port: 2526 }', 'answers: { host: mail.inner }', ['bad-address 19']],
  ['kind: syslog', 'kind: pigeon', ['yaml-not-allowed 20']],
  ['credential: v3', 'credential: v9', ['receiver-credential 22']],
  ['credential: v3', 'credential: v3, inform: false', ['paging-trap 22']],
  ["url: 'http://10.8.1.7:9093/'", 'url: 10.8.1.7', ['bad-webhook-url 23']],
  ["to: '+8613800138000'", 'to: chief@city.inner', ['paging-telephone 4']],
  ['otherwise: mail-2', 'otherwise: sms', ['paging-otherwise 18']],
  ['env: SIM_PIN', 'env: LONG_PIN', ['paging-pin 24']],
  ['device: /dev/ttyUSB2', 'device: ttyUSB2', ['paging-device 25']],
  ['device: /dev/ttyUSB2', 'host: modem.inner', ['yaml-key-unknown 25']],
  ['baud: 9600', 'baud: 9601', ['yaml-not-allowed 25']],
  ["user: '8000'", "user: 'sip:8000@pbx'", ['paging-sip-user 26']],
  ["url: 'ipp://10.8.1.20/ipp/print'", "url: 'http://10.8.1.20/ipp'", ['paging-printer 27']],
  ["country: '86'", "country: '086'", ['paging-country 25']],
  ["centre: '+8613800250500'", "centre: 'sc'", ['paging-telephone 25']],
  ["url: 'http://10.8.1.11:8080'", "url: 'http://10.8.1.11:8080/x'", ['paging-url 28']],
  ['kind: syslog,', "kind: syslog, templates: { en: { subject: '{sumary}' } },", ['paging-template-name 20']],
  ['kind: syslog,', "kind: syslog, templates: { en: { subject: '{summary' } },", ['paging-template-brace 20']],
  ['kind: syslog,', `kind: syslog, templates: { en: { body: ${'x'.repeat(4_001)} } },`, ['paging-template-long 20']],
  ['kind: syslog,', 'kind: syslog, templates: { de: { body: x } },', ['yaml-key-unknown 20']],
  ['kind: webhook,', 'kind: webhook, templates: { en: { body: x } },', ['yaml-key-unknown 21']],
])('%s as %s is a mistake with its place', async (from, to, expected) => {
  expect(whole).toContain(from);
  const found = await read(whole.replace(from, to));
  // An unreadable channel takes what refers to it along.
  expect(found).toEqual(to === 'id: on-call, ways' ? expect.arrayContaining(expected) : expected);
});

it('reads the own words of a channel, of several lines', async () => {
  const words = `templates: { en: { subject: '{severity} {summary}', body: "{link}\\n{{x}}" } }`;
  const found = await read(whole.replace('kind: syslog,', `kind: syslog, ${words},`));
  expect(found).toMatchObject({
    channels: expect.arrayContaining([
      expect.objectContaining({
        id: 'log',
        templates: {
          en: {
            subject: [[{ name: 'severity' }, ' ', { name: 'summary' }]],
            body: [[{ name: 'link' }], ['{', 'x', '}']],
          },
        },
      }),
    ]),
  });
});

it.each([
  ['DTSTART:20260601T010000Z', 'DTSTART:20260631T010000Z', 'paging-calendar-event 4'],
  ['SUMMARY:chi', 'SUMMARY:chi\r\nRRULE:FREQ=DAILY', 'paging-calendar-rule 6'],
  ['SUMMARY:chi', 'SUMMARY:thi', 'paging-calendar-person 5'],
])('a calendar with %s as %s is a mistake at its line', async (from, to, expected) => {
  const lines = calendar.map((line) => (line === from ? to : line));
  const found = await read(whole, lines);
  expect(found).toEqual([expected]);
});

it('a calendar without events, or that is missing, is a mistake', async () => {
  expect(await read(whole, ['BEGIN:VCALENDAR', 'END:VCALENDAR'])).toEqual(['paging-calendar-empty 0']);
  expect(await read(whole.replace('duty.ics', 'nowhere.ics'))).toHaveLength(1);
});
