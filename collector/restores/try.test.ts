import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import type { DataSetSettings, RepositorySettings } from '../../inventory/index.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import type { CatalogueSnapshot } from '../backups/model.ts';
import { createFakeRepository } from '../backups/restic/repository.fake.ts';
import { settingsOf, toolRun } from '../backups/stage.fake.ts';
import type { RestoreOutcome } from './model.ts';
import { tryRestore } from './try.ts';

const secret = 'correct horse';
const hash = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const byManifest: DataSetSettings['proof'] = { kind: 'manifest', file: undefined };

function snapshotOf(id: string, tags: readonly string[] = []): CatalogueSnapshot {
  return { id, tags, host: 'files', paths: [], startedAt: 0 };
}

/** A folder of one suite, with data in it and its manifest. */
function stage() {
  const root = mkdtempSync(join(tmpdir(), 'fz-restores-'));
  const at = (name: string): string => join(root, name);
  mkdirSync(at('data'));
  const sums: string[] = [];
  for (let n = 0; n < 20; n++) {
    const text = `voucher ${n}\n`.repeat(200 + n);
    writeFileSync(at(`data/v${n}.txt`), text);
    sums.push(`${hash(text)}  v${n}.txt\n`);
  }
  writeFileSync(at('data/SHA256SUMS'), sums.join(''));
  const attempt = (
    repository: RepositorySettings,
    snapshot: CatalogueSnapshot,
    more: Partial<Parameters<typeof tryRestore>[0]> = {},
    signal = new AbortController().signal,
    seed?: number,
  ): Promise<RestoreOutcome> =>
    tryRestore(
      {
        ...{ repository, snapshot, proof: byManifest, include: [] },
        scratch: { folder: at('scratch'), mostBytes: 200_000_000, mostSeconds: 120 },
        ...more,
      },
      { clock: systemClock, signal, ...(seed === undefined ? {} : { seed }) },
    );
  const left = (): readonly string[] => (existsSync(at('scratch')) ? readdirSync(at('scratch')) : []);
  return { root, at, attempt, left, remove: () => rmSync(root, { recursive: true, force: true }) };
}

