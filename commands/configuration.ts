import { resolve } from 'node:path';
import { message, type Parsed, UserError } from '../core/index.ts';
import { formatMistake, type Inventory, loadInventory, type Settings } from '../inventory/index.ts';
import { wholeNumber } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** The reference city, which comes with Fangzhou. */
export const referenceCity = resolve(import.meta.dirname, '..', 'inventory', 'city');

/** Flags of commands that run with a configuration. */
export const configurationFlags = {
  config: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
} as const;

export interface ConfigurationFlags {
  readonly config?: string | undefined;
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly data?: string | undefined;
}

/** Mistakes shown where a start is refused; `check` shows all. */
const shownMistakes = 200;

/** What flags and environment say in place of the settings' file. */
export function overridesOf(
  flags: ConfigurationFlags,
  env: Terminal['env'],
): { readonly server: Partial<Pick<Settings['server'], 'host' | 'port'>>; readonly dataFolder: string | undefined } {
  const range = { min: 0, max: 65_535 };
  const port = wholeNumber('--port', flags.port, range) ?? wholeNumber('FANGZHOU_PORT', env.FANGZHOU_PORT, range);
  const host = flags.host;
  const dataFolder = flags.data ?? (env.FANGZHOU_DATA === '' ? undefined : env.FANGZHOU_DATA);
  return {
    server: { ...(port === undefined ? {} : { port }), ...(host === undefined ? {} : { host }) },
    dataFolder: dataFolder === undefined ? undefined : resolve(dataFolder),
  };
}

/** Stands for a secret that is not set where a command runs, by its name; long enough for every rule. */
const standInFor = (name: string) => `not-set-where-the-command-ran-0123456789-${name}`;

/** The environment with a stand-in for each variable that is not set, for commands that need no secret. */
export function withStandIns(real: Terminal['env']): {
  readonly env: Terminal['env'];
  /** Names that were asked for and are not set. */
  readonly unset: ReadonlySet<string>;
  /** Of an object's values, the names for which a stand-in stands. */
  namesIn(value: object): readonly string[];
} {
  const unset = new Set<string>();
  const valueOrStandIn = (name: string | symbol): string | undefined => {
    if (typeof name !== 'string') return undefined;
    const value = real[name];
    if (value !== undefined && value !== '') return value;
    unset.add(name);
    return standInFor(name);
  };
  const env = new Proxy(real, {
    get: (_, name) => valueOrStandIn(name),
    getOwnPropertyDescriptor: (_, name) => ({ configurable: true, enumerable: true, value: valueOrStandIn(name) }),
  });
  const namesIn = (value: object): readonly string[] =>
    [...unset].filter((name) => Object.values(value).includes(standInFor(name)));
  return { env, unset, namesIn };
}

/** A reader of the inventory that applies the same changes to its settings each time, so that a reload keeps them. */
export function readerOf(options: {
  readonly source: string;
  readonly env: Terminal['env'];
  readonly change: (inventory: Inventory) => Inventory;
}): () => Promise<Parsed<Inventory>> {
  return async () => {
    const read = await loadInventory({ source: options.source, env: options.env });
    return read.ok ? { ok: true, value: options.change(read.value) } : read;
  };
}

/** The inventory, or every mistake on stderr and a UserError; exit code 2 where 1 already means that something was found. */
export function soundOrThrow(read: Parsed<Inventory>, terminal: Terminal, exitCode: 1 | 2 = 1): Inventory {
  if (read.ok) return read.value;
  showMistakes(read.mistakes, terminal, shownMistakes);
  throw new UserError(
    message('cli.config.mistakes', { count: read.mistakes.length }),
    message('cli.config.mistakes.remedy'),
    { exitCode },
  );
}

/** Each mistake on a line of stderr; the inventory's own bound (1,000) holds where no other is given. */
export function showMistakes(
  mistakes: readonly Parameters<typeof formatMistake>[0][],
  { err, texts, complain }: Terminal,
  most = mistakes.length,
): void {
  for (const mistake of mistakes.slice(0, most)) err(`${formatMistake(mistake, texts)}\n`);
  const more = mistakes.length - most;
  if (more > 0) complain(message('cli.config.more', { more }));
}
