/** Runs a declared command on a host by the `ssh` program, bounded in time and in what is kept of its answer. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { type CommandOutput, pairDrillLimits } from '../../audit/index.ts';
import { type Clock, type Message, message } from '../../core/index.ts';
import type { DrillCommand } from '../../inventory/index.ts';

/** From the request to end to the kill. */
const graceMs = 3_000;
/** For the rest of the output after the program has ended. */
const lingerMs = 500;
const connectSeconds = 10;

/**
 * Arguments of ssh for a declared command. Nobody is asked anything, only the named key and the named host keys count, no
 * configuration of the user's or the machine's is read, nothing is forwarded; the command is one argument after the host.
 */
export function sshArguments(
  { port, user, keyFile, knownHostsFile, command }: DrillCommand,
  host: string,
): readonly string[] {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${quoted(knownHostsFile)}`,
    'GlobalKnownHostsFile=/dev/null',
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    'PasswordAuthentication=no',
    'KbdInteractiveAuthentication=no',
    'ClearAllForwardings=yes',
    'RequestTTY=no',
    'LogLevel=ERROR',
    `ConnectTimeout=${connectSeconds}`,
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
  ];
  const said = options.flatMap((option) => ['-o', option]);
  return ['-F', '/dev/null', ...said, '-i', keyFile, '-p', String(port), '-l', user, '-T', '--', host, command];
}

/** A path as ssh reads it in an option: spaces would part it. */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The mode of a file that who runs Fangzhou may read; undefined where it is none, or may not be read. */
function modeOf(path: string): number | undefined {
  try {
    accessSync(path, constants.R_OK);
    const stat = statSync(path);
    return stat.isFile() ? stat.mode : undefined;
  } catch {
    return undefined;
  }
}

/** Why ssh would refuse before it connects: a key that it cannot read or that others can (ssh takes none such), unknown host keys. */
export function sshObstacle({ name, keyFile, knownHostsFile }: DrillCommand): Message | undefined {
  const no = (why: string, path: string) => message(`drill.would.${why}`, { command: name, path });
  const mode = modeOf(keyFile);
  if (mode === undefined) return no('key-unreadable', keyFile);
  if ((mode & 0o077) !== 0) return no('key-open', keyFile);
  return modeOf(knownHostsFile) === undefined ? no('hosts-unreadable', knownHostsFile) : undefined;
}

/**
 * Runs it; resolves with what it said when it has ended, was stopped, or took longer than declared: then the exit code is
 * undefined. What ssh itself finds wrong (255) stands in the text. Never rejects.
 */
export function runOverSsh(options: {
  readonly command: DrillCommand;
  readonly host: string;
  readonly stop: AbortSignal;
  readonly clock: Clock;
  /** The program; `ssh` by the path where it is not given. */
  readonly program?: string;
}): Promise<CommandOutput> {
  const { command, host, stop, clock, program = 'ssh' } = options;
  const { name, deviceId, timeoutSeconds } = command;
  return new Promise((resolve) => {
    let text = '';
    let cut = false;
    const take = (more: string): void => {
      const room = pairDrillLimits.outputCharacters - text.length;
      if (more.length > room) cut = true;
      if (room > 0) text += more.slice(0, room);
    };
    const child = spawn(program, [...sshArguments(command, host)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // No agent, no settings by environment: what is declared is all.
      env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', LC_ALL: 'C.UTF-8' },
    });
    const end = (): void => {
      child.kill('SIGTERM');
      cancelKill = clock.after(graceMs, () => child.kill('SIGKILL'));
    };
    let cancelKill = (): void => {};
    let cancelLinger = (): void => {};
    let stopped = false;
    const halt = (): void => {
      stopped = true;
      end();
    };
    const cancelTimeout = clock.after(timeoutSeconds * 1000, halt);
    if (stop.aborted) halt();
    stop.addEventListener('abort', halt, { once: true });
    let settled = false;
    const settle = (exitCode: number | undefined): void => {
      if (settled) return;
      settled = true;
      cancelTimeout();
      cancelKill();
      cancelLinger();
      stop.removeEventListener('abort', halt);
      resolve({ command: name, deviceId, exitCode, text: printable(text), cut });
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', take);
    child.on('error', (thrown) => {
      take(thrown.message);
      settle(undefined);
    });
    const exited = (code: number | null): void => settle(stopped ? undefined : (code ?? undefined));
    child.on('close', exited);
    // What it left behind may hold the pipes open for ever.
    child.on('exit', (code) => {
      cancelLinger = clock.after(lingerMs, () => {
        exited(code);
        child.stdout.destroy();
        child.stderr.destroy();
      });
    });
  });
}

/** Evidence for people: lines stay, other control characters and broken halves do not. */
function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]/gu, '\ufffd')
    .trimEnd();
}
