/** An archive goes into a restic repository as one stream, and comes out of it as one: nothing is written in between. */
import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { message, UserError } from '../../core/index.ts';
import { firstLineOf } from '../secret-file.ts';
import { archiveName, ownBackupBounds } from './limits.ts';

export interface ResticPlace {
  readonly repository: string;
  readonly password: string;
}

const tag = 'fangzhou-own-data';

/** What `restic:REPO` and a file with its password mean. The file is read once: it may be a pipe, and restic is started more than once. */
export async function resticPlace(to: string, passwordFile: string, stop: AbortSignal): Promise<ResticPlace> {
  // As restic itself does with what it reads from a file.
  const password = (await firstLineOf(passwordFile, stop)).trim();
  return { repository: to.slice('restic:'.length), password };
}

/** Puts the archive into the repository and gives its snapshot's id. @throws UserError with restic's own words. */
export async function intoRestic(stream: Readable, place: ResticPlace, signal: AbortSignal): Promise<string> {
  const child = start(place, ['backup', '--json', '--stdin', '--stdin-filename', archiveName, '--tag', tag], 'pipe');
  const ended = endOf(child, signal);
  let out = '';
  child.stdout?.on('data', (text: Buffer) => {
    // Progress lines: the last ones hold the summary.
    out = (out + text.toString()).slice(-ownBackupBounds.headerBytes);
  });
  try {
    if (child.stdin === null) throw new Error('no pipe');
    await pipeline(stream, child.stdin);
  } catch (error) {
    // Half of a stream must not become a snapshot.
    child.kill('SIGKILL');
    const said = await ended.catch((thrown: unknown) => thrown);
    throw said instanceof UserError && (error as NodeJS.ErrnoException).code === 'EPIPE' ? said : error;
  }
  await ended;
  const id = /"snapshot_id":"([0-9a-f]{8,64})"/.exec(out)?.[1];
  if (id === undefined) throw failed('no snapshot');
  return id;
}

/** The archive of a snapshot as a stream; it fails where restic does. */
export function outOfRestic(snapshot: string, place: ResticPlace, signal: AbortSignal): Readable {
  const latest = snapshot === 'latest' ? ['--tag', tag] : [];
  const child = start(place, ['dump', ...latest, snapshot, `/${archiveName}`], 'ignore');
  // The end of its output says nothing: the archive ends when restic says that all was well.
  const out = new PassThrough();
  child.stdout?.pipe(out, { end: false });
  out.once('close', () => child.kill('SIGTERM'));
  endOf(child, signal).then(
    () => out.end(),
    (error: Error) => out.destroy(error),
  );
  return out;
}

function start({ repository, password }: ResticPlace, args: readonly string[], stdin: 'pipe' | 'ignore') {
  const argv = ['--repo', repository, '--no-cache', ...args];
  // stdin is the archive's way; of its environment nobody reads but the same user and root.
  const { RESTIC_PASSWORD_FILE: _file, RESTIC_PASSWORD_COMMAND: _command, ...env } = process.env;
  return spawn('restic', argv, { stdio: [stdin, 'pipe', 'pipe'], env: { ...env, RESTIC_PASSWORD: password } });
}

function endOf(child: ChildProcess, signal: AbortSignal): Promise<void> {
  let err = '';
  child.stderr?.on('data', (text: Buffer) => {
    if (err.length < ownBackupBounds.headerBytes) err += text.toString();
  });
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? failed('restic is not installed') : failed(error.message));
    });
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else reject(failed(err.trim() === '' ? `exit code ${code ?? 'none'}` : err.trim()));
    });
  });
}

function failed(said: string): UserError {
  return new UserError(
    message('cli.own-backup.restic', { said: said.replace(/\s+/g, ' ').slice(0, ownBackupBounds.saidCharacters) }),
    message('cli.own-backup.restic.remedy'),
  );
}
