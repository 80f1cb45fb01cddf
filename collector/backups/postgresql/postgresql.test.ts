import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeRepository } from '../../../audit/index.ts';
import { systemClock } from '../../../core/index.ts';
import type { RepositorySettings, SqlAccess } from '../../../inventory/index.ts';
import { suiteNeeding } from '../../../test/needs.ts';
import type { RestoreOutcome } from '../../restores/model.ts';
import { tryRestore } from '../../restores/try.ts';
import type { CheckWish } from '../deps.ts';
import { readInfo, readVerify, statusCodes } from '../pgbackrest/info.ts';
import { readRepository } from '../read.ts';
import { depsOf, filesBelow, removed, settingsOf, toolRun } from '../stage.fake.ts';
import { postgresqlTool, startServer, type TestServer } from './server.fake.ts';

const all: CheckWish = { structure: true, data: 'all' };

suiteNeeding(['psql', 'pgbackrest', 'root'], 'reading backups of a real PostgreSQL', () => {
  let server: TestServer;
  let config: string;
  let sql: SqlAccess;
  let identity: string;

  beforeAll(async () => {
    server = await startServer(
      (folder) =>
        `cp %p ${folder}/archive/%f && pgbackrest --config=${folder}/pgbackrest.conf --stanza=fiscal archive-push %p`,
    );
    const { folder, port } = server;
    config = join(folder, 'pgbackrest.conf');
    const log = join(folder, 'log');
    writeFileSync(
      config,
      `[global]\nrepo1-path=${folder}/repo\nrepo1-retention-full=2\nlog-path=${log}\nlock-path=${log}\nspool-path=${log}\nstart-fast=y\ncompress-level=1\nlog-level-console=off\n` +
        `[fiscal]\npg1-path=${folder}/data\npg1-port=${port}\npg1-socket-path=${folder}\npg1-user=postgres\n`,
    );
    sql = { port, user: 'postgres', password: '', database: 'postgres', tls: 'off', authority: undefined };
    identity = server.sql('select system_identifier from pg_control_system()').trim();
    const pgbackrest = (...args: readonly string[]) =>
      server.as('pgbackrest', `--config=${config}`, '--stanza=fiscal', ...args);
    pgbackrest('stanza-create');
    pgbackrest('--type=full', 'backup');
    server.as(
      postgresqlTool('pg_basebackup'),
      '-h',
      folder,
      '-p',
      String(port),
      '-U',
      'postgres',
      '-D',
      join(folder, 'base', 'fiscal-2026-11-27'),
      '-c',
      'fast',
    );
    server.as(
      postgresqlTool('pg_basebackup'),
      '-h',
      folder,
      '-p',
      String(port),
      '-U',
      'postgres',
      '-D',
      join(folder, 'base', 'fiscal-tar'),
      '-Ft',
      '-Z',
      '1',
      '-c',
      'fast',
    );
    for (let index = 0; index < 4; index++) server.sql(`create table t${index} (a int); select pg_switch_wal();`);
    const last = server.sql('select pg_walfile_name(pg_switch_wal())').trim();
    for (let tries = 0; tries < 100 && !readdirSync(join(folder, 'archive')).includes(last); tries++)
      await new Promise((wake) => setTimeout(wake, 50));
  }, 120_000);
  afterAll(() => server?.stop());

  function judge(
    settings: Partial<RepositorySettings>,
    tool: RepositorySettings['tool'],
    location: string,
    check: CheckWish,
  ) {
    return readRepository(settingsOf(tool, location, { password: undefined, ...settings }), depsOf({ check })).then(
      (reading) => ({
        reading,
        ...judgeRepository(reading, { expect: ['fiscal'], maxAgeSeconds: 3600 }, systemClock.now()),
      }),
    );
  }
  const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);
  let copies = 0;
  /** A copy of a folder of the stage, so that each test breaks its own. */
  function copy(name: 'repo' | 'base' | 'archive'): string {
    copies += 1;
    const to = join(server.folder, `${name}-${copies}`);
    toolRun(['cp', '-a', '--reflink=auto', join(server.folder, name), to]);
    return to;
  }

  describe('by pgBackRest', () => {
    const read = (repo?: string, check: CheckWish = all, stanza = 'fiscal') =>
      judge({ beside: repo ?? config }, 'pgbackrest', stanza, check);

    it('passes a good one, bytes verified, archive counted, and ties it to the database by its identifier', async () => {
      const { reading, verdict, dataSets, repository } = await read();
      expect({ verdict, repository }).toEqual({ verdict: 'pass', repository: { verdict: 'pass', reasons: [] } });
      expect(dataSets[0]?.bytes).toBeGreaterThan(10_000_000);
      expect(reading).toMatchObject({ listed: true, identity, encryption: 'none', findings: [] });
      expect(reading.checks.map(({ kind, ok }) => [kind, ok])).toEqual([
        ['structure', true],
        ['data', true],
      ]);
      expect(reading.wal?.timelines).toMatchObject([{ timeline: 1, missing: [] }]);
      expect(Math.abs((reading.wal?.lastArchivedAt ?? 0) - systemClock.now())).toBeLessThan(120_000);
    });

    it('finds the hole in the WAL that its verify calls ok', async () => {
      const repo = copy('repo');
      const segments = filesBelow(join(repo, 'archive'))
        .filter((path) => /[0-9A-F]{24}-[0-9a-f]{40}/.test(path))
        .sort();
      const hole = segments.at(-3) ?? '';
      unlinkSync(hole);
      const { repository, dataSets, verdict, reading } = await read(repo);
      expect(verdict).toBe('fail');
      expect(codes(repository.reasons)).toEqual(['wal-gap']);
      expect(repository.reasons[0]?.said).toBe(/[0-9A-F]{24}/.exec(hole)?.[0]);
      expect(reading.checks.find(({ kind }) => kind === 'data')?.ok).toBe(true);
      expect(dataSets[0]?.verdict).toBe('pass');
    });

    it('does not believe the exit code of verify: a changed file of a backup is damaged', async () => {
      const repo = copy('repo');
      const [largest = ''] = filesBelow(join(repo, 'backup'))
        .filter((path) => /\/base\/.*\.gz$/.test(path))
        .sort((a, b) => statSync(b).size - statSync(a).size);
      const bytes = readFileSync(largest);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff;
      writeFileSync(largest, bytes);
      const { repository, dataSets } = await read(repo);
      expect(codes(repository.reasons)).toContain('pack-damaged');
      expect(dataSets[0]).toMatchObject({ verdict: 'fail' });
    });

    it('calls an unknown stanza, a repository that vanished, and one whose archive is lost by their reasons', async () => {
      const none = { structure: true, data: 'none' } as const;
      expect(codes((await read(config, none, 'nobody')).repository.reasons)).toEqual(['missing']);
      const gone = await read(join(server.folder, 'no-repo'), none);
      expect(gone.reading.listed).toBe(false);
      expect(codes(gone.repository.reasons)).toEqual(['missing']);
      const repo = copy('repo');
      const late = filesBelow(join(repo, 'archive'))
        .filter((path) => /[0-9A-F]{24}-[0-9a-f]{40}/.test(path))
        .sort();
      for (const path of late.slice(0, -1)) unlinkSync(path);
      const tooLate = (await read(repo, none)).repository;
      expect(codes(tooLate.reasons)).toEqual(['wal-gap']);
      expect(tooLate.reasons[0]?.said).toMatch(/^[0-9A-F]{24} is not between/);
      removed(join(repo, 'archive'));
      expect((await read(repo, none)).repository.verdict).toBe('fail');
    });
  });

  describe('by base backups and archived WAL', () => {
    const read = (
      base: string,
      archive: string | undefined,
      check: CheckWish = all,
      more: Partial<RepositorySettings> = {},
    ) => judge({ beside: archive, ...more }, 'postgresql', base, check);

    it('passes a good one, plain and tar, with its WAL and the live server asked', async () => {
      const { reading, verdict, repository } = await read(
        join(server.folder, 'base'),
        join(server.folder, 'archive'),
        all,
        { sql },
      );
      expect({ verdict, repository }).toEqual({ verdict: 'pass', repository: { verdict: 'pass', reasons: [] } });
      expect(reading.snapshots.map(({ id }) => id).sort()).toEqual(['fiscal-2026-11-27', 'fiscal-tar']);
      expect(reading).toMatchObject({ identity, wal: { timelines: [{ timeline: 1, missing: [] }] } });
      expect(reading.snapshots[0]?.sourceBytes).toBeGreaterThan(10_000_000);
    });

    it('finds a hole in the archive, an archive that begins too late, and one that is not there', async () => {
      const hole = copy('archive');
      const segments = readdirSync(hole)
        .filter((name) => /^[0-9A-F]{24}$/.test(name))
        .sort();
      unlinkSync(join(hole, segments.at(-2) ?? ''));
      expect((await read(copy('base'), hole)).repository.reasons.map(({ code, said }) => [code, said])).toEqual([
        ['wal-gap', segments.at(-2)],
      ]);
      const late = copy('archive');
      for (const name of segments.slice(0, -1)) unlinkSync(join(late, name));
      expect(codes((await read(join(server.folder, 'base'), late)).repository.reasons)).toEqual(['wal-gap']);
      const none = await read(join(server.folder, 'base'), join(server.folder, 'no-archive'));
      expect(codes(none.repository.reasons)).toEqual(['wal-gap']);
    });

    it('tells a lost file, a flipped byte, a cut manifest and one that was changed', async () => {
      const backup = (base: string) => join(base, 'fiscal-2026-11-27');
      const lost = copy('base');
      unlinkSync(join(backup(lost), 'global', 'pg_control'));
      expect(codes((await read(lost, undefined)).repository.reasons)).toContain('pack-missing');
      const flipped = copy('base');
      const [file = ''] = filesBelow(join(backup(flipped), 'base')).filter((path) => statSync(path).size > 100_000);
      const bytes = readFileSync(file);
      bytes[5000] = (bytes[5000] ?? 0) ^ 0xff;
      writeFileSync(file, bytes);
      expect((await read(flipped, undefined, { structure: true, data: 'none' })).verdict).toBe('pass');
      const read2 = await read(flipped, undefined);
      expect(codes(read2.repository.reasons)).toEqual(['pack-damaged']);
      expect(read2.repository.reasons[0]?.said).toMatch(/checksum mismatch/);
      const cut = copy('base');
      truncateSync(join(backup(cut), 'backup_manifest'), 5_000);
      expect(codes((await read(cut, undefined)).repository.reasons)).toContain('incomplete');
      const changed = copy('base');
      const manifest = readFileSync(join(backup(changed), 'backup_manifest'), 'utf8');
      writeFileSync(join(backup(changed), 'backup_manifest'), manifest.replace(/"Checksum": "./, '"Checksum": "x'));
      expect(codes((await read(changed, undefined, { structure: true, data: 'none' })).repository.reasons)).toContain(
        'damaged',
      );
    }, 60_000);

    it('hears from the live server that archiving fails, and that it may not ask', async () => {
      const command = server.sql('show archive_command').trim().replaceAll("'", "''");
      server.sql("alter system set archive_command = 'false'");
      server.sql('select pg_reload_conf(), pg_sleep(0.3)');
      try {
        server.sql('create table failing (a int); select pg_switch_wal();');
        await expect
          .poll(
            async () =>
              codes(
                (await read(join(server.folder, 'base'), undefined, { structure: true, data: 'none' }, { sql }))
                  .repository.reasons,
              ),
            { timeout: 15_000 },
          )
          .toEqual(['archiver-failing']);
      } finally {
        server.sql(`alter system set archive_command = '${command}'`);
        server.sql('select pg_reload_conf()');
      }
      const stranger = await read(
        join(server.folder, 'base'),
        undefined,
        { structure: true, data: 'none' },
        { sql: { ...sql, database: 'nobody' } },
      );
      expect(stranger.repository.verdict).toBe('unknown');
      const closed = await read(
        join(server.folder, 'base'),
        undefined,
        { structure: true, data: 'none' },
        { sql: { ...sql, port: 1 } },
      );
      expect(codes(closed.repository.reasons)).toEqual(['unreachable']);
    }, 60_000);
  });

  describe('as restore drills', () => {
    const queries = [{ sql: "select count(*) from pg_class where relname ~ '^t[0-3]$'", expect: '4' }];
    const proof = { kind: 'postgresql', dump: undefined, database: 'postgres', user: 'postgres', queries } as const;
    async function attempt(
      tool: 'postgresql' | 'pgbackrest',
      { location, beside }: { readonly location: string; readonly beside: string | undefined },
      id: string,
    ): Promise<RestoreOutcome> {
      const scratch = { folder: join(server.folder, 'scratch'), mostBytes: 1e9, mostSeconds: 120 };
      const outcome = await tryRestore(
        {
          repository: settingsOf(tool, location, { beside, password: undefined }),
          snapshot: { id, tags: [], host: '', paths: [], startedAt: 0 },
          // A server starts from the whole: the wish for a sample changes nothing.
          ...{ proof, include: [], sample: 5, scratch },
        },
        { clock: systemClock, signal: new AbortController().signal },
      );
      expect(readdirSync(scratch.folder)).toEqual([]);
      expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`fangzhou-drill-${process.pid}-`))).toEqual([]);
      expect(toolRun(['ps', '-eo', 'args'])).not.toMatch(new RegExp(`fangzhou-drill-${process.pid}-`));
      return outcome;
    }
    const base = (archive: string | undefined, id = 'fiscal-2026-11-27') =>
      attempt('postgresql', { location: join(server.folder, 'base'), beside: archive }, id);
    const segmentsOf = (folder: string) =>
      filesBelow(folder)
        .filter((path) => /\/[0-9A-F]{24}(?:-[0-9a-f]{40}\.\w+)?$/.test(path))
        .sort();

    it('a server starts from a base backup (a tar), plays back the archive to its end, and answers as declared', async () => {
      const archive = copy('archive');
      // As an archiver that compresses leaves them.
      toolRun(['gzip', '-1', ...segmentsOf(archive)]);
      const outcome = await base(archive, 'fiscal-tar');
      expect(outcome.fault).toBeUndefined();
      expect(outcome).toMatchObject({ ok: true, level: 5, sampled: false });
      expect(outcome.checks).toMatchObject([{ what: 'recovery' }, { said: '4' }]);
      expect(Math.abs((outcome.dataAt ?? 0) - systemClock.now())).toBeLessThan(600_000);
    }, 60_000);

    it('without an archive it ends where the backup does: what came later is not there, and its answers say so', async () => {
      expect(await base(undefined)).toMatchObject({
        ok: false,
        fault: { reason: 'query-differs', said: expect.stringContaining('expected 4') as string },
      });
    }, 60_000);

    it('a hole in the archive fails by its name, and so does a segment that cannot be played back', async () => {
      const hole = copy('archive');
      const lost = segmentsOf(hole).at(-2) ?? '';
      unlinkSync(lost);
      expect(await base(hole)).toMatchObject({ fault: { reason: 'wal-hole', said: basename(lost) } });
      const broken = copy('archive');
      const zeros = segmentsOf(broken).at(-3) ?? '';
      writeFileSync(zeros, Buffer.alloc(statSync(zeros).size));
      const outcome = await base(broken);
      expect(outcome).toMatchObject({ ok: false, fault: { reason: 'recovery-short' } });
      expect(outcome.fault?.said).toContain(basename(segmentsOf(broken).at(-1) ?? '-'));
    }, 60_000);

    it('of pgBackRest does the same with its archive', async () => {
      const label = readdirSync(join(server.folder, 'repo', 'backup', 'fiscal')).find((name) =>
        /^\d{8}-\d{6}F$/.test(name),
      );
      const outcome = await attempt('pgbackrest', { location: 'fiscal', beside: config }, label ?? '');
      expect(outcome.fault).toBeUndefined();
      expect(outcome).toMatchObject({ ok: true, level: 5, checks: [{ what: 'recovery' }, { said: '4' }] });
    }, 60_000);

    it('a backup that is none, or of a version that is not installed, is told', async () => {
      const none = join(server.folder, 'none');
      mkdirSync(join(none, 'x'), { recursive: true });
      writeFileSync(join(none, 'x', 'ledger.dump'), 'x');
      expect(await attempt('postgresql', { location: none, beside: undefined }, 'x')).toMatchObject({
        fault: { reason: 'no-data-folder' },
      });
      const old = copy('base');
      writeFileSync(join(old, 'fiscal-2026-11-27', 'PG_VERSION'), '99\n');
      expect(await attempt('postgresql', { location: old, beside: undefined }, 'fiscal-2026-11-27')).toMatchObject({
        fault: { reason: 'server-missing', said: expect.stringContaining('postgresql-99') as string },
      });
    }, 60_000);
  });

  describe('by the catalogue of Bareos', () => {
    // The columns that are read, as Bareos' own scripts make them (core/src/cats/ddl/creates/postgresql.sql).
    const ddl = `create table version (versionid integer not null);
      insert into version values (2240);
      create table client (clientid serial primary key, name text not null unique);
      create table fileset (filesetid serial primary key, fileset text not null, md5 text not null, createtime timestamp not null);
      create table job (jobid serial primary key, job text not null, name text not null, type char(1) not null, level char(1) not null,
        clientid integer default 0, jobstatus char(1) not null, schedtime timestamp, starttime timestamp, endtime timestamp, realendtime timestamp,
        jobtdate bigint default 0, volsessionid integer default 0, volsessiontime integer default 0, jobfiles integer default 0,
        jobbytes bigint default 0, readbytes bigint default 0, joberrors integer default 0, jobmissingfiles integer default 0,
        poolid integer default 0, filesetid integer default 0, purgedfiles smallint default 0, hasbase smallint default 0, priorjobid integer default 0);
      insert into client (name) values ('zhixi-fd');
      insert into fileset (fileset, md5, createtime) values ('fiscal', 'x', now());
      insert into job (job, name, type, level, clientid, jobstatus, starttime, endtime, realendtime, jobfiles, jobbytes, joberrors, filesetid) values
        ('a.1', 'fiscal', 'B', 'F', 1, 'T', now()::timestamp - interval '50 min', now(), now()::timestamp - interval '40 min', 10, 1000, 0, 1),
        ('a.2', 'fiscal', 'B', 'I', 1, 'T', now()::timestamp - interval '20 min', now(), now()::timestamp - interval '19 min', 2, 50, 0, 1),
        ('r.1', 'restore', 'R', 'F', 1, 'T', now(), now(), now(), 1, 1, 0, 1);`;
    const read = () =>
      judge({ sql: { ...sql, database: 'bareos' }, sqlHost: '127.0.0.1' }, 'bareos', 'director', {
        structure: true,
        data: 'none',
      });
    const inBareos = (text: string) =>
      server.as(
        'psql',
        '-h',
        server.folder,
        '-p',
        String(server.port),
        '-U',
        'postgres',
        '-d',
        'bareos',
        '-qAtX',
        '-v',
        'ON_ERROR_STOP=1',
        '-c',
        text,
      );

    it('reads its jobs in the right hour, and what the letters of their states say', async () => {
      server.sql('create database bareos');
      inBareos(ddl);
      const { reading, verdict, dataSets } = await read();
      expect(verdict).toBe('pass');
      expect(Math.abs((dataSets[0]?.ageSeconds ?? 0) - 1200)).toBeLessThan(120);
      expect(reading.snapshots).toMatchObject([
        { id: '2', tags: ['fiscal', 'zhixi-fd'], addedBytes: 50 },
        { id: '1', sourceBytes: 1000, files: 10, paths: ['fiscal'] },
      ]);
      inBareos(
        "insert into job (job, name, type, level, clientid, jobstatus, starttime, joberrors) values ('a.3', 'fiscal', 'B', 'I', 1, 'f', now(), 3)",
      );
      const failed = await read();
      expect(failed.verdict).toBe('fail');
      expect(failed.repository.reasons).toMatchObject([
        { code: 'incomplete', said: 'job 4 fiscal: JobStatus f, JobErrors 3' },
      ]);
      inBareos(
        "insert into job (job, name, type, level, clientid, jobstatus, starttime) values ('a.4', 'fiscal', 'B', 'I', 1, 'W', now())",
      );
      expect(codes((await read()).dataSets[0]?.reasons ?? [])).toContain('partial');
      inBareos(
        "insert into job (job, name, type, level, clientid, jobstatus, starttime) values ('a.5', 'fiscal', 'B', 'I', 1, '?', now())",
      );
      expect(codes((await read()).repository.reasons)).toContain('unknown-code');
      // The account that looks here owns everything; one that can only read says so too.
      expect((await read()).reading.rights).toMatchObject({ mayWrite: true, said: expect.stringContaining('DELETE') });
      inBareos('create role audit login; grant select on all tables in schema public to audit');
      const audit = { ...sql, database: 'bareos', user: 'audit' };
      const more = { sql: audit, sqlHost: '127.0.0.1' };
      const none = { structure: true, data: 'none' } as const;
      expect((await judge(more, 'bareos', 'director', none)).reading.rights).toEqual({
        ...{ mayWrite: false, said: 'job: SELECT' },
      });
      inBareos('alter table job rename column jobstatus to state');
      expect(codes((await read()).repository.reasons)).toEqual(['malformed']);
    });
  });
});

