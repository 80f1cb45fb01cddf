import { readFile, stat } from 'node:fs/promises';
import { findServer, type WireOuterImport, type WireProblem } from '../api/index.ts';
import { carryBounds } from '../collector/index.ts';
import { errorText, message, UserError } from '../core/index.ts';
import { loadInventory } from '../inventory/index.ts';
import { configurationFlags, overridesOf, referenceCity, soundOrThrow, withStandIns } from './configuration.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** The file is read and checked whole before the server answers. */
const answerWithinMs = 120_000;

/** `fangzhou outer FILE`: hands a file that was carried over from outside to the server that runs. */
export async function outer(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, configurationFlags);
  const [file] = positionals;
  if (file === undefined) throw wrongUsage('cli.outer.missing');
  atMost(positionals, 1);
  const bytes = await readCarried(file);
  const source = flags.config ?? terminal.env.FANGZHOU_CONFIG ?? referenceCity;
  const { dataFolder } = overridesOf(flags, terminal.env);
  const folder = dataFolder ?? (await declaredFolder(source, terminal));
  const server = await findServer(folder);
  if (server === undefined) throw nobodyAnswers(folder);
  const taken = await send(bytes, { ...server, folder, terminal });
  if (flags.json === true) terminal.json({ ok: true, ...taken });
  else {
    const { sentinel, newNotes, newHeard } = taken;
    const { id, upTo, heard, reached } = sentinel;
    terminal.say(message('cli.outer.taken', { id, count: newNotes, upTo: upTo ?? '-' }));
    if (newHeard > 0) terminal.say(message('cli.outer.heard', { count: newHeard, all: heard }));
    if (reached > 0) terminal.say(message('cli.outer.reached', { count: reached }));
  }
  return 0;
}

async function declaredFolder(source: string, terminal: Terminal): Promise<string> {
  const { env } = withStandIns(terminal.env);
  return soundOrThrow(await loadInventory({ source, env }), terminal).settings.dataFolder;
}

async function readCarried(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > carryBounds.zipBytes) {
      const megabytes = carryBounds.zipBytes / 1024 / 1024;
      throw new UserError(message('cli.outer.large', { file, megabytes }), message('cli.outer.large.remedy'));
    }
    return await readFile(file);
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown;
    const params = { file, reason: errorText(thrown) };
    throw new UserError(message('cli.outer.unreadable', params), message('cli.outer.unreadable.remedy'));
  }
}

async function send(
  bytes: Uint8Array,
  options: { readonly url: string; readonly token: string; readonly folder: string; readonly terminal: Terminal },
): Promise<WireOuterImport> {
  const { url, token, folder, terminal } = options;
  let answer: Response;
  try {
    answer = await fetch(new URL('/api/v1/isolation/outer', url), {
      method: 'POST',
      signal: AbortSignal.any([terminal.stop, AbortSignal.timeout(answerWithinMs)]),
      headers: {
        authorization: `Bearer ${token}`,
        'accept-language': terminal.language,
        'content-type': 'application/octet-stream',
      },
      body: Buffer.from(bytes),
    });
  } catch {
    throw nobodyAnswers(folder);
  }
  if (answer.ok) return (await answer.json()) as WireOuterImport;
  const problem = (await answer.json().catch(() => ({}))) as Partial<WireProblem>;
  const detail = problem.detail ?? `HTTP ${answer.status}`;
  throw new UserError(message('cli.outer.refused', { detail }), message('cli.outer.refused.remedy'));
}

function nobodyAnswers(folder: string): UserError {
  return new UserError(message('cli.outer.nobody', { folder }), message('cli.outer.nobody.remedy'));
}
