import { dirname, resolve } from 'node:path';
import type { RepositoryAccess, RepositorySettings } from '../backup-settings.ts';
import { type BackupReading, isId } from './backup-references.ts';
import type { Section } from './section.ts';
import { readSqlAccess } from './sql-access.ts';

const tools = ['restic', 'borg', 'pgbackrest', 'postgresql', 'manifest', 'bareos'] as const;
/** These ask for a password; of the others one would be passed over silently. */
const withPassword: readonly string[] = ['restic', 'borg'];
const withSql: readonly string[] = ['postgresql', 'bareos'];
const mostRepositories = 1_000;
const usualPort = { postgresql: 5432, bareos: 5432 } as const;

/** Reads `backups.repositories`; copies that nobody declares are mistakes. */
export async function readRepositories(
  section: Section,
  reading: BackupReading,
): Promise<ReadonlyMap<string, RepositorySettings>> {
  const found = new Map<string, RepositorySettings>();
  const copied: { readonly section: Section; readonly of: string; readonly to: string }[] = [];
  for (const one of section.sections('repositories')) {
    const repository = await readRepository(one, reading);
    if (repository.id === '') continue;
    if (found.has(repository.id)) one.wrong('id', 'backup-twice', { value: repository.id });
    found.set(repository.id, repository);
    for (const to of repository.copies) copied.push({ section: one, of: repository.id, to });
  }
  for (const { section: one, of, to } of copied) {
    if (to === of || !found.has(to)) one.wrong('copies', 'backup-copy', { value: to });
  }
  if (found.size > mostRepositories) section.wrong('repositories', 'backup-too-many', { most: mostRepositories });
  const holdCopies = new Set(copied.map(({ to }) => to));
  for (const one of section.sections('repositories')) {
    const id = one.has('id') ? (one.optionalText('id') ?? '') : '';
    if (id === '' || holdCopies.has(id)) continue;
    reading.references.push({ place: one.place('id'), field: one.name('id'), noun: 'repository', value: id });
  }
  return found;
}

async function readRepository(section: Section, { secrets, file }: BackupReading): Promise<RepositorySettings> {
  const id = section.text('id') ?? '';
  if (id !== '' && !isId(id)) section.wrong('id', 'backup-id', { value: id });
  const tool =
    (section.has('tool') ? section.oneOf('tool', tools) : section.wrong('tool', 'yaml-key-missing')) ?? 'restic';
  const location = section.text('location') ?? '';
  // `sftp:user:word@host` or `rest:https://user:word@host`: a secret in a place that is shown.
  if (/:[^/@\s]+@/.test(location)) section.wrong('location', 'backup-secret');
  const access = readAccess(section.section('access'), file);
  if (section.has('password') && !withPassword.includes(tool))
    section.wrong('password', 'backup-no-password', { tool });
  const password =
    section.has('password') || (withPassword.includes(tool) && access.by !== 'agent')
      ? await secrets.read(section, 'password', 1)
      : undefined;
  if (section.has('sql') && !withSql.includes(tool)) section.wrong('sql', 'backup-no-sql', { tool });
  if (tool === 'bareos' && access.by !== 'agent' && !section.has('sql')) section.wrong('sql', 'yaml-key-missing');
  const port = usualPort[tool as keyof typeof usualPort] ?? 5432;
  const sql = section.has('sql') ? await readSqlAccess(section.section('sql'), { secrets, file, port }) : undefined;
  const beside = section.optionalText('beside');
  const sqlHost = section.optionalText('sql_host');
  const repository: RepositorySettings = {
    id,
    tool,
    access,
    location: isPath(tool, location) && access.by === 'path' ? resolve(dirname(file), location) : location,
    // A manifest's own name is taken below the location, the others are files of this machine.
    beside:
      beside === undefined || tool === 'manifest' || access.by !== 'path' ? beside : resolve(dirname(file), beside),
    password,
    sql,
    sqlHost,
    immutable: section.has('immutable') && section.oneOf('immutable', ['true', 'false']) === 'true',
    medium: section.optionalText('medium') ?? '',
    place: section.optionalText('place') ?? '',
    copies: (section.list('copies') ?? []).map(({ text }) => text),
  };
  section.finish();
  return repository;
}

/** A folder of this machine, and neither a stanza, a database nor a URL. */
function isPath(tool: string, location: string): boolean {
  return location !== '' && tool !== 'pgbackrest' && tool !== 'bareos' && !/^[a-z0-9]+:/i.test(location);
}

function readAccess(section: Section, file: string): RepositoryAccess {
  const by = section.oneOf('by', ['path', 'ssh', 'agent']) ?? 'path';
  const path = (key: string): string => {
    const text = section.text(key);
    return text === undefined ? '' : resolve(dirname(file), text);
  };
  const access = accessOf(by, section, path);
  section.finish();
  return access;
}

function accessOf(by: RepositoryAccess['by'], section: Section, path: (key: string) => string): RepositoryAccess {
  switch (by) {
    case 'path':
      return { by };
    case 'ssh': {
      const host = section.text('host') ?? '';
      const user = section.text('user') ?? '';
      // Neither may begin with a hyphen: ssh would take it for an option.
      if (host !== '' && !/^[A-Za-z0-9:][A-Za-z0-9.:_-]*$/.test(host))
        section.wrong('host', 'backup-host', { value: host });
      if (user !== '' && !/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(user))
        section.wrong('user', 'backup-host', { value: user });
      return {
        by,
        host,
        port: section.number('port', { otherwise: 22, min: 1, max: 65_535, whole: true }),
        user,
        identityFile: path('identity_file'),
        knownHostsFile: path('known_hosts_file'),
      };
    }
    case 'agent': {
      const key = section.text('key') ?? '';
      return { by, folder: path('folder'), key };
    }
  }
}
