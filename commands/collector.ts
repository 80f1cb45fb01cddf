import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type AgentState,
  enrol,
  isRunning,
  lightBounds,
  lockCollector,
  openSpool,
  readEnrolment,
  readState,
  realTries,
  spoolFolderName,
  startAgent,
  systemSteady,
  useHubs,
} from '../collector/light/index.ts';
import { createPlainLog, errorText, type Log, message, parseDuration, systemClock, UserError } from '../core/index.ts';
import { atMost, filled, readFlags, wholeNumber, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const collectorFlags = {
  hub: { type: 'string', multiple: true },
  token: { type: 'string' },
  'token-file': { type: 'string' },
  data: { type: 'string' },
  plugins: { type: 'string' },
  'keep-mib': { type: 'string' },
  keep: { type: 'string' },
  id: { type: 'string' },
  place: { type: 'string' },
  'log-level': { type: 'string' },
} as const;

export type CollectorFlags = ReturnType<typeof readFlags<typeof collectorFlags>>['values'];

const ownVerbs = ['run', 'enrol', 'status'] as const;
const hubVerbs = ['token', 'list', 'revoke'] as const;
const mebibyte = 1_048_576;
const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/**
 * `fangzhou collector`: a light process for a district or a township. Of what is needed to let one in (`token`, `list`, `revoke`) the code is
 * loaded with those verbs alone, for `run` is to stay small.
 */
export async function collector(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, collectorFlags);
  const [verb = 'run', word] = positionals;
  const hubVerb = hubVerbs.find((known) => known === verb);
  if (hubVerb !== undefined) {
    atMost(positionals, hubVerb === 'revoke' ? 2 : 1);
    return (await import('./collector-hub.ts')).atHub(hubVerb, word, flags, terminal);
  }
  atMost(positionals, 1);
  const folder = resolve(filled('--data', flags.data) ?? terminal.env.FANGZHOU_COLLECTOR ?? 'collector');
  if (verb === 'status') return status(folder, flags, terminal);
  if (!ownVerbs.some((known) => known === verb))
    throw wrongUsage('cli.collector.verb', { verb, verbs: [...ownVerbs, ...hubVerbs].join(', ') });
  const leave = await lockCollector(folder);
  try {
    return await (verb === 'enrol' ? enrolNow(folder, flags, terminal) : run(folder, flags, terminal));
  } finally {
    await leave();
  }
}

async function enrolNow(folder: string, flags: CollectorFlags, terminal: Terminal): Promise<number> {
  const enrolment = await enrolled(folder, flags, terminal);
  const { collectorId: id, placeId: place } = enrolment;
  if (flags.json === true) terminal.json({ ok: true, id, place, hubs: enrolment.hubs, folder });
  else terminal.say(message('cli.collector.enrolled', { id, place, folder }));
  return 0;
}

/** Enrols where a token is given. @throws UserError */
async function enrolled(folder: string, flags: CollectorFlags, terminal: Terminal) {
  const token = await tokenOf(flags, terminal);
  const hubs = hubsOf(flags);
  if (token === undefined || hubs.length === 0)
    throw new UserError(
      message('cli.collector.not-enrolled', { folder }),
      message('cli.collector.not-enrolled.remedy'),
      {
        exitCode: 2,
      },
    );
  return enrol({ folder, hubs, token, version, clock: systemClock });
}

async function run(folder: string, flags: CollectorFlags, terminal: Terminal): Promise<number> {
  const keptMs = keptFor(flags.keep);
  const keptMib = wholeNumber('--keep-mib', flags['keep-mib'], { min: 1, max: 65_536 });
  const keptBytes = keptMib === undefined ? lightBounds.keptBytes : keptMib * mebibyte;
  const plugins = filled('--plugins', flags.plugins);
  const log = logOf(flags['log-level'] ?? terminal.env.FANGZHOU_LOG_LEVEL ?? 'info', terminal);
  const hubs = hubsOf(flags);
  const known = await readEnrolment(folder);
  // Under a supervisor it is started again and again with the token that let it in once: that is no wish to be let in anew.
  const enrolment = known === undefined ? await enrolled(folder, flags, terminal) : await useHubs(folder, known, hubs);
  const steady = systemSteady();
  const spool = await openSpool({
    ...{ folder: join(folder, spoolFolderName), clock: systemClock, steady, log, keptBytes, keptMs },
  }).catch((error: unknown) => {
    const params = { file: folder, reason: errorText(error) };
    throw new UserError(message('collector.light.folder', params), message('collector.light.folder.remedy', params));
  });
  const agent = await startAgent({
    ...{ folder, enrolment, spool, keptBytes, clock: systemClock, steady, log, version, tries: realTries },
    pluginFolder: plugins === undefined ? undefined : resolve(plugins),
  });
  const { collectorId: id, placeId: place } = enrolment;
  if (flags.json === true) terminal.json({ ok: true, id, place, hubs: enrolment.hubs, folder });
  else terminal.say(message('cli.collector.running', { id, place, hub: enrolment.hubs.join(', '), folder }));
  // The clock's timers let a process end, and cut off from the hub there is nothing else that keeps it.
  const alive = setInterval(() => {}, 3_600_000);
  const isRevoked = await Promise.race([agent.revoked.then(() => true), stopped(terminal.stop).then(() => false)]);
  clearInterval(alive);
  await agent.stop();
  if (!isRevoked) return 0;
  const hub = agent.state().hub;
  throw new UserError(message('cli.collector.revoked', { id, hub }), message('cli.collector.revoked.remedy'));
}

