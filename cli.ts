/** The command line: which command is meant, in which language it speaks, and how its end becomes an exit code. */
import { wrongUsage } from './commands/flags.ts';
import { textsOfCommand } from './commands/room-texts.ts';
import { type Surroundings, type Terminal, terminalIn } from './commands/terminal.ts';
import { version } from './commands/version.ts';
import { errorText, languages, matchLanguage, message, pickLanguage, UserError } from './core/index.ts';

type Command = (args: readonly string[], terminal: Terminal) => Promise<number>;

/** Each loads what it needs when it is meant: `start` runs for years, and carries neither the lab nor what others print. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).start,
  check: async () => (await import('./commands/check.ts')).check,
  poll: async () => (await import('./commands/poll.ts')).poll,
  probe: async () => (await import('./commands/probe.ts')).probe,
  alerts: async () => (await import('./commands/alerts.ts')).alerts,
  profile: async () => (await import('./commands/profile.ts')).profile,
  traps: async () => (await import('./commands/traps.ts')).traps,
  syslog: async () => (await import('./commands/syslog.ts')).syslog,
  discover: async () => (await import('./commands/discover.ts')).discover,
  isolation: async () => (await import('./commands/isolation.ts')).isolation,
  lab: async () => (await import('./commands/lab.ts')).lab,
  report: async () => (await import('./commands/report.ts')).report,
  assessment: async () => (await import('./commands/assessment.ts')).assessment,
  handbook: async () => (await import('./commands/handbook.ts')).handbook,
  verify: async () => (await import('./commands/verify.ts')).verify,
  ledger: async () => (await import('./commands/ledger.ts')).ledger,
  witness: async () => (await import('./commands/witness.ts')).witness,
  sentinel: async () => (await import('./commands/sentinel.ts')).sentinel,
  collector: async () => (await import('./commands/collector.ts')).collector,
  outer: async () => (await import('./commands/outer.ts')).outer,
  'leak-drill': async () => (await import('./commands/leak-drill.ts')).leakDrill,
  'backup-audit': async () => (await import('./commands/backup-audit.ts')).backupAudit,
  'backup-agent': async () => (await import('./commands/backup-agent.ts')).backupAgent,
  'backup-accept': async () => (await import('./commands/backup-accept.ts')).backupAccept,
  'restore-drill': async () => (await import('./commands/restore-drill.ts')).restoreDrill,
  arbiter: async () => (await import('./commands/arbiter.ts')).arbiter,
  'dead-man': async () => (await import('./commands/dead-man.ts')).deadMan,
  standby: async () => (await import('./commands/standby.ts')).standby,
  backup: async () => (await import('./commands/backup.ts')).backup,
  restore: async () => (await import('./commands/restore.ts')).restore,
  password: async () => (await import('./commands/password.ts')).password,
  user: async () => (await import('./commands/user.ts')).user,
};

/**
 * Runs one command line and gives its exit code: 0 fine, 1 findings or failure, 2 wrong usage. Never rejects: what goes wrong
 * is told in words, on stderr or with `--json` as a document on stdout.
 */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const [name, ...rest] = args;
  const language = pickLanguage({ flag: languageFlag(args), env: surroundings.env });
  const terminal = terminalIn(surroundings, language, await textsOfCommand(name, language));
  try {
    const asksFor = languageFlag(args);
    if (asksFor !== undefined && matchLanguage(asksFor) === undefined)
      throw wrongUsage('cli.flag.word', { flag: '--lang', value: asksFor, words: languages.join(', ') });
    if (name === '--version' || name === '-V') {
      if (args.includes('--json')) terminal.json({ version });
      else terminal.out(`${version}\n`);
      return 0;
    }
    const asked = args.includes('--help') || args.includes('-h') || name === 'help';
    const meant = name === 'help' ? rest[0] : name;
    const command = meant !== undefined && Object.hasOwn(commands, meant) ? commands[meant] : undefined;
    if (asked) {
      terminal.say(message(command === undefined ? 'cli.help' : `cli.help.${meant}`));
      if (meant === 'lab') terminal.out((await import('./commands/lab-help.ts')).breakingHelp(terminal));
      return 0;
    }
    if (name === undefined) {
      terminal.complain(message('cli.help'));
      return 2;
    }
    if (command === undefined) {
      throw wrongUsage('cli.unknown-command', { name, commands: Object.keys(commands).join(', ') });
    }
    return await (await command())(rest, terminal);
  } catch (thrown) {
    return failure(thrown, args.includes('--json'), terminal);
  }
}

function failure(thrown: unknown, json: boolean, terminal: Terminal): number {
  const error =
    thrown instanceof UserError
      ? thrown
      : new UserError(message('cli.internal', { reason: errorText(thrown) }), message('cli.internal.remedy'));
  const what = terminal.text(error.what);
  const remedy = terminal.text(error.remedy);
  if (json) terminal.json({ ok: false, error: what, remedy });
  terminal.err(`fangzhou: ${what}\n  ${remedy}\n`);
  return error.exitCode;
}

function languageFlag(args: readonly string[]): string | undefined {
  const index = args.indexOf('--lang');
  return index < 0 ? args.find((arg) => arg.startsWith('--lang='))?.slice('--lang='.length) : args[index + 1];
}
