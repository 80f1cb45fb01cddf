import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { suiteNeeding } from '../../test/needs.ts';
import { localTools, type RunTool } from './access/run-tool.ts';
import { readRights } from './rights.ts';
import { settingsOf } from './stage.fake.ts';

suiteNeeding(['setpriv', 'root'], 'what the account that looks may do', () => {
  let repo: string;
  const local = localTools(systemClock);
  /** As over SSH: another account, who owns nothing here. */
  const asNobody: RunTool = (ask) =>
    local({ ...ask, argv: ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', ...ask.argv] });
  beforeAll(() => {
    repo = mkdtempSync(join(tmpdir(), 'fz rights-'));
    mkdirSync(join(repo, 'data'));
    chmodSync(repo, 0o755);
  });
  afterAll(() => rmSync(repo, { recursive: true, force: true }));

  it('is told by the file system, here and there, and nothing is written', async () => {
    const restic = settingsOf('restic', repo);
    expect(await readRights(restic, { run: local, isLocal: true })).toEqual({
      ...{ mayWrite: true, said: `w ${repo} ${join(repo, 'data')}` },
    });
    const there = { run: asNobody, isLocal: false };
    expect(await readRights(restic, there)).toEqual({ mayWrite: false, said: `r- ${repo}` });
    chmodSync(join(repo, 'data'), 0o777);
    expect(await readRights(restic, there)).toEqual({ mayWrite: true, said: `w ${join(repo, 'data')}` });
  });

  it('is not known behind a configuration file, a server or a silent host', async () => {
    const here = { run: local, isLocal: true };
    expect(
      await readRights(settingsOf('pgbackrest', 'fiscal', { beside: '/etc/pgbackrest.conf' }), here),
    ).toBeUndefined();
    expect(await readRights(settingsOf('bareos', '10.8.1.1'), here)).toBeUndefined();
    const silent: RunTool = async () => ({ ran: false, why: 'unreachable', out: '', err: '' });
    expect(await readRights(settingsOf('borg', repo), { run: silent, isLocal: false })).toBeUndefined();
  });
});