async function status(folder: string, flags: CollectorFlags, terminal: Terminal): Promise<number> {
  const [state, runs] = [(await readState(folder)) as AgentState | undefined, await isRunning(folder)];
  const isFine = runs && state?.condition === 'connected' && state.spool.isWritable;
  if (flags.json === true) {
    terminal.json({ ok: isFine, running: runs, ...(state === undefined ? {} : { state }) });
    return isFine ? 0 : 1;
  }
  if (state === undefined) {
    terminal.complain(message('cli.collector.no-state', { folder }));
    return 1;
  }
  const { collectorId: id, placeId: place, condition, reason, hub, spool, hubOffsetMs } = state;
  const seconds = (at: number | undefined): number => Math.round((systemClock.now() - (at ?? state.at)) / 1000);
  terminal.say(message('cli.collector.status.who', { id, place, hub }));
  terminal.say(
    message(runs ? 'cli.collector.status.runs' : 'cli.collector.status.stopped', { seconds: seconds(state.at) }),
  );
  terminal.say(message(`collector.light.condition.${condition}`, { seconds: seconds(state.since) }));
  if (reason !== undefined) terminal.say(message('cli.collector.status.why', { reason: terminal.text(reason) }));
  const { last, delivered, bytes, waitingSince, isWritable } = spool;
  terminal.say(
    message('cli.collector.status.spool', { waiting: Math.max(0, last - delivered), last, mib: mib(bytes) }),
  );
  if (waitingSince !== undefined && last > delivered)
    terminal.say(message('cli.collector.status.waiting', { seconds: seconds(waitingSince) }));
  if (!isWritable) terminal.say(message('cli.collector.status.full'));
  const { probes, figures, overruns, refusedProbes: refused } = state;
  terminal.say(message('cli.collector.status.work', { probes, figures, overruns, refused }));
  const days = Math.floor((state.certificateEndsAt - systemClock.now()) / 86_400_000);
  terminal.say(message('cli.collector.status.certificate', { days }));
  if (hubOffsetMs !== undefined && Math.abs(hubOffsetMs) > lightBounds.clockOffMs)
    terminal.say(message('cli.collector.status.clock', { seconds: Math.round(-hubOffsetMs / 1000) }));
  return isFine ? 0 : 1;
}

const mib = (bytes: number): number => Math.round((bytes / mebibyte) * 10) / 10;

/** `https://HOST:PORT`, nothing more. */
function hubsOf({ hub = [] }: CollectorFlags): readonly string[] {
  return hub.map((text) => {
    const url = URL.parse(text);
    const isBare = url?.protocol === 'https:' && url.pathname === '/' && url.search === '' && url.username === '';
    if (url === null || !isBare) throw wrongUsage('cli.collector.hub', { value: text });
    return url.origin;
  });
}

/** From a file or the environment, so that it stands in no list of processes; or as a flag. */
async function tokenOf(flags: CollectorFlags, { env }: Terminal): Promise<string | undefined> {
  const file = filled('--token-file', flags['token-file']);
  if (file === undefined) return filled('--token', flags.token) ?? env.FANGZHOU_COLLECTOR_TOKEN;
  return (
    await readFile(file, 'utf8').catch((error: unknown) => {
      const params = { file, reason: errorText(error) };
      throw new UserError(message('collector.light.folder', params), message('collector.light.folder.remedy', params));
    })
  ).trim();
}

function keptFor(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseDuration(text) ?? 0;
  if (seconds < 3_600 || seconds > 366 * 86_400) throw wrongUsage('cli.collector.keep', { value: text });
  return seconds * 1000;
}

/** Settles when the command shall end. */
function stopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener('abort', () => resolve(), { once: true });
  });
}

function logOf(text: string, terminal: Terminal): Log {
  const level = levels.find((known) => known === text);
  if (level === undefined) throw wrongUsage('cli.flag.level', { value: text, levels: levels.join(', ') });
  return createPlainLog(level, (line) => terminal.err(line));
}
