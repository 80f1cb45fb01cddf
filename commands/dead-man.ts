import { execFile } from 'node:child_process';
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
  const program = filled('--run', flags.run);
  const secret = await firstLineOf(secretFile, terminal.stop);
  if ([...secret].length < secretCharacters)
    throw new UserError(
      message('cli.dead-man.secret-short', { file: secretFile, min: secretCharacters }),
      message('cli.dead-man.secret.remedy'),
    );
  const log = logOf(terminal, flags['log-level'], 'info');
  const isJson = flags.json === true;

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
    if (program !== undefined) runProgram(program, [change.state, heardAt ?? 'never', String(silentSeconds)], log);
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

/** Runs what tells people, without a shell and within a minute; what it says goes to the log. */
function runProgram(program: string, args: readonly string[], log: Log): void {
  execFile(program, [...args], { timeout: runMs, killSignal: 'SIGKILL', maxBuffer: 65_536 }, (error, _, errors) => {
    if (error !== null)
      log.error({ program, reason: errorText(error), said: errors.slice(0, 500) }, 'dead-man-program');
    else log.info({ program, told: args[0] }, 'dead-man-program');
  });
}
