import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorText, message, systemClock, UserError } from '../core/index.ts';
import { atMost, filled, readFlags, wrongUsage } from './flags.ts';
import { unlockKeys } from './own-backup/keys-box.ts';
import { ownBackupBounds } from './own-backup/limits.ts';
import { openArchive } from './own-backup/make.ts';
import { putBack } from './own-backup/put-back.ts';
import { outOfRestic, resticPlace } from './own-backup/restic.ts';
import { firstLineOf } from './secret-file.ts';
import type { Terminal } from './terminal.ts';

const flagsOfRestore = {
  data: { type: 'string' },
  'config-to': { type: 'string' },
  'password-file': { type: 'string' },
  snapshot: { type: 'string' },
  'keys-from': { type: 'string' },
  'passphrase-file': { type: 'string' },
} as const;

/** `fangzhou restore FROM --data FOLDER`: puts a backup into an empty folder, after all of it has been checked. */
export async function restore(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, flagsOfRestore);
  atMost(positionals, 1);
  const [from] = positionals;
  if (from === undefined) throw wrongUsage('cli.own-backup.from');
  const data = filled('--data', flags.data ?? terminal.env.FANGZHOU_DATA);
  if (data === undefined) throw wrongUsage('cli.own-backup.into');
  const keysFrom = filled('--keys-from', flags['keys-from']);
  if ((keysFrom === undefined) !== (flags['passphrase-file'] === undefined)) throw wrongUsage('cli.own-backup.both');
  const kept =
    keysFrom === undefined
      ? []
      : unlockKeys(await keysText(keysFrom), await firstLineOf(flags['passphrase-file'] ?? '', terminal.stop));
  const configurationFolder = filled('--config-to', flags['config-to']);
  const done = await putBack({
    open: await opener(from, flags['password-file'], flags.snapshot, terminal.stop),
    dataFolder: resolve(data),
    configurationFolder: configurationFolder === undefined ? undefined : resolve(configurationFolder),
    kept,
    clock: systemClock,
  });
  const { header, files, bytes, ledger, dataFolder, missing } = done;
  if (flags.json === true) {
    terminal.json({
      ok: true,
      ...{ data: dataFolder, configuration: done.configurationFolder ?? null, madeAt: header.madeAt },
      ...{ version: header.version, files, bytes, ledger: ledger ?? null, missing },
    });
    return 0;
  }
  const mebibytes = Math.round(bytes / 104_857.6) / 10;
  const records = ledger?.size ?? 0;
  terminal.say(
    message('cli.own-backup.restored', { folder: dataFolder, madeAt: header.madeAt, files, mebibytes, records }),
  );
  if (done.configurationFolder === undefined) terminal.say(message('cli.own-backup.no-configuration'));
  else terminal.say(message('cli.own-backup.configuration-at', { folder: done.configurationFolder }));
  if (missing.length > 0) terminal.say(message('cli.own-backup.keys-missing', { names: missing.join(' ') }));
  return 0;
}

async function opener(
  from: string,
  passwordFile: string | undefined,
  snapshot: string | undefined,
  signal: AbortSignal,
): Promise<() => ReturnType<typeof openArchive>> {
  if (!from.startsWith('restic:')) {
    if (snapshot !== undefined) throw wrongUsage('cli.own-backup.snapshot', { value: snapshot });
    return () => openArchive(resolve(from));
  }
  const file = filled('--password-file', passwordFile);
  if (file === undefined) throw wrongUsage('cli.own-backup.password-file');
  const id = snapshot ?? 'latest';
  if (!/^(latest|[0-9a-f]{8,64})$/.test(id)) throw wrongUsage('cli.own-backup.snapshot', { value: id });
  const place = await resticPlace(from, file, signal);
  return () => outOfRestic(id, place, signal);
}

async function keysText(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    if (text.length <= 2 * ownBackupBounds.keysBytes) return text;
    throw new Error('too large');
  } catch (thrown) {
    const what = message('cli.own-backup.keys.unreadable', { file, reason: errorText(thrown) });
    throw new UserError(what, message('cli.own-backup.keys.wrong.remedy'), { exitCode: 2 });
  }
}
