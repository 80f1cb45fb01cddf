import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { findServer, type WireProblem } from '../api/index.ts';
import { handbookFolder, handbookZip } from '../audit/index.ts';
import { errorText, matchLanguage, message, systemClock, UserError } from '../core/index.ts';
import { type Inventory, loadInventory } from '../inventory/index.ts';
import { configurationFlags, overridesOf, referenceCity, soundOrThrow, withStandIns } from './configuration.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

const answerWithinMs = 30_000;

/**
 * `fangzhou handbook export FOLDER|FILE.zip`: the emergency handbook as pages that work from a stick; of the server that runs, with
 * what it knows of each pair, or of the inventory alone where none answers.
 */
export async function handbook(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, configurationFlags);
  const [verb = '', target] = positionals;
  if (verb !== 'export') throw wrongUsage('cli.handbook.verb', { verb });
  if (target === undefined || target === '') throw wrongUsage('cli.handbook.target');
  atMost(positionals, 2);
  const language = (flags.lang === undefined ? undefined : matchLanguage(flags.lang)) ?? terminal.language;
  const source = flags.config ?? terminal.env.FANGZHOU_CONFIG ?? referenceCity;
  const { dataFolder } = overridesOf(flags, terminal.env);
  const inventory = async (): Promise<Inventory> => {
    const { env } = withStandIns(terminal.env);
    return soundOrThrow(await loadInventory({ source, env }), terminal);
  };
  const server = await findServer(dataFolder ?? (await inventory()).settings.dataFolder);
  const asked = server === undefined ? undefined : await askServer({ ...server, language, terminal });
  const zip = asked ?? (await makeHere(await inventory(), language));
  const files = await save(resolve(target), zip);
  const from = asked === undefined ? 'inventory' : 'server';
  if (flags.json === true) terminal.json({ ok: true, target: resolve(target), files, from });
  else terminal.say(message(`cli.handbook.saved.${from}`, { target: resolve(target), count: files }));
  return 0;
}

/** Undefined where nobody answers: then the inventory must do. */
async function askServer(options: {
  readonly url: string;
  readonly token: string;
  readonly language: Terminal['language'];
  readonly terminal: Terminal;
}): Promise<Uint8Array | undefined> {
  const { url, token, language, terminal } = options;
  let answer: Response;
  try {
    answer = await fetch(new URL(`/api/v1/handbook/bundle?language=${language}`, url), {
      signal: AbortSignal.any([terminal.stop, AbortSignal.timeout(answerWithinMs)]),
      headers: { authorization: `Bearer ${token}`, 'accept-language': terminal.language },
    });
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
  } catch {
    return undefined;
  }
  const problem = (await answer.json().catch(() => ({}))) as Partial<WireProblem>;
  const detail = problem.detail ?? `HTTP ${answer.status}`;
  throw new UserError(message('cli.handbook.refused', { detail }), message('cli.handbook.refused.remedy'));
}

function makeHere({ city, settings }: Inventory, language: Terminal['language']): Promise<Uint8Array> {
  return handbookZip({
    city,
    settings: settings.pairs,
    known: { readiness: () => undefined, lastDrillAt: () => undefined },
    language,
    now: systemClock.now(),
    timeZone: settings.timeZone,
  });
}

/** Writes the zip, or its files into the folder. Gives how many pages there are. */
async function save(target: string, zip: Uint8Array): Promise<number> {
  const files = Object.entries(unzipSync(zip)).map(
    ([name, bytes]) => [name.slice(handbookFolder.length + 1), bytes] as const,
  );
  try {
    if (target.toLowerCase().endsWith('.zip')) {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, zip);
    } else {
      await mkdir(target, { recursive: true });
      for (const [name, bytes] of files) await writeFile(join(target, name), bytes);
    }
  } catch (thrown) {
    const params = { target, reason: errorText(thrown) };
    throw new UserError(message('cli.handbook.save', params), message('cli.handbook.save.remedy'));
  }
  return files.length;
}
