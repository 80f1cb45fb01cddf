import type { Clock, EpochMs } from '../../../core/index.ts';
import { backupsDefaults, type Settings } from '../../../inventory/index.ts';
import type { SampleRow } from '../../../store/index.ts';
import { createRuleBoard } from '../board.ts';
import type { RuleBoard } from '../door.ts';
import type { RuleHistory } from '../history.ts';
import type { Point } from '../judge/values.ts';
import type { RuleBook } from '../model.ts';
import { storedColumns, type Vocabulary } from '../series.ts';
import { isRuleUnit, valueText } from '../units.ts';
import type { Watched } from '../watched.ts';
import { filled } from '../wording.ts';
import type { Expectation, Trial, TrialFault, TrialResult, Trials } from './model.ts';

/** Runs one test: the same code as in the running engine, by a clock that stands where the test is. */
export async function runTrial(
  trial: Trial,
  trials: Trials,
  book: RuleBook,
  vocabulary: Vocabulary,
): Promise<TrialResult> {
  let now = trial.startAt;
  const clock: Clock = { now: () => now, monotonicMs: () => now, after: () => () => {} };
  const kept = new Map<string, Point[]>();
  const words = new Map<string, { readonly state: 'up'; readonly since: EpochMs }>();
  const up = { state: 'up', since: trial.startAt } as const;
  const board = createRuleBoard({
    ...{ clock, history: historyOf(kept), lastSampleAt: undefined },
    peek: (kind, id) =>
      words.get(`${kind} ${id}`) ??
      (kind === 'district' || trials.subjects.of(kind, id) !== undefined ? up : undefined),
    onFailed: (thrown) => {
      throw thrown;
    },
  });
  board.apply(book, {
    ...{ ...trials, vocabulary, settings: settingsOf(trial) },
    // Of a whole city a test names a few elements: nothing is absent at the others.
    subjects: { ...trials.subjects, declared: (kind, column) => namedIn(trial, kind, column) },
  });
  await board.idle();
  const faults: TrialResult['faults'][number][] = [];
  for (const at of momentsOf(trial)) {
    now = at;
    take(board, trial, kept, words, at);
    await board.idle();
    board.tick();
    await board.idle();
    for (const expectation of trial.expect) {
      if (trial.startAt + expectation.afterMs !== at) continue;
      const found = compare(board, expectation);
      if (found.length > 0) faults.push({ afterMs: expectation.afterMs, line: expectation.line, faults: found });
    }
  }
  return { name: trial.name, ok: faults.length === 0, checked: trial.expect.length, faults };
}

const namedIn = ({ series }: Trial, kind: string, column: string): readonly string[] =>
  series.flatMap(({ info, entityId }) => (info.kind === kind && info.column === column ? [entityId] : []));

/** Every moment at which something comes or is asked. */
function momentsOf({ startAt, intervalMs, series, words, expect }: Trial): readonly EpochMs[] {
  const longest = Math.max(0, ...[...series, ...words].map(({ values }) => values.length));
  const moments = new Set(Array.from({ length: longest }, (_, index) => startAt + index * intervalMs));
  const last = startAt + Math.max(longest * intervalMs, ...expect.map(({ afterMs }) => afterMs));
  // Between values time passes too: an absence is seen by the minute.
  for (let at = startAt; at <= last; at += intervalMs) moments.add(at);
  for (const { afterMs } of expect) moments.add(startAt + afterMs);
  return [...moments].sort((a, b) => a - b);
}

function take(
  board: RuleBoard,
  { startAt, intervalMs, series, words }: Trial,
  kept: Map<string, Point[]>,
  stateWords: Map<string, { readonly state: 'up'; readonly since: EpochMs }>,
  at: EpochMs,
): void {
  const index = (at - startAt) / intervalMs;
  if (!Number.isInteger(index)) return;
  const rows = new Map<string, { readonly row: SampleRow; readonly values: (number | undefined)[] }>();
  for (const { info, entityId, values } of series) {
    const value = values[index];
    if (value === undefined) continue;
    const key = `${info.kind} ${entityId}`;
    const width = storedColumns[info.kind]?.length ?? 1;
    const known = rows.get(key) ?? rowOf(info.kind, entityId, at, width);
    known.values[info.index] = value;
    rows.set(key, known);
    const column = `${key} ${info.column}`;
    const points = kept.get(column);
    if (points === undefined) kept.set(column, [{ at, value }]);
    else points.push({ at, value });
  }
  board.samples([...rows.values()].map(({ row }) => row));
  for (const { check, of, id, values } of words) {
    const word = values[index];
    if (word === undefined) continue;
    if (check !== undefined) board.verdicts([{ of, id, check, verdict: word }]);
    else {
      stateWords.set(`${of} ${id}`, { state: word as 'up', since: at });
      board.state(of as 'device', id, word as 'up');
    }
  }
}

