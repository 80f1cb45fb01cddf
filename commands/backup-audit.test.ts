import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFakeRepository } from '../collector/backups/restic/repository.fake.ts';
import { suiteNeeding } from '../test/needs.ts';
import { fangzhou } from './run.fake.ts';

const hour = 3_600_000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fangzhou-backup-audit-'));
  const dump = Buffer.from('insert into ledger values (1);\n'.repeat(100));
  writeFileSync(join(folder, 'a.sql'), dump);
  const sha256 = createHash('sha256').update(dump).digest('hex');
  const startedAt = new Date(Date.now() - hour).toISOString();
  const entry = { name: 'a.sql', bytes: dump.length, sha256, startedAt, tag: 'zhixi' };
  writeFileSync(join(folder, 'manifest.jsonl'), JSON.stringify(entry));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const audit = (...args: readonly string[]) => fangzhou(['backup-audit', ...args, '--lang', 'en']);

describe('fangzhou backup-audit', () => {
  it('prints exactly the document that is promised: 0 when all pass', async () => {
    const { code, out, err } = await audit(`manifest:${folder}`, '--expect', 'zhixi', '--read-data', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { dataSets, ...rest } = JSON.parse(out);
    expect(rest).toEqual({ verdict: 'pass', orphans: [], repository: { verdict: 'pass', reasons: [] } });
    const [set] = dataSets;
    expect(Object.keys(set)).toEqual(['tag', 'verdict', 'reasons', 'newest', 'ageSeconds', 'bytes']);
    expect(set).toMatchObject({
      tag: 'zhixi',
      verdict: 'pass',
      reasons: [],
      bytes: statSync(join(folder, 'a.sql')).size,
    });
    expect(Math.abs(set.ageSeconds - 3600)).toBeLessThan(60);
  });

  it('takes several tags behind one flag, before and after the target, and 1 when one is missing', async () => {
    for (const args of [
      [`manifest:${folder}`, '--expect', 'zhixi', 'rulin', '--max-age', '7d', '--json'],
      ['--expect', 'zhixi', 'rulin', `manifest:${folder}`, '--json'],
      [`manifest:${folder}`, '--expect', 'zhixi,rulin', '--json'],
    ]) {
      const { code, out } = await audit(...args);
      expect(code).toBe(1);
      const { verdict, dataSets } = JSON.parse(out);
      expect(verdict).toBe('fail');
      expect(dataSets.map(({ tag, verdict }: { tag: string; verdict: string }) => [tag, verdict])).toEqual([
        ['zhixi', 'pass'],
        ['rulin', 'fail'],
      ]);
      expect(dataSets[1]).toMatchObject({
        newest: null,
        ageSeconds: null,
        bytes: null,
        reasons: [expect.stringMatching(/^missing: /)],
      });
    }
  });

  it('says to a person what is wrong and what to do, in both languages', async () => {
    const english = await fangzhou(['backup-audit', `manifest:${folder}`, '--expect', 'rulin', '--lang', 'en']);
    expect(english.out).toMatch(/FAIL.*\n[\s\S]*rulin: No backup of it is in the repository\n +what to do: /);
    expect(english.out).toMatch(/nobody asked about it: zhixi\n$/);
    const chinese = await fangzhou(['backup-audit', `manifest:${folder}`, '--expect', 'rulin', '--lang', 'zh-CN']);
    expect(chinese.out).toMatch(/rulin：仓库中没有它的备份\n +处理办法：/);
    expect(chinese.out).not.toMatch(/cli\.|audit\.backup|collector\.backup/);
  });

  it.each([
    [[]],
    [['rsync:/x']],
    [['restic:/x']],
    [['restic:/x', '--password-file', '/nonexistent/file']],
    [['restic:/x', '--password-file', '/dev/null']],
    [['manifest:/x', '--max-age', 'soon']],
    [['manifest:/x', '--expect', '']],
    [['manifest:/x', 'manifest:/y']],
    [['manifest:/x', '--config', 'y']],
    [['manifest:/x', '--ssh', 'no-user']],
    [['manifest:/x', '--unheard']],
  ])('is wrong usage, with a remedy: %j', async (args) => {
    const { code, out, err } = await audit(...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^fangzhou: .+\n {2}.+\n$/);
    expect(err).not.toMatch(/cli\./);
  });

  it('has its help in both languages', async () => {
    for (const name of ['backup-audit', 'backup-agent']) {
      const english = await fangzhou([name, '--help', '--lang', 'en']);
      const chinese = await fangzhou(['help', name, '--lang', 'zh-CN']);
      expect([
        english.out.startsWith(`Usage: fangzhou ${name}`),
        chinese.out.startsWith(`用法：fangzhou ${name}`),
      ]).toEqual([true, true]);
    }
  });
});

suiteNeeding(['restic'], 'fangzhou backup-audit and backup-agent with restic', () => {
  it('keeps the password to itself, and an agent signs the same reading', async () => {
    const place = join(folder, 'restic');
    const secret = 'swordfish-and-more';
    const repository = await createFakeRepository(place, secret);
    const tree = repository.tree([{ name: 'a.csv', content: Buffer.from('a,b\n'.repeat(100)) }]);
    repository.snapshot({ at: Date.now() - hour, tree, tags: ['zhixi'] });
    repository.flush();
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, `${secret}\r\n`);
    const good = await audit(`restic:${place}`, '--password-file', passwordFile, '--expect', 'zhixi', '--json');
    expect(good.code).toBe(0);
    writeFileSync(join(folder, 'wrong'), 'another-password');
    const wrong = await audit(
      `restic:${place}`,
      '--password-file',
      join(folder, 'wrong'),
      '--expect',
      'zhixi',
      '--json',
    );
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.out)).toMatchObject({
      verdict: 'unknown',
      repository: {
        reasons: ['wrong-password: The password or the rights are wrong [Fatal: wrong password or no key found]'],
      },
    });
    expect(good.out + good.err + wrong.out + wrong.err).not.toMatch(/swordfish|another-password/);

    const keyFile = join(folder, 'agent.key');
    const args = [
      '--repository',
      `restic:${place}`,
      '--id',
      'jintan-backup',
      '--key-file',
      keyFile,
      '--password-file',
      passwordFile,
    ];
    const refused = await fangzhou(['backup-agent', ...args, '--lang', 'en']);
    expect(refused).toMatchObject({ code: 2, out: '' });
    const agent = await fangzhou(['backup-agent', ...args, '--new-key', '--lang', 'en']);
    expect(agent.code).toBe(0);
    expect(agent.err).toMatch(/public key.*: fangzhou\/backup-agent\+[0-9a-f]{8}\+/);
    expect(JSON.parse(agent.out)).toMatchObject({ reading: { repositoryId: 'jintan-backup', listed: true } });
    expect(statSync(keyFile).mode & 0o077).toBe(0);
    expect(agent.out + readFileSync(keyFile, 'utf8')).not.toContain(secret);
  });
});
