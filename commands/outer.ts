import { readFile, stat } from 'node:fs/promises';
import { findServer, type WireOuterImport, type WireOuterSwitch, type WireProblem } from '../api/index.ts';
import { carryBounds } from '../collector/index.ts';
import { errorText, message, UserError } from '../core/index.ts';
import { loadInventory } from '../inventory/index.ts';
import { configurationFlags, overridesOf, referenceCity, soundOrThrow, withStandIns } from './configuration.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** The file is read and checked whole before the server answers. */
const answerWithinMs = 120_000;

const outerFlags = { ...configurationFlags, switch: { type: 'string' }, at: { type: 'string' } } as const;

/** `fangzhou outer FILE`: hands a file that was carried over from outside, of a sentinel or of a switch, to the server that runs. */
export async function outer(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, outerFlags);
  const [file] = positionals;
  if (file === undefined) throw wrongUsage('cli.outer.missing');
  atMost(positionals, 1);
  const path = switchPath(flags.switch, flags.at);
  const bytes = await readCarried(file);
  const source = flags.config ?? terminal.env.FANGZHOU_CONFIG ?? referenceCity;
  const { dataFolder } = overridesOf(flags, terminal.env);
  const folder = dataFolder ?? (await declaredFolder(source, terminal));
  const server = await findServer(folder);
  if (server === undefined) throw nobodyAnswers(folder);
  const to = { ...server, folder, terminal };
  if (path !== undefined) {
    const walked = await send<WireOuterSwitch>(bytes, path, to);
    if (flags.json === true) terminal.json({ ok: true, ...walked });
    else terminal.say(message('cli.outer.walked', { name: walked.name, at: walked.at, count: walked.stations }));
    return 0;
  }
  const taken = await send<WireOuterImport>(bytes, '', to);
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

/** Where the walk of a switch goes; undefined for a sentinel's file. */
function switchPath(name: string | undefined, at: string | undefined): string | undefined {
  if (name === undefined && at === undefined) return undefined;
  if (name === undefined || at === undefined) throw wrongUsage('cli.outer.both');
  // With a zone: two machines may have two.
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/.test(at) ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(time)) throw wrongUsage('cli.outer.time', { value: at });
  return `/switches/${encodeURIComponent(name)}?at=${new Date(time).toISOString()}`;
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

async function send<T>(
  bytes: Uint8Array,
  path: string,
  options: { readonly url: string; readonly token: string; readonly folder: string; readonly terminal: Terminal },
): Promise<T> {
  const { url, token, folder, terminal } = options;
  let answer: Response;
  try {
    answer = await fetch(new URL(`/api/v1/isolation/outer${path}`, url), {
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
  if (answer.ok) return (await answer.json()) as T;
  const problem = (await answer.json().catch(() => ({}))) as Partial<WireProblem>;
  const detail = problem.detail ?? `HTTP ${answer.status}`;
  throw new UserError(message('cli.outer.refused', { detail }), message('cli.outer.refused.remedy'));
}

function nobodyAnswers(folder: string): UserError {
  return new UserError(message('cli.outer.nobody', { folder }), message('cli.outer.nobody.remedy'));
}
