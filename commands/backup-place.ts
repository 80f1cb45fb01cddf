import { resolve } from 'node:path';
import { message, UserError } from '../core/index.ts';
import type { RepositoryAccess, RepositorySettings } from '../inventory/index.ts';
import { filled, wrongUsage } from './flags.ts';
import { firstLineOf } from './secret-file.ts';
import type { Terminal } from './terminal.ts';

/** Flags that say where a repository lies and how it is opened; `backup-audit` and `backup-agent` share them. */
export const placeFlags = {
  'password-file': { type: 'string' },
  'read-data': { type: 'boolean' },
  config: { type: 'string' },
  repo: { type: 'string' },
  archive: { type: 'string' },
  ssh: { type: 'string' },
  identity: { type: 'string' },
  'known-hosts': { type: 'string' },
} as const;

export interface PlaceFlags {
  readonly 'password-file'?: string | undefined;
  readonly config?: string | undefined;
  readonly repo?: string | undefined;
  readonly archive?: string | undefined;
  readonly ssh?: string | undefined;
  readonly identity?: string | undefined;
  readonly 'known-hosts'?: string | undefined;
}

const tools = ['restic', 'borg', 'pgbackrest', 'postgresql', 'manifest'] as const;
type Tool = (typeof tools)[number];

/** The repository that `TOOL:PLACE` and the flags mean. @throws UserError with exit code 2 for what does not fit. */
export async function repositoryOf(
  target: string | undefined,
  flags: PlaceFlags,
  id: string,
  terminal: Pick<Terminal, 'env' | 'stop'>,
): Promise<RepositorySettings> {
  if (target === undefined) throw wrongUsage('cli.backup.missing');
  const [, name, place] = /^([a-z]+):(.+)$/s.exec(target) ?? [];
  const tool = tools.find((each) => each === name);
  if (tool === undefined || place === undefined) throw wrongUsage('cli.backup.target', { target });
  const access = accessOf(flags);
  const isHere = access.by === 'path';
  // restic's other places (rest:, sftp:) are no paths of this machine.
  const at = (path: string): string =>
    isHere && !(tool === 'restic' && /^[a-z][a-z\d]+:/.test(path)) ? resolve(path) : path;
  const belongs: Readonly<Record<'config' | 'repo' | 'archive', Tool>> = {
    config: 'pgbackrest',
    repo: 'pgbackrest',
    archive: 'postgresql',
  };
  for (const flag of ['config', 'repo', 'archive'] as const) {
    if (filled(`--${flag}`, flags[flag]) !== undefined && belongs[flag] !== tool) {
      throw wrongUsage('cli.backup.flag', { flag: `--${flag}`, tool });
    }
  }
  const beside = flags.config ?? flags.repo ?? flags.archive;
  return {
    id,
    tool,
    access,
    location: tool === 'pgbackrest' ? place : at(place),
    beside: beside === undefined ? undefined : at(beside),
    password: await passwordOf(tool, flags['password-file'], terminal),
    sql: undefined,
    immutable: false,
    medium: '',
    place: '',
    copies: [],
  };
}

function accessOf({ ssh, identity, 'known-hosts': knownHosts }: PlaceFlags): RepositoryAccess {
  if (ssh === undefined) {
    if (identity !== undefined || knownHosts !== undefined) throw wrongUsage('cli.backup.ssh', { value: '' });
    return { by: 'path' };
  }
  const [, user, host, port = '22'] = /^([\w.-]+)@([\w.:-]+?|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i.exec(ssh) ?? [];
  if (user === undefined || host === undefined || host.startsWith('-') || !identity || !knownHosts)
    throw wrongUsage('cli.backup.ssh', { value: ssh });
  return {
    by: 'ssh',
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port),
    user,
    identityFile: resolve(identity),
    knownHostsFile: resolve(knownHosts),
  };
}

/** The first line of the password file, or what the tool's own variables say; restic has no repository without one. */
async function passwordOf(
  tool: Tool,
  file: string | undefined,
  { env, stop }: Pick<Terminal, 'env' | 'stop'>,
): Promise<string | undefined> {
  const named = filled('--password-file', file) ?? (tool === 'restic' ? env.RESTIC_PASSWORD_FILE : undefined);
  let password = tool === 'restic' ? env.RESTIC_PASSWORD : tool === 'borg' ? env.BORG_PASSPHRASE : undefined;
  if (named !== undefined) password = await firstLineOf(named, stop);
  // As restic itself does with what it reads from a file.
  if (tool === 'restic') password = password?.trim();
  if (tool === 'restic' && !password) {
    throw named === undefined
      ? wrongUsage('cli.backup.password', { tool })
      : new UserError(message('cli.backup.password.empty', { file: named }), message('cli.backup.password.remedy'), {
          exitCode: 2,
        });
  }
  return password;
}
