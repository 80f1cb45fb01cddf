import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { formatMistake, inventoryTexts, loadInventory } from '../index.ts';

const reference = await referenceText('fangzhou.yaml');

async function read(lines: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const section = ['drills:', ...lines.map((line) => `  ${line}`)].join('\n');
  await using folder = await cityFolder({ 'fangzhou.yaml': `${reference}${section}\n` });
  await mkdir(join(folder.path, 'drills'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, 'drills', name), text);
  return await loadInventory({ source: folder.path, env: referenceEnv });
}

/** `code line:column` of every mistake; the first line below `drills:` is line 1; of another file its name stands before. */
async function mistakes(lines: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const found = await read(lines, files);
  if (found.ok) return [];
  const before = reference.split('\n').length;
  for (const texts of Object.values(inventoryTexts))
    for (const one of found.mistakes) expect(formatMistake(one, texts)).not.toMatch(/\{\w+\}|inventory\.[a-z-]+\./);
  return found.mistakes.map(({ what, file, line, column }) => {
    const code = what.key.replace(/^inventory\.|\.what$/g, '');
    const name = file.split('/').at(-1);
    return name === 'fangzhou.yaml' ? `${code} ${line - before}:${column}` : `${code} ${name} ${line}:${column}`;
  });
}

const procedure = (...steps: readonly string[]): readonly string[] => [
  'procedures:',
  '  - id: p1',
  '    standby: [vrrp]',
  '    steps:',
  ...steps.map((step) => `      - ${step}`),
];
const check = '{ do: check-readiness }';
const act = '{ do: act, text_en: stop it }';
const watch = '{ do: observe, until: switched }';
const command =
  '{ name: stop, member: jintan-app-a, user: drill, key: k, known_hosts: h, command: systemctl stop keepalived }';

