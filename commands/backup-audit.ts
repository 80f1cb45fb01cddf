import { judgeRepository, type OneShotReason, type OneShotVerdict } from '../audit/backups/index.ts';
import { createCatalogueMemory, readRepository } from '../collector/backups/index.ts';
import { message, parseDuration, silentLog, systemClock } from '../core/index.ts';
import { placeFlags, repositoryOf } from './backup-place.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import { oneLine } from './table.ts';
import type { Terminal } from './terminal.ts';

const defaultMaxAge = '26h';
/** Of a tool's words behind a reason; the rest stands in the tool's own log. */
const saidCharacters = 400;
const shownOrphans = 20;

/** `fangzhou backup-audit TOOL:PLACE`: whether a repository holds what it must; 0 all pass, 1 any fail or unknown, 2 wrong usage. */
export async function backupAudit(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(spread(args), {
    ...placeFlags,
    expect: { type: 'string', multiple: true },
    'max-age': { type: 'string' },
  });
  atMost(positionals, 1);
  const expect = (flags.expect ?? []).flatMap((text) => text.split(',').map((tag) => tag.trim()));
  if (expect.some((tag) => tag === '' || tag.length > 200)) throw wrongUsage('cli.backup.expect');
  const maxAgeSeconds = parseDuration(flags['max-age'] ?? defaultMaxAge);
  if (maxAgeSeconds === undefined) throw wrongUsage('cli.backup.max-age', { value: flags['max-age'] ?? '' });
  const [target] = positionals;
  const settings = await repositoryOf(target, flags, 'repository', terminal);
  const reading = await readRepository(settings, {
    clock: systemClock,
    log: silentLog,
    check: { structure: true, data: flags['read-data'] === true ? 'all' : 'none' },
    memory: createCatalogueMemory(),
    signal: terminal.stop,
  });
  const judged = judgeRepository(reading, { expect, maxAgeSeconds }, systemClock.now());
  if (flags.json === true) terminal.json(documentOf(judged, terminal));
  else show(judged, target ?? '', terminal);
  return judged.verdict === 'pass' ? 0 : 1;
}

/** Several tags after one flag, as `--expect A B`: each gets a flag of its own, up to the next flag. */
function spread(args: readonly string[]): readonly string[] {
  const given: string[] = [];
  let isExpecting = false;
  let hasOne = false;
  for (const arg of args) {
    if (arg.startsWith('-')) {
      isExpecting = arg === '--expect';
      hasOne = false;
    } else if (isExpecting && hasOne && !isTarget(arg)) given.push('--expect');
    else if (isExpecting) hasOne = true;
    given.push(arg);
  }
  return given;
}

function isTarget(word: string): boolean {
  return /^(restic|borg|pgbackrest|postgresql|manifest):/.test(word);
}

function documentOf({ verdict, dataSets, orphans, repository }: OneShotVerdict, terminal: Terminal) {
  const words = (reasons: readonly OneShotReason[]): readonly string[] =>
    reasons.map(({ code, text, said }) => {
      const told = said === '' ? '' : ` [${oneLine(said).slice(0, saidCharacters)}]`;
      return `${code}: ${terminal.text(text)}${told}`;
    });
  return {
    verdict,
    dataSets: dataSets.map(({ tag, verdict, reasons, newest, ageSeconds, bytes }) => ({
      tag,
      verdict,
      reasons: words(reasons),
      newest: newest === undefined ? null : new Date(newest).toISOString(),
      ageSeconds: ageSeconds ?? null,
      bytes: bytes ?? null,
    })),
    orphans,
    repository: { verdict: repository.verdict, reasons: words(repository.reasons) },
  };
}

function show({ verdict, dataSets, orphans, repository }: OneShotVerdict, target: string, terminal: Terminal): void {
  const word = (each: string): string => terminal.text(message(`cli.backup.verdict.${each}`));
  const count = (each: string): number => dataSets.filter((set) => set.verdict === each).length;
  const counts = { passed: count('pass'), failed: count('fail'), unknown: count('unknown'), orphans: orphans.length };
  terminal.say(message('cli.backup.summary', { repository: oneLine(target), verdict: word(verdict), ...counts }));
  terminal.out('\n');
  const head = ['tag', 'verdict', 'newest', 'age', 'bytes'].map((name) =>
    terminal.text(message(`cli.backup.head.${name}`)),
  );
  terminal.table([
    head,
    ...dataSets.map(({ tag, verdict, newest, ageSeconds, bytes }) => [
      tag,
      word(verdict),
      newest === undefined ? '-' : new Date(newest).toISOString().slice(0, 19),
      ageSeconds === undefined ? '-' : `${(ageSeconds / 3600).toFixed(1)} h`,
      bytes === undefined ? '-' : String(bytes),
    ]),
  ]);
  const about = terminal.text(message('cli.backup.repository'));
  for (const [name, reasons] of [
    ...dataSets.map(({ tag, reasons }) => [tag, reasons] as const),
    [about, repository.reasons] as const,
  ]) {
    for (const { text, remedy, said } of reasons) {
      terminal.out('\n');
      terminal.say(message('cli.backup.reason', { about: oneLine(name), text: oneLine(terminal.text(text)) }));
      if (said !== '') terminal.say(message('cli.backup.said', { said: oneLine(said).slice(0, saidCharacters) }));
      terminal.say(message('cli.backup.remedy', { remedy: terminal.text(remedy) }));
    }
  }
  if (orphans.length === 0) return;
  const listed = orphans.slice(0, shownOrphans).map(oneLine).join(' ');
  const rest = orphans.length > shownOrphans ? ` … (${orphans.length})` : '';
  terminal.out('\n');
  terminal.say(message('cli.backup.orphans', { tags: `${listed}${rest}` }));
}