describe('what pgBackRest prints', () => {
  const stanza = (status: object, backup: object[] = []) =>
    JSON.stringify([{ name: 'fiscal', status, backup, db: [{ 'system-id': 1 }] }]);

  it('takes each documented status for its reason, and an unknown one for unknown', () => {
    for (const [code, { reason, weight }] of Object.entries(statusCodes)) {
      expect(readInfo(stanza({ code: Number(code), message: 'm' }), 'fiscal')?.findings).toMatchObject([
        { reason, weight },
      ]);
    }
    expect(readInfo(stanza({ code: 77, message: 'm' }), 'fiscal')?.findings).toMatchObject([
      { reason: 'unknown-code', weight: 'unknown' },
    ]);
  });

  it('takes [] for a repository that is not there, page checksum errors for what they are, and keeps 64 bits of an identifier', () => {
    expect(readInfo('[]', 'fiscal')?.findings).toMatchObject([{ reason: 'missing', weight: 'fail' }]);
    const backup = {
      label: '20261127-091736F',
      type: 'full',
      error: true,
      timestamp: { start: 1, stop: 2 },
      info: { size: 1, delta: 1, repository: { delta: 1 } },
    };
    const text = stanza({ code: 0, message: 'ok' }, [backup]).replace(
      '"system-id":1',
      '"system-id":7711556174034374627',
    );
    expect(readInfo(text, 'fiscal')).toMatchObject({
      identity: '7711556174034374627',
      findings: [{ reason: 'page-checksum', weight: 'fail', snapshotId: '20261127-091736F' }],
    });
    expect(readInfo('no json', 'fiscal')).toBeUndefined();
  });

  it('reads the words of verify, not its code', () => {
    const said = `stanza: fiscal\nstatus: error\n  archiveId: 15-1, total WAL checked: 4, total valid WAL: 4\n    missing: 0, checksum invalid: 0, size invalid: 0, other: 0\n  backup: 20261124-021629F, status: invalid, total files checked: 965, total valid files: 964\n    missing: 0, checksum invalid: 1, size invalid: 0, other: 0\n`;
    expect(readVerify(said)).toMatchObject({
      ok: false,
      findings: [{ reason: 'pack-damaged', snapshotId: '20261124-021629F' }],
    });
    expect(readVerify('stanza: fiscal\nstatus: ok\n')).toEqual({ ok: true, findings: [] });
    expect(readVerify('')).toMatchObject({ ok: undefined, findings: [{ reason: 'malformed', weight: 'unknown' }] });
  });
});
