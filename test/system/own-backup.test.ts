import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WireIncident, WirePage, WirePoint } from '../../api/wire.ts';
import { suiteNeeding } from '../needs.ts';
import { type Fangzhou, longTestMs, runFangzhou, scratchFolder, startFangzhou, until } from './fangzhou.fake.ts';

interface LedgerAnswer {
  readonly ok: boolean;
  readonly size: number;
}

suiteNeeding(['restic'], 'the own data of a Fangzhou that runs', () => {
  const scratch = scratchFolder();
  const at = (name: string): string => join(scratch.path, name);
  const city = join(import.meta.dirname, '..', '..', 'inventory', 'city');
  const keys = ['--keys-from', at('keys'), '--passphrase-file', at('phrase')];
  let fangzhou: Fangzhou;
  let points: readonly WirePoint[];
  let incidents: readonly WireIncident[];

  const json = async (args: readonly string[]) => {
    const { code, out, err } = await runFangzhou([...args, '--json']);
    return { code, err, answer: (out === '' ? {} : JSON.parse(out)) as Record<string, unknown> };
  };
  const inRestic = () => [`restic:${at('repository')}`, '--password-file', at('restic-password')];
  const incidentsOf = async (running: Fangzhou) =>
    (await running.get<WirePage<WireIncident>>('/api/v1/incidents?limit=500')).items;

  beforeAll(async () => {
    writeFileSync(at('phrase'), 'a passphrase of the bureau\n', { mode: 0o600 });
    fangzhou = await startFangzhou(['lab', '--data', at('data'), '--period', '3']);
    await fangzhou.send('POST', '/api/v1/lab/faults', { kind: 'cut', target: 'F23' });
    // Written to disk, as every write interval of 5 s does: what is not yet written cannot be in a copy.
    const isKept = ({ condition, raisedAt }: WireIncident) =>
      condition === 'link-down' && Date.now() - Date.parse(raisedAt) > 7_000;
    incidents = await until('a kept incident', async () => {
      const kept = (await incidentsOf(fangzhou)).filter(isKept);
      return kept.length > 0 ? kept : undefined;
    });
    points = (await fangzhou.get<WirePage<WirePoint>>('/api/v1/points?limit=500')).items;
    const made = await json([
      ...['backup', '--to', at('own.fzb'), '--data', at('data'), '--config', city],
      ...['--keys-to', at('keys'), '--passphrase-file', at('phrase')],
    ]);
    expect(made, made.err).toMatchObject({ code: 0, answer: { ok: true, verified: true, keys: { written: true } } });
    writeFileSync(at('restic-password'), 'of the repository\n', { mode: 0o600 });
    const init = ['init', '--repo', at('repository'), '--password-file', at('restic-password')];
    expect(spawnSync('restic', init).status).toBe(0);
    const stream = await json(['backup', '--data', at('data'), '--to', ...inRestic()]);
    expect(stream, stream.err).toMatchObject({ code: 0, answer: { verified: true, keys: { written: false } } });
    await fangzhou.stop();
  }, longTestMs);
  afterAll(async () => {
    await fangzhou?.stop();
    scratch.remove();
  });

  it('was backed up while it ran, without a key in it, and leaves nothing beside', async () => {
    const listed = spawnSync('tar', ['tzf', at('own.fzb')], { encoding: 'utf8' }).stdout;
    expect(listed).toContain('data/fangzhou.db');
    expect(listed).not.toMatch(/\.key|api-token/);
    // Made anew by each start of a lab: seventeen hundred files that are nobody's own.
    expect(listed).not.toContain('lab-backups');
    expect(statSync(at('own.fzb')).mode & 0o077).toBe(0);
    expect(
      readdirSync(scratch.path).filter((name) => name.startsWith('.fangzhou') || name.includes('.making')),
    ).toEqual([]);
  });

  it(
    'comes back into an empty folder, starts, shows the same points and incidents, and goes on with the same ledger',
    async () => {
      const back = await json(['restore', at('own.fzb'), '--data', at('back'), ...keys]);
      expect(back, back.err).toMatchObject({ code: 0, answer: { ok: true, missing: [] } });
      expect(existsSync(at('back/configuration/points.csv'))).toBe(true);
      const before = JSON.parse(
        (await runFangzhou(['ledger', 'check', '--data', at('back'), '--json'])).out,
      ) as LedgerAnswer;
      expect(before).toMatchObject({ ok: true, size: (back.answer.ledger as LedgerAnswer).size });
      const again = await startFangzhou(['lab', '--data', at('back'), '--period', '3']);
      try {
        const restored = (await again.get<WirePage<WirePoint>>('/api/v1/points?limit=500')).items;
        expect(restored.map(({ id }) => id)).toEqual(points.map(({ id }) => id));
        const known = new Set((await incidentsOf(again)).map(({ id }) => id));
        const raised = incidents.filter(({ condition }) => condition === 'link-down').map(({ id }) => id);
        expect(raised.length).toBeGreaterThan(0);
        expect(raised.every((id) => known.has(id))).toBe(true);
      } finally {
        await again.stop();
      }
      const after = await json(['ledger', 'check', '--data', at('back')]);
      expect(after).toMatchObject({ code: 0, answer: { ok: true, faults: [] } });
      expect(after.answer.size as number).toBeGreaterThan(before.size);
      const entries = readFileSync(at('back/ledger/000000.entries'), 'utf8');
      expect(entries).toMatch(/"restored":\{"madeAt":/);
      const origin = (folder: string) => readFileSync(at(`${folder}/ledger/origin`), 'utf8');
      expect(origin('back')).toBe(origin('data'));
    },
    longTestMs,
  );

  it(
    'went into restic as one stream and comes out of it; without its keys the restore says what is missing',
    async () => {
      const place = inRestic();
      const back = await json(['restore', ...place, '--data', at('from-restic')]);
      expect(back, back.err).toMatchObject({ code: 0, answer: { ok: true, configuration: null } });
      expect(back.answer.missing).toContain('data/ledger/keys/log.key');
      const start = await runFangzhou(['lab', '--data', at('from-restic'), '--port', '0']);
      expect(start.code).toBe(1);
      writeFileSync(at('wrong'), 'no such password\n');
      const refused = await json(['restore', place[0] ?? '', '--password-file', at('wrong'), '--data', at('none')]);
      expect(refused.code).toBe(1);
      expect(refused.err).toMatch(/restic failed: .*wrong password/);
      expect(existsSync(at('none')) && readdirSync(at('none')).length > 0).toBe(false);
    },
    longTestMs,
  );

  it(
    'is not put back over anything, from anything damaged, or with the wrong passphrase',
    async () => {
      const own = readFileSync(at('own.fzb'));
      writeFileSync(at('cut.fzb'), own.subarray(0, own.length - 5_000));
      writeFileSync(at('other-phrase'), 'another passphrase\n');
      mkdirSync(at('used'));
      writeFileSync(at('used/letter.txt'), 'x');
      const refusals = [
        { args: [at('own.fzb'), '--data', at('used')], said: /is not empty/ },
        { args: [at('cut.fzb'), '--data', at('empty')], said: /cut off|cannot be read/ },
        { args: [at('phrase'), '--data', at('empty')], said: /cannot be read|no backup/ },
        {
          args: [
            at('own.fzb'),
            '--data',
            at('empty'),
            '--keys-from',
            at('keys'),
            '--passphrase-file',
            at('other-phrase'),
          ],
          said: /passphrase is wrong/,
        },
      ];
      for (const { args, said } of refusals) {
        const { code, err } = await runFangzhou(['restore', ...args]);
        expect([code, err], args.join(' ')).toEqual([1, expect.stringMatching(said)]);
      }
      expect(existsSync(at('empty'))).toBe(false);
      expect(readdirSync(at('used'))).toEqual(['letter.txt']);
    },
    longTestMs,
  );
});
