import { stat } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { message, systemClock } from '../core/index.ts';
import { loadInventory } from '../inventory/index.ts';
import { keyFiles } from '../ledger/index.ts';
import { overridesOf, showMistakes, withStandIns } from './configuration.ts';
import { atMost, filled, readFlags, wholeNumber, wrongUsage } from './flags.ts';
import { lockKeys } from './own-backup/keys-box.ts';
import { ownBackupBounds } from './own-backup/limits.ts';
import { type BackupTarget, makeBackup } from './own-backup/make.ts';
import { resticPlace } from './own-backup/restic.ts';
import { writeOut } from './refused.ts';
import { firstLineOf } from './secret-file.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const flagsOfBackup = {
  to: { type: 'string' },
  'password-file': { type: 'string' },
  'keys-to': { type: 'string' },
  'passphrase-file': { type: 'string' },
  config: { type: 'string' },
  data: { type: 'string' },
  scratch: { type: 'string' },
  rate: { type: 'string' },
} as const;

/** `fangzhou backup --to FILE.fzb|restic:REPO`: everything that a Fangzhou keeps, also while it runs, checked after writing. */
export async function backup(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, flagsOfBackup);
  atMost(positionals, 0);
  const { env } = terminal;
  const target = await targetOf(flags.to, flags['password-file'], terminal.stop);
  const keysTo = filled('--keys-to', flags['keys-to']);
  if ((keysTo === undefined) !== (flags['passphrase-file'] === undefined)) throw wrongUsage('cli.own-backup.both');
  const passphrase =
    keysTo === undefined ? undefined : await firstLineOf(flags['passphrase-file'] ?? '', terminal.stop);
  const mebibytes =
    wholeNumber('--rate', flags.rate, { min: 1, max: 10_000 }) ?? ownBackupBounds.usualMebibytesPerSecond;
  const settingsFile = await settingsFileOf(flags.config ?? env.FANGZHOU_CONFIG);
  const settings = settingsFile === undefined ? undefined : await settingsOf(settingsFile, terminal);
  const dataFolder = overridesOf(flags, env).dataFolder ?? settings?.dataFolder;
  if (dataFolder === undefined) throw wrongUsage('cli.own-backup.data');
  // Behind whoever serves: it waits for the processor and the disk, they do not wait for it.
  setPriority(19);
  const startedMs = systemClock.monotonicMs();
  let saidMs = startedMs;
  const made = await makeBackup({
    dataFolder,
    settingsFile,
    elsewhere: settings?.elsewhere ?? {},
    keyFiles: settings?.keyFiles ?? new Map(),
    target,
    scratch: scratchOf(flags.scratch, target, dataFolder),
    bytesPerSecond: mebibytes * 1_048_576,
    version,
    clock: systemClock,
    signal: terminal.stop,
    onProgress(done, all) {
      const now = systemClock.monotonicMs();
      if (!terminal.interactive || now - saidMs < ownBackupBounds.progressEveryMs) return;
      saidMs = now;
      terminal.complain(message('cli.own-backup.progress', { done: inMebibytes(done), all: inMebibytes(all) }));
    },
  });
  const names = made.secrets.map(({ name }) => name);
  if (keysTo !== undefined && passphrase !== undefined)
    await writeOut(resolve(keysTo), lockKeys(made.secrets, passphrase), 0o600);
  const seconds = Math.round((systemClock.monotonicMs() - startedMs) / 100) / 10;
  const { where, files, bytes, ledger } = made;
  if (flags.json === true) {
    const keys = keysTo === undefined ? { written: false, leftOut: names } : { written: true, file: resolve(keysTo) };
    const head = ledger === undefined ? null : { ...ledger };
    terminal.json({
      ok: true,
      [target.kind === 'file' ? 'file' : 'snapshot']: where,
      files,
      bytes,
      ledger: head,
      keys,
      verified: true,
      seconds,
    });
    return 0;
  }
  const records = ledger?.size ?? 0;
  terminal.say(message('cli.own-backup.made', { where, files, mebibytes: inMebibytes(bytes), records, seconds }));
  if (keysTo === undefined) terminal.say(message('cli.own-backup.keys-left-out', { names: names.join(' ') }));
  else terminal.say(message('cli.own-backup.keys-written', { file: resolve(keysTo), count: names.length }));
  return 0;
}

async function targetOf(
  to: string | undefined,
  passwordFile: string | undefined,
  stop: AbortSignal,
): Promise<BackupTarget> {
  const place = filled('--to', to);
  if (place === undefined) throw wrongUsage('cli.own-backup.to');
  if (!place.startsWith('restic:')) return { kind: 'file', file: resolve(place) };
  const file = filled('--password-file', passwordFile);
  if (file === undefined) throw wrongUsage('cli.own-backup.password-file');
  return { kind: 'restic', place: await resticPlace(place, file, stop) };
}

/** Where the store's copy and the trial of the archive lie for a while. */
function scratchOf(flag: string | undefined, target: BackupTarget, dataFolder: string): string {
  if (filled('--scratch', flag) !== undefined) return resolve(flag ?? '');
  return join(target.kind === 'file' ? dirname(target.file) : dataFolder, '.fangzhou-backup');
}

async function settingsFileOf(config: string | undefined): Promise<string | undefined> {
  if (config === undefined || config === '') return undefined;
  const path = resolve(config);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw wrongUsage('cli.own-backup.config', { file: path });
  return found.isDirectory() ? join(path, 'fangzhou.yaml') : path;
}

/** What the settings say of folders; a broken configuration is told, and backed up all the same. */
async function settingsOf(settingsFile: string, terminal: Terminal) {
  const read = await loadInventory({ source: settingsFile, env: withStandIns(terminal.env).env });
  if (!read.ok) {
    showMistakes(read.mistakes, terminal, 10);
    return undefined;
  }
  const { dataFolder, ledger, profilesFolder } = read.value.settings;
  const ledgerFolder = join(dataFolder, 'ledger');
  const files = keyFiles({
    folder: ledgerFolder,
    logKeyFile: ledger.logKeyFile,
    collectorKeyFile: ledger.collectorKeyFile,
  });
  const names = Object.entries(files).flatMap(([role, file]) =>
    [file, `${file}.previous`].map(
      (each, index) => [`data/ledger/keys/${role}.key${index === 0 ? '' : '.previous'}`, each] as const,
    ),
  );
  const isOutside = (folder: string): boolean => {
    const path = relative(dirname(settingsFile), folder);
    return path.startsWith('..') || isAbsolute(path);
  };
  const { folder } = read.value;
  const inventory = isOutside(folder) ? { inventory: folder } : {};
  const profiles = profilesFolder !== undefined && isOutside(profilesFolder) ? { profiles: profilesFolder } : {};
  return { dataFolder, keyFiles: new Map(names), elsewhere: { ...inventory, ...profiles } };
}

function inMebibytes(bytes: number): number {
  return Math.round(bytes / 104_857.6) / 10;
}
