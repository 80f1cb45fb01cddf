import { forgetPassword } from '../api/index.ts';
import { message, silentLog, systemClock, UserError } from '../core/index.ts';
import { hasDatabase, openStore } from '../store/index.ts';
import { overridesOf } from './configuration.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

const dayMs = 86_400_000;

/** `fangzhou password --data FOLDER`: who forgot the password gets a new one-time one at the next start. */
export async function password(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, { data: { type: 'string' } });
  atMost(positionals, 0);
  const { dataFolder } = overridesOf(flags, terminal.env);
  if (dataFolder === undefined) throw wrongUsage('cli.password.data');
  if (!(await hasDatabase(dataFolder))) {
    const what = message('cli.password.no-database', { folder: dataFolder });
    throw new UserError(what, message('cli.password.no-database.remedy'));
  }
  // Opened without series and long before anything is old enough to be dropped: only the users are touched.
  const store = await openStore({
    folder: dataFolder,
    kinds: [],
    clock: systemClock,
    log: silentLog,
    writeIntervalMs: 1_000,
    retention: { rawMs: 9_000 * dayMs, fiveMinuteMs: 9_500 * dayMs, hourMs: 10_000 * dayMs, eventMs: 10_000 * dayMs },
  });
  try {
    await forgetPassword(store);
  } finally {
    await store.close();
  }
  if (flags.json === true) terminal.json({ ok: true });
  else terminal.say(message('cli.password.done'));
  return 0;
}