function rowOf(kind: string, entityId: string, at: EpochMs, width: number) {
  const values: (number | undefined)[] = Array.from({ length: width }, () => undefined);
  return { row: { kind, entityId, at, values }, values };
}

function historyOf(kept: ReadonlyMap<string, readonly Point[]>): RuleHistory {
  return {
    async points({ kind, entityId, column, from, to, stepMs, aggregate }) {
      const buckets = new Map<number, number[]>();
      for (const { at, value } of kept.get(`${kind} ${entityId} ${column}`) ?? []) {
        if (at < from || at >= to) continue;
        const bucket = Math.floor(at / stepMs) * stepMs;
        buckets.set(bucket, [...(buckets.get(bucket) ?? []), value]);
      }
      return [...buckets].map(([at, values]) => ({ at, value: aggregates[aggregate](values) }));
    },
    async latestAt(kind, entityId) {
      const columns = [...kept].filter(([key]) => key.startsWith(`${kind} ${entityId} `));
      const last = columns.map(([, points]) => points.at(-1)?.at ?? 0);
      return last.length === 0 ? undefined : Math.max(...last);
    },
  };
}

const aggregates: Readonly<Record<'mean' | 'min' | 'max' | 'last', (values: readonly number[]) => number>> = {
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  last: (values) => values.at(-1) ?? Number.NaN,
};

/** Periods as the test's own: three of them without a value are a silence. */
function settingsOf({ intervalMs }: Trial): Pick<Settings, 'polling' | 'services' | 'backups'> {
  const periodSeconds = Math.max(60, intervalMs / 1000);
  const polling = { periodSeconds, profilePeriodSeconds: periodSeconds } as Settings['polling'];
  const every = [{ periodSeconds }] as unknown as Settings['services']['probes'] & Settings['services']['figures'];
  const services = { probes: every, figures: every } as unknown as Settings['services'];
  return { polling, services, backups: { ...backupsDefaults, periodSeconds } as Settings['backups'] };
}

function compare(board: RuleBoard, { alerts, pending }: Expectation): readonly TrialFault[] {
  const faults: TrialFault[] = [];
  const firing = new Map([...board.firing()].filter(raises).map((one) => [keyOf(one), one]));
  for (const { rule, element, summary } of alerts) {
    const one = firing.get(`${rule} ${element}`);
    if (one === undefined) faults.push({ what: 'not-firing', rule, element, ...standing(board, rule, element) });
    else if (summary !== undefined) faults.push(...compareTexts(one, summary));
    firing.delete(`${rule} ${element}`);
  }
  for (const one of firing.values())
    faults.push({ what: 'unexpected', rule: one.compiled.rule.id, element: one.entityId, value: textOf(one) });
  if (pending === undefined) return faults;
  const waiting = new Map(
    board.rules
      .flatMap(({ rule }) => [...board.ofRule(rule.id)])
      .filter((one) => board.word(one) === 'pending')
      .map((one) => [keyOf(one), one]),
  );
  for (const { rule, element } of pending) {
    if (!waiting.delete(`${rule} ${element}`))
      faults.push({ what: 'not-pending', rule, element, is: standing(board, rule, element).is });
  }
  for (const one of waiting.values())
    faults.push({ what: 'unexpected-pending', rule: one.compiled.rule.id, element: one.entityId, is: 'pending' });
  return faults;
}

const raises = (one: Watched): boolean => one.compiled.rule.raises;
const keyOf = (one: Watched): string => `${one.compiled.rule.id} ${one.entityId}`;

function standing(board: RuleBoard, ruleId: string, element: string): { readonly is: string; readonly value: string } {
  const one = board.find(ruleId, element);
  return one === undefined ? { is: 'not-watched', value: '-' } : { is: board.word(one), value: textOf(one) };
}

function textOf({ compiled: { info, rule }, value, said }: Watched): string {
  if (value === undefined || info === undefined) return said ?? '-';
  return valueText(value, info.unit, rule.unit !== undefined && isRuleUnit(rule.unit) ? rule.unit : info.unit);
}

function compareTexts(
  one: Watched,
  summary: NonNullable<Expectation['alerts'][number]['summary']>,
): readonly TrialFault[] {
  const found = filled(one.compiled.rule.summary, one);
  return (['zh', 'en'] as const).flatMap((language): readonly TrialFault[] => {
    const expected = summary[language];
    if (expected === undefined || expected === found[language]) return [];
    const { rule } = one.compiled;
    return [{ what: 'summary', rule: rule.id, element: one.entityId, language, expected, found: found[language] }];
  });
}