describe('the section drills', () => {
  it('left out leaves the two procedures that come along, each sound', async () => {
    await using folder = await cityFolder();
    const found = await loadInventory({ source: folder.path, env: referenceEnv });
    const { procedures, commands } = found.ok ? found.value.settings.drills : { procedures: [], commands: undefined };
    expect(commands).toEqual([]);
    expect(procedures.map(({ id, standby }) => [id, standby])).toEqual([
      ['postgresql', ['postgresql']],
      ['vrrp', ['vrrp']],
    ]);
    for (const { steps, title } of procedures) {
      expect(title.zh).not.toBe(title.en);
      expect(steps.map(({ kind }) => kind)).toEqual([
        'check-readiness',
        'announce-maintenance',
        'act',
        'observe',
        'verify-services',
        'fall-back',
        'observe',
        'verify-services',
        'report',
      ]);
    }
  });

  it('reads as the example in the reference city shows it', async () => {
    const example = reference
      .slice(reference.indexOf('# drills:'))
      .split('\n\n', 1)[0]
      ?.split('\n')
      .slice(1)
      .map((line) => line.replace(/^# {3}/, ''));
    const found = await read(example ?? []);
    if (!found.ok) expect(found.mistakes).toEqual([]);
    const drills = found.ok ? found.value.settings.drills : undefined;
    expect(drills?.commands).toEqual([
      {
        name: 'stop-keepalived',
        deviceId: 'jintan-app-a',
        host: '10.10.1.11',
        port: 22,
        user: 'fangzhou-drill',
        keyFile: expect.stringMatching(/\/secrets\/drill-key$/),
        knownHostsFile: expect.stringMatching(/\/secrets\/known_hosts$/),
        command: 'sudo systemctl stop keepalived',
        timeoutSeconds: 30,
      },
    ]);
    expect(drills?.procedures.find(({ id }) => id === 'vrrp-by-command')?.steps[2]).toEqual({
      kind: 'act',
      by: 'command',
      command: 'stop-keepalived',
      on: 'active',
      text: undefined,
      timeoutSeconds: 60,
    });
  });

  it('takes a procedure of the same id in place of the one that comes along', async () => {
    const found = await read(procedure(check, act, watch).map((line) => line.replace('p1', 'vrrp')));
    expect(found.ok && found.value.settings.drills.procedures.find(({ id }) => id === 'vrrp')?.steps).toHaveLength(3);
  });

  it.each([
    [procedure(act, watch), ['drill-unchecked 5:11']],
    [procedure(check, act), ['drill-unwatched 5:9']],
    [procedure(check, act, watch, act, watch), ['drill-unchecked 8:11']],
    [procedure(check, act, check, act, watch), ['drill-unwatched 8:11']],
    [procedure(check, watch), ['drill-no-act 5:9']],
    [procedure(check, '{ do: fall-back, text_en: x }', watch, check, act, watch), ['drill-fall-back 6:11']],
    [procedure(check, act, watch, '{ do: report }', '{ do: verify-services }'), ['drill-report-last 8:11']],
    [procedure(check, '{ do: act }', watch), ['drill-no-text 6:11']],
    [procedure(check, '{ do: act, by: command }', watch), ['yaml-key-missing 6:11']],
    [procedure(check, '{ do: act, by: command, command: stop }', watch), ['unknown-reference 6:44']],
    [procedure(check, '{ do: act, by: anybody, text_en: x }', watch), ['yaml-not-allowed 6:26']],
    [procedure(check, act, '{ do: observe }'), ['yaml-key-missing 7:11']],
    [procedure(check, act, '{ do: observe, until: soon }'), ['yaml-not-allowed 7:33']],
    [procedure(check, act, watch, '{ do: verify-services, good_for: 5m, timeout: 1m }'), ['drill-timeout 8:57']],
    [procedure('{ do: look }', '{ until: switched }'), ['yaml-not-allowed 5:17', 'yaml-key-missing 6:11']],
    [
      procedure('{ do: check-readiness, least: perhaps, wait: 1m }', act, watch),
      ['yaml-not-allowed 5:41', 'yaml-key-unknown 5:50'],
    ],
    [['procedures: [{ standby: [ceph], steps: [] }]'], ['yaml-key-missing 1:16', 'yaml-not-allowed 1:28']],
    [['procedures: [vrrp]'], ['yaml-not-map 1:16']],
    [['folder: nowhere'], ['drill-folder 1:11']],
    [['commands:', `  - ${command}`, `  - ${command}`], ['drill-twice 3:7']],
    [['commands:', `  - ${command.replace('jintan-app-a', 'jintan-app-z')}`], ['unknown-reference 2:29']],
    [['commands:', `  - ${command.replace('user: drill', 'user: -oProxyCommand=x')}`], ['drill-word 2:49']],
    [['commands:', `  - ${command.replace('user:', 'host: -oProxyCommand=x, user:')}`], ['drill-word 2:49']],
    [['commands: [{ name: a b }]'], expect.arrayContaining(['drill-word 1:22', 'yaml-key-missing 1:14'])],
    [['calendar: yes'], ['yaml-key-unknown 1:3']],
  ])('%j is refused at its place', async (lines, expected) => {
    expect(await mistakes(lines)).toEqual(expected);
  });
});

describe('a folder of procedures', () => {
  const whole = ['id: p2', 'standby: [redis]', 'steps:', `  - ${check}`, `  - ${act}`, `  - ${watch}`].join('\n');

  it('is read file by file, with the mistakes of all of them', async () => {
    const found = await read(['folder: drills'], { 'p2.yaml': whole, 'notes.txt': 'not read' });
    expect(found.ok && found.value.settings.drills.procedures[0]).toMatchObject({ id: 'p2', standby: ['redis'] });
    const files = {
      'a.yaml': whole.replace('redis', 'rediss'),
      'b.yaml': whole,
      'c.yml': `${whole}\nwindow: 1h`,
      'd.yaml': 'steps: [',
      'e.yaml': '',
    };
    expect(await mistakes(['folder: drills'], files)).toEqual([
      'yaml-not-allowed a.yaml 2:11',
      'drill-twice c.yml 1:5',
      'yaml-key-unknown c.yml 7:1',
      'yaml-indent d.yaml 1:9',
      'yaml-not-map e.yaml 0:0',
      'drill-twice b.yaml 1:5',
    ]);
  });

  it('takes an experiment of Chaos Toolkit as steps that a person does by hand, and runs no provider of it', async () => {
    const experiment = {
      version: '1.0.0',
      title: 'Kill the primary',
      description: 'x',
      method: [
        { type: 'probe', name: 'is up', provider: { type: 'http', url: 'http://10.0.0.1/' } },
        { type: 'action', name: 'stop', provider: { type: 'process', path: 'systemctl', arguments: ['stop', 'db'] } },
      ],
      rollbacks: [
        { type: 'action', name: 'start', provider: { type: 'python', module: 'm', func: 'f', arguments: {} } },
      ],
    };
    const found = await read(['folder: drills'], { 'x.json': JSON.stringify(experiment) });
    expect(found.ok && found.value.settings.drills.procedures[0]).toMatchObject({
      id: 'kill-the-primary',
      standby: [],
      steps: [
        { kind: 'check-readiness' },
        { kind: 'announce-maintenance' },
        { kind: 'act', by: 'operator', text: { en: 'stop: systemctl stop db' } },
        { kind: 'observe' },
        { kind: 'verify-services' },
        { kind: 'fall-back', by: 'operator', text: { en: 'start: m f' } },
        { kind: 'observe' },
        { kind: 'verify-services' },
        { kind: 'report' },
      ],
    });
    const bare = { title: 'Nothing', method: [{ type: 'probe', name: 'look' }] };
    expect(await mistakes(['folder: drills'], { 'x.json': JSON.stringify(bare) })).toEqual([
      'drill-no-act x.json 1:29',
    ]);
    expect(await mistakes(['folder: drills'], { 'x.json': '{"title":"演练"}' })).toEqual(
      expect.arrayContaining(['drill-word x.json 1:10', 'yaml-key-missing x.json 1:1']),
    );
  });
});
