import {
  loadProfile,
  loadProfiles,
  openSession,
  type Profile,
  type ProfileBook,
  type ProfileReading,
  parseTarget,
  readProfile,
} from '../collector/index.ts';
import { message, type Parsed, systemClock, UserError } from '../core/index.ts';
import { formatMistake } from '../inventory/index.ts';
import { replayWalk } from '../lab/index.ts';
import { showMistakes } from './configuration.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import { readingRows, titleIn } from './profile-text.ts';
import type { Terminal } from './terminal.ts';

/** A walk is replayed on this machine: an answer that takes a second will not come. */
const timeoutMs = 1_000;

/** `fangzhou profile list | check FILE | test PROFILE WALK`: the makers' private tables as data. */
export async function profile(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, { profiles: { type: 'string' } });
  const [verb, ...rest] = positionals;
  const json = flags.json === true;
  if (verb === 'list') {
    atMost(rest, 0);
    return list(await bookFrom(flags.profiles, terminal), json, terminal);
  }
  if (verb === 'check') {
    const [file] = rest;
    if (file === undefined) throw wrongUsage('cli.profile.check-missing');
    atMost(rest, 1);
    return check(file, json, terminal);
  }
  if (verb === 'test') {
    const [name, walk] = rest;
    if (name === undefined || walk === undefined) throw wrongUsage('cli.profile.test-missing');
    atMost(rest, 2);
    return test({ name, walk, folder: flags.profiles, json, terminal });
  }
  throw verb === undefined ? wrongUsage('cli.profile.verb-missing') : wrongUsage('cli.profile.verb', { verb });
}

/** The profiles that are ours and those of a folder; throws a UserError, its mistakes told, when they are broken. */
export async function bookFrom(folder: string | undefined, terminal: Terminal): Promise<ProfileBook> {
  return sound(await loadProfiles(folder), terminal);
}

function sound<T>(read: Parsed<T>, terminal: Terminal): T {
  if (read.ok) return read.value;
  showMistakes(read.mistakes, terminal);
  const { length } = read.mistakes;
  throw new UserError(message('cli.profile.broken', { count: length }), message('cli.profile.broken.remedy'));
}

function list(book: ProfileBook, json: boolean, terminal: Terminal): number {
  const profiles = book.profiles.toSorted((a, b) => (a.family < b.family ? -1 : 1));
  if (json) {
    terminal.json({
      profiles: profiles.map(({ family, title, match, file, metrics }) => ({
        family,
        title: titleIn(title, terminal.language),
        match,
        file,
        metrics: metrics.map(({ name, means, mib, object, verified, oids, unit }) => ({
          name,
          means,
          mib,
          object,
          verified,
          oids,
          unit: unit ?? null,
        })),
      })),
    });
    return 0;
  }
  const proven = ({ metrics }: Profile) => metrics.filter(({ verified }) => verified === 'walk').length;
  const rows = profiles.map((one) => [
    one.family,
    titleIn(one.title, terminal.language),
    terminal.text(message('cli.profile.metrics', { count: one.metrics.length, proven: proven(one) })),
    one.match.join(' '),
  ]);
  terminal.table(rows);
  return 0;
}

async function check(file: string, json: boolean, terminal: Terminal): Promise<number> {
  const read = await loadProfile(file);
  const mistakes = read.ok ? [] : read.mistakes;
  if (json) {
    terminal.json({ ok: read.ok, file, mistakes: mistakes.map((mistake) => formatMistake(mistake, terminal.texts)) });
  } else if (read.ok) {
    const { family, metrics } = read.value;
    terminal.say(message('cli.profile.good', { family, count: metrics.length }));
  } else {
    showMistakes(mistakes, terminal);
    terminal.complain(message('cli.check.mistakes', { count: mistakes.length }));
  }
  return read.ok ? 0 : 1;
}

interface Trial {
  readonly name: string;
  readonly walk: string;
  readonly folder: string | undefined;
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** Asks a replay of the walk, over UDP and with the poll's own code; 1 when the profile got nothing from it. */
async function test({ name, walk, folder, json, terminal }: Trial): Promise<number> {
  const isFile = /[/.]/.test(name);
  const chosen = isFile ? sound(await loadProfile(name), terminal) : (await bookFrom(folder, terminal)).named(name);
  if (chosen === undefined) throw wrongUsage('cli.profile.unknown', { name });
  const { agent } = await replayWalk({ file: walk });
  const target = parseTarget(`${agent.host}:${agent.port}`);
  if (target === undefined) throw new Error('the replay has no address');
  const credential = { version: 'v2c', community: 'public' } as const;
  const session = openSession({ target, credential, clock: systemClock, timeoutMs, retries: 1 });
  try {
    const reading = await readProfile({ session, clock: systemClock, profile: chosen, sysObjectID: '' });
    if (json) terminal.json({ walk, ...reading });
    else show(reading, terminal);
    return reading.values.length > 0 ? 0 : 1;
  } finally {
    session.close();
    await agent.stop();
  }
}

/** The values of a profile, and what it did not get. */
export function show(reading: ProfileReading, terminal: Terminal): void {
  const { family, values, missing, faults } = reading;
  terminal.say(message('cli.profile.values', { family, values: values.length }));
  terminal.table(readingRows(reading, terminal.language));
  if (missing.length > 0) terminal.say(message('cli.poll.not-offered', { parts: missing.join(', ') }));
  for (const { reason, detail } of faults) {
    terminal.complain(
      message('cli.profile.fault', { reason: terminal.text(message(`collector.fault.${reason}`)), detail }),
    );
  }
}
