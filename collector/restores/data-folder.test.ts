import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { localTools } from '../backups/access/run-tool.ts';
import { toolRun } from '../backups/stage.fake.ts';
import { bringDataFolder } from './data-folder.ts';

let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);
const bring = () =>
  bringDataFolder({ restored: at('restored'), to: at('own', 'data'), run: localTools(systemClock), mostMs: 10_000 });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fz-data-folder-'));
  mkdirSync(at('restored', 'srv', 'base', 'global'), { recursive: true });
  mkdirSync(at('own'));
  mkdirSync(at('elsewhere', 'PG_15'), { recursive: true });
  writeFileSync(at('elsewhere', 'PG_15', 'rows'), 'rows');
  writeFileSync(at('restored', 'srv', 'base', 'PG_VERSION'), '15\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('tablespaces and links that lead out of the scratch place are brought into it: nothing is written behind them', async () => {
  const base = at('restored', 'srv', 'base');
  mkdirSync(join(base, 'pg_tblspc'));
  symlinkSync(at('elsewhere'), join(base, 'pg_tblspc', '16384'));
  symlinkSync(at('elsewhere'), join(base, 'pg_wal'));
  await bring();
  const link = readlinkSync(at('own', 'data', 'pg_tblspc', '16384'));
  expect(link.startsWith(at('own'))).toBe(true);
  expect(readFileSync(join(link, 'PG_15', 'rows'), 'utf8')).toBe('rows');
  expect(readdirSync(at('own', 'data', 'pg_wal'))).toEqual([]);
  expect(readdirSync(at('elsewhere'))).toEqual(['PG_15']);
});

it('what the old server was told is gone: it archives nothing, follows nobody and loads nothing', async () => {
  const base = at('restored', 'srv', 'base');
  writeFileSync(join(base, 'postgresql.auto.conf'), "archive_command = 'cp %p /srv/archive/%f'\n");
  writeFileSync(join(base, 'standby.signal'), '');
  writeFileSync(join(base, 'postmaster.pid'), '1\n');
  await bring();
  expect(readFileSync(at('own', 'data', 'postgresql.auto.conf'), 'utf8')).toBe('');
  expect(['standby.signal', 'postmaster.pid'].filter((name) => existsSync(at('own', 'data', name)))).toEqual([]);
});

it('a tar is unpacked with its tablespaces, and its map is changed to where they lie now', async () => {
  rmSync(at('restored', 'srv'), { recursive: true });
  mkdirSync(at('tar', 'global'), { recursive: true });
  writeFileSync(at('tar', 'PG_VERSION'), '15\n');
  writeFileSync(at('tar', 'tablespace_map'), '16384 /srv/fast disk\n');
  toolRun(['tar', '-czf', at('restored', 'base.tar.gz'), '-C', at('tar'), '.']);
  toolRun(['tar', '-cf', at('restored', '16384.tar'), '-C', at('elsewhere'), '.']);
  toolRun(['tar', '-cf', at('restored', 'pg_wal.tar'), '-C', at('elsewhere', 'PG_15'), 'rows']);
  await bring();
  const [, place = ''] = /^16384 (.*)\n$/.exec(readFileSync(at('own', 'data', 'tablespace_map'), 'utf8')) ?? [];
  expect(place.startsWith(at('own'))).toBe(true);
  expect(readFileSync(join(place, 'PG_15', 'rows'), 'utf8')).toBe('rows');
  expect(readdirSync(at('own', 'data', 'pg_wal'))).toEqual(['rows']);
});

it('a tablespace that is not in the backup, and a folder that is no data folder, are told', async () => {
  mkdirSync(at('restored', 'srv', 'base', 'pg_tblspc'));
  symlinkSync(at('nowhere'), at('restored', 'srv', 'base', 'pg_tblspc', '16385'));
  await expect(bring()).rejects.toMatchObject({
    fault: { reason: 'file-missing', said: expect.stringContaining('16385') },
  });
  rmSync(at('restored'), { recursive: true });
  rmSync(at('own', 'data-tablespaces'), { recursive: true });
  mkdirSync(at('restored', 'empty'), { recursive: true });
  await expect(bring()).rejects.toMatchObject({ fault: { reason: 'no-data-folder' } });
});
