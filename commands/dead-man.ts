import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createMissing, type MissingChange, startDeadManReceiver } from '../alerts/index.ts';
import { errorText, type Log, message, parseDuration, systemClock, UserError, wallTime } from '../core/index.ts';
import { parseListenAddress } from '../inventory/index.ts';
import { atMost, filled, readFlags, wrongUsage } from './flags.ts';
import { firstLineOf } from './secret-file.ts';
import { logOf, stopped } from './serve.ts';
import type { Terminal } from './terminal.ts';

const deadManFlags = {
  listen: { type: 'string' },
  'secret-file': { type: 'string' },
  'silent-after': { type: 'string' },
  again: { type: 'string' },
  run: { type: 'string' },
  'log-level': { type: 'string' },
} as const;

const usualListen = 'tcp:127.0.0.1:7500';
const secretCharacters = 16;
const runMs = 60_000;

/** `fangzhou dead-man`: stands at a second system, and tells when nobody watches any more. */
export async function deadMan(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, deadManFlags);
  atMost(positionals, 0);
  const listen = filled('--listen', flags.listen) ?? usualListen;
  const address = parseListenAddress(listen, ['tcp']);
  if (address === undefined) throw wrongUsage('cli.dead-man.listen', { value: listen });
  const secretFile = filled('--secret-file', flags['secret-file']);
  if (secretFile === undefined) throw wrongUsage('cli.dead-man.secret-missing');
  const silentAfterMs = durationMs('--silent-after', flags['silent-after'], '3m');
  const againMs = durationMs('--again', flags.again, '30m');
  const asked = filled('--run', flags.run);
  const program = asked === undefined ? undefined : resolve(asked);
  await wantsOwnFile(secretFile);
  if (program !== undefined) await wantsProgram(program);
  const secret = await firstLineOf(secretFile, terminal.stop);
  if ([...secret].length < secretCharacters)
    throw new UserError(
      message('cli.dead-man.secret-short', { file: secretFile, min: secretCharacters }),
      message('cli.dead-man.secret.remedy'),
    );
  const log = logOf(terminal, flags['log-level'], 'info');
  const isJson = flags.json === true;
  const run = program === undefined ? undefined : programRunner(program, log);

  const tell = (change: MissingChange): void => {
    const heardAt = change.heardAt === undefined ? undefined : new Date(change.heardAt).toISOString();
    const silentSeconds = Math.round(change.silentMs / 1000);
    const at = new Date(systemClock.now()).toISOString();
    if (isJson) terminal.json({ at, ...change, heardAt: heardAt ?? null, silentMs: Math.round(change.silentMs) });
    else {
      const key = change.state === 'heard' ? 'back' : change.heardAt === undefined ? 'never' : 'silent';
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const since = change.heardAt === undefined ? '' : wallTime(change.heardAt, zone);
      const what = message(`cli.dead-man.${key}`, { seconds: silentSeconds, since });
      terminal.out(`${wallTime(systemClock.now(), zone)}  ${terminal.text(what)}\n`);
    }
    run?.([change.state, heardAt ?? 'never', String(silentSeconds)]);
  };
  const missing = createMissing({ silentAfterMs, againMs, clock: systemClock, tell });
  const receiver = await startDeadManReceiver({ ...address, secret, missing, clock: systemClock, log }).catch(
    (error: unknown) => {
      missing.stop();
      throw new UserError(
        message('cli.dead-man.not-started', { listen, reason: errorText(error) }),
        message('cli.dead-man.not-started.remedy'),
      );
    },
  );
  const { host, port } = receiver;
  if (isJson) terminal.json({ host, port });
  else terminal.say(message('cli.dead-man.listening', { host, port, seconds: silentAfterMs / 1000 }));
  await stopped(terminal.stop);
  missing.stop();
  await receiver.close();
  return 0;
}

function durationMs(flag: string, text: string | undefined, usual: string): number {
  const seconds = parseDuration(filled(flag, text) ?? usual);
  if (seconds === undefined || seconds < 1 || seconds > 86_400)
    throw wrongUsage('cli.dead-man.duration', { flag, value: text ?? '' });
  return seconds * 1000;
}

/** A secret is its owner's alone, as everywhere in Fangzhou. A pipe has no mode that counts. */
async function wantsOwnFile(file: string): Promise<void> {
  const seen = await stat(file).catch((thrown: unknown) => {
    const what = message('cli.dead-man.secret-unread', { file, reason: errorText(thrown) });
    throw new UserError(what, message('cli.dead-man.secret.remedy'), { exitCode: 2 });
  });
  if (!seen.isFile() || (seen.mode & 0o077) === 0) return;
  const params = { file };
  throw new UserError(message('cli.dead-man.secret-open', params), message('cli.dead-man.secret-open.remedy', params));
}

/** Now, and not in the hour of need. */
async function wantsProgram(program: string): Promise<void> {
  try {
    await access(program, constants.X_OK);
    if ((await stat(program)).isFile()) return;
    throw new Error('EISDIR');
  } catch (thrown) {
    const params = { program, reason: errorText(thrown) };
    throw new UserError(message('cli.dead-man.program', params), message('cli.dead-man.program.remedy'));
  }
}

/** Runs what tells people, without a shell and within a minute, one at a time; what it says goes to the log. */
function programRunner(program: string, log: Log): (args: readonly string[]) => void {
  const bounds = { timeout: runMs, killSignal: 'SIGKILL', maxBuffer: 65_536 } as const;
  let isRunning = false;
  return (args) => {
    if (isRunning) {
      log.error({ program, left: args[0] }, 'dead-man-program-still-runs');
      return;
    }
    isRunning = true;
    execFile(program, [...args], bounds, (error, _, errors) => {
      isRunning = false;
      const said = errors.slice(0, 500);
      if (error !== null) log.error({ program, reason: errorText(error), said }, 'dead-man-program');
      else log.info({ program, told: args[0] }, 'dead-man-program');
    });
  };
}