suiteNeeding(['restic'], 'a restore out of restic', () => {
  const here = stage();
  const env = { RESTIC_PASSWORD: secret };
  const repository = settingsOf('restic', here.at('repo'), { password: secret });
  const run = (...args: readonly string[]) =>
    toolRun(['restic', '-r', here.at('repo'), '--no-cache', ...args], { env });
  const backUp = (): CatalogueSnapshot => {
    run('backup', '--tag', 'set', here.at('data'));
    const [newest] = JSON.parse(run('snapshots', '--json', 'latest')) as readonly { readonly id: string }[];
    return snapshotOf(newest?.id ?? '');
  };
  let good: CatalogueSnapshot;
  beforeAll(async () => {
    // Its key costs little: restic derives it anew at every call.
    (await createFakeRepository(here.at('repo'), secret)).flush();
    good = backUp();
  });
  afterAll(here.remove);

  it('whole is held to its manifest: level 4, with its time and size, and nothing is left behind', async () => {
    const outcome = await here.attempt(repository, good);
    expect(outcome).toMatchObject({ ok: true, sampled: false, level: 4, restored: { files: 21 } });
    expect(outcome.checks).toHaveLength(20);
    expect(outcome.restored?.restoreMs).toBeGreaterThan(0);
    expect(here.left()).toEqual([]);
  });

  it('of a sample brings so many files and the manifest: level 3', async () => {
    const outcome = await here.attempt(repository, good, { sample: 4 });
    expect(outcome).toMatchObject({ ok: true, sampled: true, level: 3 });
    expect(outcome.checks.length).toBeGreaterThanOrEqual(3);
    expect(outcome.restored?.files).toBeLessThanOrEqual(5);
    expect(outcome.compared).toBe(outcome.checks.length);
    // What stands on record can be drawn again.
    const again = await here.attempt(repository, good, { sample: 4 }, undefined, outcome.seed);
    expect(again.checks).toEqual(outcome.checks);
  });

  it('with a file that was wrong already when it was backed up names the file', async () => {
    const before = readFileSync(here.at('data/v3.txt'));
    writeFileSync(here.at('data/v3.txt'), 'something else');
    const bad = backUp();
    writeFileSync(here.at('data/v3.txt'), before);
    expect(await here.attempt(repository, bad)).toMatchObject({
      ok: false,
      fault: { reason: 'hash-differs', said: expect.stringContaining('v3.txt') as string },
    });
  });

  it('larger than allowed, longer than allowed, or ended, is broken off and cleaned up', async () => {
    const scratch = { folder: here.at('scratch'), mostBytes: 10_000, mostSeconds: 60 };
    expect(await here.attempt(repository, good, { scratch })).toMatchObject({ fault: { reason: 'too-large' } });
    const short = { folder: here.at('scratch'), mostBytes: 1e9, mostSeconds: 0.05 };
    expect(await here.attempt(repository, good, { scratch: short })).toMatchObject({ fault: { reason: 'timed-out' } });
    const ended = new AbortController();
    ended.abort();
    expect(await here.attempt(repository, good, {}, ended.signal)).toMatchObject({ fault: { reason: 'stopped' } });
    expect(here.left()).toEqual([]);
  });

  it('with the wrong password fails in the words of restic, without the password', async () => {
    const wrong = { ...repository, password: 'not the password' };
    const outcome = await here.attempt(wrong, good);
    expect(outcome).toMatchObject({ ok: false, fault: { reason: 'tool-failed' } });
    expect(outcome.fault?.said).toMatch(/wrong password/);
    expect(outcome.fault?.said).not.toContain('not the password');
  });

  it('that a killed process left half done is taken away by the next', async () => {
    const dead = Number(toolRun(['sh', '-c', 'echo $$']));
    mkdirSync(here.at(`scratch/fangzhou-drill-${dead}-1-1/restored`), { recursive: true });
    writeFileSync(here.at('scratch/not-ours'), '');
    expect(await here.attempt(repository, good)).toMatchObject({ ok: true });
    expect(here.left()).toEqual(['not-ours']);
  });

  it('is never made where the room is too small for what will come', async () => {
    const huge = { ...good, sourceBytes: 1e15 };
    const scratch = { folder: here.at('scratch'), mostBytes: 1e16, mostSeconds: 60 };
    expect(await here.attempt(repository, huge, { scratch })).toMatchObject({ fault: { reason: 'no-room' } });
  });
});

suiteNeeding(['borg'], 'a restore out of borg', () => {
  const here = stage();
  const env = {
    BORG_PASSPHRASE: secret,
    BORG_BASE_DIR: here.at('borg'),
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
  };
  const repository = settingsOf('borg', here.at('repo'), { password: secret });
  beforeAll(() => {
    toolRun(['borg', 'init', '-e', 'repokey', here.at('repo')], { env });
    toolRun(['borg', 'create', `${here.at('repo')}::set-2026-11-27`, '.'], { env, cwd: here.at('data') });
  }, 60_000);
  afterAll(here.remove);

  it('whole, and of a sample, is held to its manifest', async () => {
    const snapshot = snapshotOf('id', ['set-2026-11-27']);
    expect(await here.attempt(repository, snapshot)).toMatchObject({ ok: true, level: 4, restored: { files: 21 } });
    expect(await here.attempt(repository, snapshot, { sample: 3 })).toMatchObject({
      ok: true,
      level: 3,
      sampled: true,
    });
    expect(here.left()).toEqual([]);
  }, 60_000);

  it('by a declared command counts when the command says so, and fails in its words', async () => {
    const snapshot = snapshotOf('id', ['set-2026-11-27']);
    const proof = (...command: readonly string[]) => ({ proof: { kind: 'command' as const, command } });
    expect(await here.attempt(repository, snapshot, proof('/usr/bin/test', '-f', 'v1.txt'))).toMatchObject({
      ok: true,
      level: 5,
    });
    expect(await here.attempt(repository, snapshot, proof('/bin/sh', '-c', 'echo no ledger; exit 3'))).toMatchObject({
      ok: false,
      fault: { reason: 'command-failed', said: 'no ledger (exit code 3)' },
    });
  }, 60_000);
});

