import { type AppOptions, startApp } from '../app.ts';
import { createLog, errorText, message, type UserError } from '../core/index.ts';
import { counts, formatMistake } from '../inventory/index.ts';
import { wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';
import { startInPair } from './wiring/standby.ts';

const levels = ['debug', 'info', 'warn', 'error', 'silent'];

/** The log as `--log-level` or FANGZHOU_LOG_LEVEL wants it. */
export function logOf({ env }: Terminal, flag: string | undefined, usual: string) {
  const level = flag ?? env.FANGZHOU_LOG_LEVEL ?? usual;
  if (!levels.includes(level)) throw wrongUsage('cli.flag.level', { value: level, levels: levels.join(', ') });
  return createLog(level);
}

/** Starts the app, says where it is, and runs until it is told to end. */
export async function serve(options: {
  readonly terminal: Terminal;
  readonly app: AppOptions;
  readonly json: boolean;
  /** Further lines of the welcome. */
  readonly hints?: readonly string[];
  /** Whether a reload that went well is said in words: where the log is for troubles alone. */
  readonly saysReloads?: boolean;
}): Promise<0> {
  const { terminal, json, hints = [], saysReloads = false } = options;
  const ousted = Promise.withResolvers<UserError>();
  const app = await startInPair({ ...options.app, onSuperseded: ousted.resolve }, startApp, (again) => {
    const { oneTimePassword: made } = again;
    if (made !== undefined && !json) terminal.say(message('cli.serve.password', { password: made }));
  });
  const { url, oneTimePassword } = app;
  const { city } = options.app.inventory;
  if (json) terminal.json({ url, user: 'admin', ...(oneTimePassword === undefined ? {} : { oneTimePassword }) });
  else {
    const { districts, points, links, devices, terminals } = counts(city);
    const name = terminal.language === 'en' ? city.nameEn : city.nameZh;
    const line = { name, districts, points, links, devices, terminals, version: options.app.version };
    terminal.say(message('cli.serve.welcome', line));
    terminal.say(message('cli.serve.open', { url }));
    if (oneTimePassword !== undefined) terminal.say(message('cli.serve.password', { password: oneTimePassword }));
    else terminal.say(message('cli.serve.user'));
    for (const hint of hints) terminal.say(message(hint));
    terminal.say(message('cli.serve.stop'));
  }
  terminal.onReload(() => {
    const { log } = options.app;
    app.reload().then(
      (read) => {
        for (const mistake of read.ok ? [] : read.mistakes)
          log.error({ text: formatMistake(mistake, terminal.texts) }, 'inventory-mistake');
        if (read.ok && saysReloads) terminal.complain(message('cli.serve.reloaded'));
      },
      (thrown: unknown) => log.error({ reason: errorText(thrown) }, 'reload-failed'),
    );
  });
  // Two must not decide: the one that finds out that it was taken over from ends, and says who decides now.
  const why = await Promise.race([stopped(terminal.stop), ousted.promise]);
  await app.stop();
  if (why !== undefined) throw why;
  return 0;
}

/** Settles when a command shall end. */
export function stopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener('abort', () => resolve(), { once: true });
  });
}
