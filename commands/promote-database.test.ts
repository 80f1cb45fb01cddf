import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../core/index.ts';
import { createDatabase, schemaName } from '../standby/index.ts';
import { startTrialPostgres, type TrialPostgres } from '../standby/postgres.fake.ts';
import { suiteNeeding } from '../test/needs.ts';
import { runFangzhou } from '../test/system/fangzhou.fake.ts';

suiteNeeding(['psql'], 'fangzhou standby promote-database', () => {
  let first: TrialPostgres;
  let replica: TrialPostgres;
  let folder: string;
  const env = { FANGZHOU_SNMP_AUTH_KEY: 'trial-auth-key-1', FANGZHOU_SNMP_PRIV_KEY: 'trial-priv-key-1' };
  const promote = (...more: readonly string[]) =>
    runFangzhou(['standby', 'promote-database', '--config', folder, '--json', ...more], {
      ...env,
      FANGZHOU_TRIAL_DB: first.password,
    });

  beforeAll(async () => {
    first = await startTrialPostgres();
    const access = { host: '127.0.0.1', port: first.port, database: 'postgres', user: 'postgres', at: 'a' };
    const database = createDatabase({
      accesses: [{ ...access, password: first.password, authority: undefined }],
      clock: systemClock,
    });
    await database.probe();
    await database.close();
    first.sql(`INSERT INTO ${schemaName}.decision VALUES (41, 1, 1, now(), 1, 'c', '[]')`);
    replica = await first.replica();
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-promote-'));
    cpSync(join(import.meta.dirname, '..', 'inventory', 'city'), folder, { recursive: true });
    const line = (at: string, port: number) =>
      `    - { host: 127.0.0.1, port: ${port}, database: postgres, user: postgres, at: ${at}, password: { env: FANGZHOU_TRIAL_DB } }`;
    const pair = ['standby:', '  id: b', '  peer: a', '  url: http://127.0.0.1:8081', '  postgres:'];
    const settings = join(folder, 'fangzhou.yaml');
    const lines = [...pair, line('a', first.port), line('b', replica.port), ''];
    writeFileSync(settings, `${readFileSync(settings, 'utf8')}\n${lines.join('\n')}`);
  }, 60_000);
  afterAll(async () => {
    await replica?.remove();
    await first?.remove();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  it('says what would be lost, does nothing while the primary answers or nobody agreed, and then promotes', async () => {
    const seen = await promote('--preview');
    expect([seen.code, JSON.parse(seen.out)]).toMatchObject([
      0,
      { promoted: false, lastDecision: 41, lostDecisions: 0 },
    ]);
    const early = await promote('--yes');
    expect(early.code).toBe(1);
    expect(JSON.parse(early.out).error).toContain('still answers');

    await first.kill();
    const blind = await promote('--preview');
    expect(JSON.parse(blind.out)).toMatchObject({ lastDecision: 41, primary: null, lostDecisions: null });
    const unsure = await promote();
    expect(unsure.code).toBe(1);
    expect(replica.sql('SELECT pg_is_in_recovery()')).toBe('t');

    const done = await promote('--yes');
    expect([done.code, JSON.parse(done.out)]).toMatchObject([0, { promoted: true }]);
    expect(replica.sql('SELECT pg_is_in_recovery()')).toBe('f');
    expect(JSON.parse((await promote('--yes')).out).error).toContain('no replica');
  }, 120_000);
});