suiteNeeding(['postgres', 'setpriv'], 'a restore of a PostgreSQL dump', () => {
  const here = stage();
  const queries = [
    { sql: 'SELECT count(*) FROM voucher', expect: '300' },
    { sql: "SELECT sum(cents) > 0 FROM voucher WHERE office = 'rulin'", expect: 't' },
  ];
  const live = { database: 'postgres', user: 'postgres' };
  const proof: DataSetSettings['proof'] = { kind: 'postgresql', dump: 'ledger.dump', ...live, queries };
  const repository = settingsOf('manifest', here.at('dumps'), { password: undefined });
  let dump: Buffer;

  /** A real dump of a real database, by pg_dump. */
  beforeAll(async () => {
    mkdirSync(here.at('dumps'));
    const bin = join(realpathSync(toolPath('postgres')), '..');
    const isRoot = process.getuid?.() === 0;
    const as = isRoot ? ['setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--clear-groups'] : [];
    const server = mkdtempSync(join(tmpdir(), 'fz-live-'));
    if (isRoot) toolRun(['chown', 'postgres:postgres', server]);
    const options = `-c listen_addresses= -c unix_socket_directories=${server} -c fsync=off`;
    toolRun([...as, join(bin, 'initdb'), '-D', join(server, 'd'), '-A', 'trust', '-N', '-U', 'live'], { cwd: '/' });
    try {
      toolRun(
        [...as, join(bin, 'pg_ctl'), '-D', join(server, 'd'), '-w', '-l', join(server, 'log'), '-o', options, 'start'],
        { cwd: '/' },
      );
      const client = ['-h', server, '-U', 'live'];
      toolRun([
        join(bin, 'psql'),
        ...client,
        '-d',
        'postgres',
        '-c',
        "CREATE TABLE voucher (id serial PRIMARY KEY, office text, cents bigint); INSERT INTO voucher (office, cents) SELECT 'rulin', n * 100 FROM generate_series(1, 300) n",
      ]);
      toolRun([join(bin, 'pg_dump'), ...client, '-Fc', '-f', here.at('dumps/ledger.dump'), 'postgres']);
      toolRun([join(bin, 'pg_dump'), ...client, '-f', here.at('dumps/plain.sql'), 'postgres']);
    } finally {
      toolRun([...as, join(bin, 'pg_ctl'), '-D', join(server, 'd'), '-m', 'immediate', 'stop'], {
        cwd: '/',
        codes: [0, 1],
      });
      rmSync(server, { recursive: true, force: true });
    }
    dump = readFileSync(here.at('dumps/ledger.dump'));
  }, 120_000);
  afterAll(here.remove);

  it('loads into a throw-away server that answers as declared: level 5, and neither server nor file is left', async () => {
    const outcome = await here.attempt(repository, snapshotOf('ledger.dump'), { proof });
    expect(outcome.fault).toBeUndefined();
    expect(outcome).toMatchObject({ ok: true, level: 5, restored: { files: 1, bytes: dump.length } });
    expect(outcome.checks.map(({ said }) => said).slice(1)).toEqual(['300', 't']);
    expect(here.left()).toEqual([]);
    expect(toolRun(['ps', '-eo', 'args'])).not.toMatch(new RegExp(`fangzhou-drill-${process.pid}-`));
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`fangzhou-drill-${process.pid}-`))).toEqual([]);
  }, 120_000);

  it('as plain SQL loads as well, also where the scratch place itself may be entered', async () => {
    chmodSync(here.root, 0o711);
    const plain = { ...proof, dump: 'plain.sql' };
    const outcome = await here.attempt(repository, snapshotOf('plain.sql'), { proof: plain });
    expect(outcome.fault).toBeUndefined();
    expect(outcome).toMatchObject({ ok: true, level: 5 });
  }, 120_000);

  it('that is damaged fails, with the reason in the words of PostgreSQL', async () => {
    const { length } = dump;
    writeFileSync(here.at('dumps/ledger.dump'), dump.subarray(0, length - Math.floor(length / 4)));
    try {
      const outcome = await here.attempt(repository, snapshotOf('ledger.dump'), { proof });
      expect(outcome).toMatchObject({ ok: false, level: undefined, fault: { reason: 'load-failed' } });
      expect(outcome.fault?.said).toMatch(/pg_restore: error/);
    } finally {
      writeFileSync(here.at('dumps/ledger.dump'), dump);
    }
    expect(here.left()).toEqual([]);
  }, 120_000);
});
