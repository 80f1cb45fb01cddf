import { describe, expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { backupsDefaults, diffInventory, formatMistake, inventoryTexts, loadInventory } from '../index.ts';

const reference = await referenceText('fangzhou.yaml');
const example = reference
  .slice(reference.indexOf('# backups:\n'))
  .split('\n')
  .map((line) => line.replace(/^# ?/, ''))
  .join('\n');
const secret = 'sesame-backup-77';
const env = { ...referenceEnv, FANGZHOU_JINTAN_BACKUP: secret, FANGZHOU_COPY_BACKUP: secret };

async function read(backups: string) {
  await using folder = await cityFolder({ 'fangzhou.yaml': `${reference}${backups}` });
  return await loadInventory({ source: folder.path, env });
}

/** `code line:column` of every mistake; lines count from the section's first. */
async function mistakes(backups: string): Promise<readonly string[]> {
  const found = await read(backups);
  const before = reference.split('\n').length - 1;
  if (found.ok) return [];
  for (const texts of Object.values(inventoryTexts))
    for (const one of found.mistakes) {
      const words = formatMistake(one, texts);
      expect(words).not.toMatch(/\{\w+\}|inventory\.[a-z-]+\./);
      expect(words).not.toContain(secret);
    }
  return found.mistakes.map(
    ({ what, line, column }) => `${what.key.replace(/^inventory\.|\.what$/g, '')} ${line - before}:${column}`,
  );
}

const one = (more: string) => `repositories: [{ id: jintan-backup, tool: manifest, location: /srv, ${more} }]`;
const set = (more: string) => `data_sets: [{ backup: rulin-business-data, ${more} }]`;

describe('the section backups', () => {
  it('may be left out: then no repository is known', async () => {
    const found = await read('');
    expect(found.ok && found.value.settings.backups).toEqual(backupsDefaults);
  });

  it('reads as the example in the reference city shows it', async () => {
    const found = await read(example);
    if (!found.ok) expect(found.mistakes).toEqual([]);
    const backups = found.ok ? found.value.settings.backups : backupsDefaults;
    expect(backups).toMatchObject({
      periodSeconds: 900,
      freeWeekdays: [6, 7],
      drills: { unattended: true, sample: 20 },
      freeDays: ['2026-10-01', '2026-10-02'],
      scratch: { mostBytes: 10_737_418_240, mostSeconds: 3_600 },
    });
    expect([...backups.repositories.values()]).toMatchObject([
      { id: 'jintan-backup', tool: 'restic', password: secret, access: { by: 'path' }, copies: ['city-copy'] },
      {
        id: 'city-copy',
        immutable: true,
        access: { by: 'ssh', host: '10.8.1.40', port: 22, identityFile: expect.stringMatching(/^\/.*keys\/audit$/) },
      },
      { id: 'liyang-backup', tool: 'manifest', access: { by: 'agent', key: 'keys/liyang.pub' }, password: undefined },
    ]);
    expect(backups.dataSets.get('jincheng-business-data')).toMatchObject({
      tag: 'jincheng',
      rpoSeconds: 93_600,
      leastBytes: 1_000_000,
      proof: { kind: 'postgresql', dump: 'ledger.dump', queries: [{ expect: 't' }] },
    });
  });

  it.each([
    ['period: 15', 'bad-duration 2:11'],
    ['check: 12h', 'yaml-duration 2:10'],
    ['free_days: [2026-02-30]', 'backup-day 2:15'],
    ['free_weekdays: [0]', 'backup-weekday 2:19'],
    ['free_weekdays: [1, 2, 3, 4, 5, 6, 7]', 'backup-no-weekday 2:18'],
    ['closing_days: 16', 'yaml-integer 2:17'],
    ['scratch: { most_gib: none }', 'yaml-number 2:24'],
    ['drills: { sample: 0 }', 'yaml-integer 2:21'],
    ['drills: { unattended: maybe }', 'yaml-not-allowed 2:25'],
    ['repository: []', 'yaml-key-unknown 2:3'],
    ['repositories: [{ id: jintan-backup, location: /srv }]', 'yaml-key-missing 2:18'],
    ['repositories: [{ id: jintan-backup, tool: tar, location: /srv }]', 'yaml-not-allowed 2:45'],
    ['repositories: [{ id: jintan-backup, tool: restic, location: /srv }]', 'yaml-key-missing 2:18'],
    ['repositories: [{ id: jintan-backup, tool: restic, location: /srv, password: x }]', 'literal-secret 2:79'],
    ['repositories: [{ id: jintan backup, tool: manifest, location: /srv }]', 'backup-id 2:24'],
    ['repositories: [{ id: jintan-bakcup, tool: manifest, location: /srv }]', 'unknown-reference 2:24'],
    ['repositories: [{ id: jintan-backup, tool: manifest, location: "sftp:u:word@host:/srv" }]', 'backup-secret 2:65'],
    [one('password: { env: FANGZHOU_COPY_BACKUP }'), 'backup-no-password 2:81'],
    [one('sql: { user: u }'), 'backup-no-sql 2:76'],
    [one('copies: [elsewhere]'), 'backup-copy 2:79'],
    [one('copies: [jintan-backup]'), 'backup-copy 2:79'],
    [
      one('access: { by: ssh, host: -oProxyCommand, user: u, identity_file: k, known_hosts_file: h }'),
      'backup-host 2:96',
    ],
    [one('access: { by: ssh, host: h, identity_file: k, known_hosts_file: h }'), 'yaml-key-missing 2:71'],
    [one('access: { by: agent, folder: f }'), 'yaml-key-missing 2:71'],
    [
      `repositories: [${['/a', '/b'].map((path) => `{ id: jintan-backup, tool: manifest, location: ${path} }`).join(', ')}]`,
      'backup-twice 2:77',
    ],
    ['data_sets: [{ backup: nobody-data }]', 'unknown-reference 2:25'],
    ['data_sets: [{ tag: x }]', 'yaml-key-missing 2:15'],
    [set('rpo: soon'), 'bad-duration 2:51'],
    [set('least_bytes: -1'), 'yaml-integer 2:59'],
    [set('proof: { kind: hope }'), 'yaml-not-allowed 2:61'],
    [set('proof: { kind: command, command: [verify] }'), 'backup-command 2:79'],
    [set('proof: { kind: postgresql, queries: [{ sql: x }] }'), 'yaml-key-missing 2:83'],
  ])('says of %s where and why it is wrong', async (line, expected) => {
    expect(await mistakes(`backups:\n  ${line}\n`)).toContain(expected);
  });

  it('suggests the repository that was probably meant', async () => {
    const found = await read('backups:\n  repositories: [{ id: jintan-bakcup, tool: manifest, location: /srv }]\n');
    expect(found.ok ? [] : found.mistakes.map(({ remedy }) => remedy)).toEqual([
      { key: 'inventory.near.remedy', params: { near: 'jintan-backup' } },
    ]);
  });

  it('shows a changed repository as a changed setting', async () => {
    const [before, after] = await Promise.all([
      read(`backups:\n  ${one('medium: disk')}\n`),
      read(`backups:\n  ${one('medium: tape')}\n`),
    ]);
    if (!before.ok || !after.ok) throw new Error('not read');
    expect(diffInventory(before.value, after.value).settings).toEqual(['backups']);
    expect(diffInventory(before.value, before.value).none).toBe(true);
  });
});
