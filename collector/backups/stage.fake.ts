import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { silentLog, systemClock } from '../../core/index.ts';
import type { RepositorySettings } from '../../inventory/index.ts';
import type { CatalogueDeps } from './deps.ts';
import { createCatalogueMemory } from './memory.ts';

export const password = 'correct horse';
export const hour = 3_600_000;
/** What a fiscal table looks like: it compresses well. */
export const table = (seed: number): string =>
  Array.from(
    { length: 400 },
    (_, row) => `2026-11-${(row % 28) + 1},${seed * 1000 + row},经常性支出,${row * 17}.00\n`,
  ).join('');

/** A repository's settings as a test needs them. */
export function settingsOf(
  tool: RepositorySettings['tool'],
  location: string,
  more: Partial<RepositorySettings> = {},
): RepositorySettings {
  return {
    id: 'jintan-backup',
    tool,
    access: { by: 'path' },
    location,
    password,
    sql: undefined,
    immutable: false,
    medium: 'disk',
    place: 'jintan',
    copies: [],
    ...more,
  };
}

/** What a reading needs, with the machine's clock and no memory. */
export function depsOf(more: Partial<CatalogueDeps> = {}): CatalogueDeps {
  const check = { structure: true, data: 'none' } as const;
  return { clock: systemClock, log: silentLog, check, memory: createCatalogueMemory(), ...more };
}

/** Runs a tool to its end and gives what it printed. @throws when it fails, unless its code is allowed. */
export function toolRun(
  argv: readonly string[],
  { env = {}, cwd, codes = [0] }: { env?: Record<string, string>; cwd?: string; codes?: readonly number[] } = {},
): string {
  const [file = '', ...args] = argv;
  const options = {
    env: { PATH: process.env.PATH ?? '', HOME: cwd ?? '/nonexistent', ...env },
    stdio: 'pipe' as const,
    timeout: 60_000,
  };
  try {
    return execFileSync(file, args, { ...options, ...(cwd === undefined ? {} : { cwd }) }).toString();
  } catch (thrown) {
    const { status, stdout } = thrown as { status?: number; stdout?: Buffer };
    if (status !== undefined && codes.includes(status)) return stdout?.toString() ?? '';
    throw thrown;
  }
}

/** Starts a tool that reads from a pipe nobody closes: it stays at work, with its lock, until it is killed. */
export function toolAtWork(argv: readonly string[], env: Record<string, string>): ChildProcess {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...env },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.write('begun\n');
  return child;
}

/** Kills by process id and waits until it is gone. */
export function killed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

/** Every file below a folder. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

export function removed(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
