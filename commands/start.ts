import { message, systemClock } from '../core/index.ts';
import type { Inventory } from '../inventory/index.ts';
import { setAside } from '../store/index.ts';
import { configurationFlags, overridesOf, readerOf, referenceCity, soundOrThrow } from './configuration.ts';
import { atMost, readFlags } from './flags.ts';
import { logOf, serve } from './serve.ts';
import type { Terminal } from './terminal.ts';
import { textsBesideApi } from './texts.ts';
import { version } from './version.ts';

/** `fangzhou start`: watches the declared city. */
export async function start(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, {
    ...configurationFlags,
    'log-level': { type: 'string' },
    'set-aside-corrupt': { type: 'boolean' },
  });
  atMost(positionals, 0);
  const { env } = terminal;
  const overrides = overridesOf(flags, env);
  const log = logOf(terminal, flags['log-level'], 'info');
  const read = readerOf({
    source: flags.config ?? env.FANGZHOU_CONFIG ?? referenceCity,
    env,
    change: (inventory): Inventory => ({
      ...inventory,
      settings: {
        ...inventory.settings,
        server: { ...inventory.settings.server, ...overrides.server },
        dataFolder: overrides.dataFolder ?? inventory.settings.dataFolder,
      },
    }),
  });
  const inventory = soundOrThrow(await read(), terminal);
  if (flags['set-aside-corrupt'] === true) {
    const moved = await setAside(inventory.settings.dataFolder, systemClock);
    for (const file of moved) terminal.complain(message('cli.start.set-aside', { file }));
    if (moved.length === 0)
      terminal.complain(message('cli.start.nothing-aside', { folder: inventory.settings.dataFolder }));
  }
  const app = { inventory, read, env, version, clock: systemClock, log, texts: textsBesideApi };
  return serve({ terminal, app, json: flags.json === true });
}
