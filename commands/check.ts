import { loadRules } from '../alerts/index.ts';
import { loadProfiles } from '../collector/index.ts';
import { type Mistake, message } from '../core/index.ts';
import { counts, formatMistake, loadInventory } from '../inventory/index.ts';
import { showMistakes, withStandIns } from './configuration.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

/**
 * `fangzhou check FILE`: counts and mistakes; 1 when there are mistakes. An environment variable that is not set here is a
 * note, not a mistake: checks are run by people, the server by another user.
 */
export async function check(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, {});
  const [source] = positionals;
  if (source === undefined) throw wrongUsage('cli.check.missing');
  atMost(positionals, 1);
  const { env, unset } = withStandIns(terminal.env);
  const read = await loadInventory({ source, env });
  const notes = [...unset].map((name) => message('cli.check.unset', { name }));
  const profiles = read.ok ? await loadProfiles(read.value.settings.profilesFolder) : undefined;
  const rules = read.ok && profiles?.ok ? await loadRules(read.value, profiles.value) : undefined;
  const mistakes = [read, profiles, rules].flatMap((one) => (one === undefined || one.ok ? [] : one.mistakes));
  const ok = mistakes.length === 0;
  const found = read.ok ? { ...counts(read.value.city), rules: rules?.ok ? rules.value.rules.length : 0 } : undefined;
  if (flags.json === true) {
    terminal.json({
      ok,
      source,
      ...(found === undefined ? {} : { counts: found }),
      notes: notes.map((note) => terminal.text(note)),
      mistakes: mistakes.map((mistake) => asDocument(mistake, terminal)),
    });
    return ok ? 0 : 1;
  }
  showMistakes(mistakes, terminal);
  for (const note of notes) terminal.complain(note);
  if (ok && found !== undefined) terminal.say(message('cli.check.counts', { ...found }));
  else terminal.complain(message('cli.check.mistakes', { count: mistakes.length }));
  return ok ? 0 : 1;
}

function asDocument(mistake: Mistake, { text, texts }: Terminal) {
  const { file, line, column, what, why, remedy } = mistake;
  return {
    file,
    line,
    column,
    what: text(what),
    why: text(why),
    remedy: text(remedy),
    text: formatMistake(mistake, texts),
  };
}
