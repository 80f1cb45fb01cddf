import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  cityOfTrials,
  createSubjects,
  readRules,
  readTrials,
  rulesFiles,
  runTrial,
  type TrialFault,
  type TrialResult,
  vocabularyOf,
  yamlFiles,
} from '../alerts/index.ts';
import { loadProfiles } from '../collector/index.ts';
import { formatDuration, message, type Parsed, UserError } from '../core/index.ts';
import { type Inventory, loadInventory } from '../inventory/index.ts';
import { showMistakes, withStandIns } from './configuration.ts';
import { atMost, filled, readFlags, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** `fangzhou alerts test RULES --series FILE`: rules held against values over time, and against what is expected of them. */
export async function alerts(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, { series: { type: 'string' } });
  const [verb, ...rest] = positionals;
  if (verb !== 'test')
    throw verb === undefined ? wrongUsage('cli.alerts.verb-missing') : wrongUsage('cli.alerts.verb', { verb });
  const [rules] = rest;
  const series = filled('--series', flags.series);
  if (rules === undefined || series === undefined) throw wrongUsage('cli.alerts.test-missing');
  atMost(rest, 1);
  return test({ rules, series, json: flags.json === true, terminal });
}

async function test(wish: {
  readonly rules: string;
  readonly series: string;
  readonly json: boolean;
  readonly terminal: Terminal;
}): Promise<number> {
  const { terminal, series, json } = wish;
  const city = await cityOfTrials(series);
  const inventory =
    city === undefined ? undefined : sound(await cityAt(resolve(dirname(series), city), terminal), wish);
  const vocabulary = vocabularyOf(sound(await loadProfiles(inventory?.settings.profilesFolder), wish));
  const files = await filesOf(wish.rules);
  const book = sound(await readRules(files, { vocabulary, ...(inventory === undefined ? {} : { inventory }) }), wish);
  const subjects = inventory === undefined ? undefined : createSubjects(inventory);
  const trials = sound(await readTrials(series, { vocabulary, book, subjects }), wish);
  const results: TrialResult[] = [];
  for (const trial of trials.tests) results.push(await runTrial(trial, trials, book, vocabulary));
  const failed = results.filter(({ ok }) => !ok).length;
  const summary = { rules: book.rules.length, tests: results.length, failed };
  if (json)
    terminal.json({ ok: failed === 0, ...summary, results: results.map((result) => asDocument(result, series)) });
  else {
    for (const result of results) show(result, series, terminal);
    if (failed === 0) terminal.say(message('cli.alerts.good', summary));
    else terminal.complain(message('cli.alerts.failed', summary));
  }
  return failed === 0 ? 0 : 1;
}

/** A file, or the rules of a folder: its rules.yaml and rules/, or whatever YAML lies in it. */
async function filesOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) return [path];
  const own = await rulesFiles(path);
  return own.length > 0 ? own : yamlFiles(path);
}

const cityAt = (source: string, { env }: Terminal): Promise<Parsed<Inventory>> =>
  loadInventory({ source, env: withStandIns(env).env });

function sound<T>(read: Parsed<T>, { terminal, json }: { readonly terminal: Terminal; readonly json: boolean }): T {
  if (read.ok) return read.value;
  if (!json) showMistakes(read.mistakes, terminal);
  const { length } = read.mistakes;
  const [first] = read.mistakes;
  const params = { count: length, file: first?.file ?? '', line: first?.line ?? 0 };
  throw new UserError(message('cli.alerts.broken', params), message('cli.alerts.broken.remedy'));
}

function show({ name, ok, checked, faults }: TrialResult, file: string, { say, complain }: Terminal): void {
  if (ok) say(message('cli.alerts.test-good', { name, count: checked }));
  else complain(message('cli.alerts.test-failed', { name }));
  for (const { afterMs, line, faults: some } of faults) {
    complain(message('cli.alerts.at', { place: `${file}:${line}`, at: formatDuration(afterMs / 1000) }));
    for (const fault of some) complain(faultText(fault));
  }
}

/** A difference in one line: what was expected and is not there stands behind a minus, what is there behind a plus. */
function faultText(fault: TrialFault) {
  const { what, ...params } = fault;
  return message(`cli.alerts.${what}`, params);
}

function asDocument({ faults, ...result }: TrialResult, file: string) {
  return {
    ...result,
    faults: faults.map(({ afterMs, line, faults: found }) => ({ file, line, atSeconds: afterMs / 1000, found })),
  };
}
