import { type EpochMs, offsetMs } from '../../../core/index.ts';
import { type Span, timelineOf } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import { type CheckStory, checkStoryOf, type Violation } from '../isolation/checks.ts';
import type { CheckStep } from '../isolation/records.ts';
import { type Outage, stretchesOf } from '../uptime/figures.ts';
import { type BackupStory, type BackupWord, repositorySubject, setSubject } from './story.ts';

const dayMs = 86_400_000;

/** What a timeline says in numbers, of recorded changes alone; all durations in milliseconds. */
export interface BackupFigures {
  readonly periodMs: number;
  readonly ms: Readonly<Record<BackupWord, number>>;
  readonly longestUnknownMs: number;
  readonly stretches: readonly Outage<BackupWord>[];
  /** When the period ended. */
  readonly atEnd: BackupWord;
  readonly vanished: number;
}

/** Of a data set, more: its runs, and how it stood when the period ended. */
export interface SetFigures extends BackupFigures {
  readonly days: number;
  /** Days of the city's calendar on which a run began. */
  readonly daysWithRun: number;
  /** From the newest run to the end of the period; null where none is on record. */
  readonly newestAgeMs: number | null;
  readonly rule: {
    /** BA-19 when the period ended; null: not shown. */
    readonly kept: boolean | null;
    readonly copies: number | null;
    readonly media: number | null;
    readonly offsite: boolean | null;
    readonly immutable: boolean | null;
    readonly intact: boolean | null;
  };
  /** BA-27 when the period ended; null: not shown. */
  readonly proven: boolean | null;
  /** Restore drills of the period, without those that a person ended. */
  readonly restores: number;
}

export interface Judged<Figures extends BackupFigures> {
  readonly id: string;
  readonly spans: readonly Span<BackupWord>[];
  readonly figures: Figures;
  readonly verdict: ShownVerdict;
}

export type ShownVerdict = 'pass' | 'fail' | 'unknown';

/** Everything of a period that follows from the story alone; the verifier makes the same. */
export interface BackupAccount {
  readonly sets: readonly Judged<SetFigures>[];
  readonly repositories: readonly Judged<BackupFigures>[];
  readonly checks: CheckStory;
  readonly head: ReadonlyMap<string, number>;
}

export function accountOf(
  story: BackupStory,
  input: {
    readonly period: Interval;
    readonly timeZone: string;
    readonly setIds: readonly string[];
    readonly repositoryIds: readonly string[];
  },
): BackupAccount {
  const { period, timeZone, setIds, repositoryIds } = input;
  const judge = <Figures extends BackupFigures>(
    id: string,
    subject: string,
    more: (figures: BackupFigures) => Figures,
    vanished: number,
  ): Judged<Figures> => {
    const records = story.words.get(subject) ?? [];
    const spans = timelineOf<BackupWord>({ period, records, unwatched: story.unwatched });
    const figures = more(figuresOf(period, spans, vanished));
    return { id, spans, figures, verdict: verdictOf(figures) };
  };
  const sets = setIds.map((id) => {
    const vanished = story.vanished.filter(({ dataSet }) => dataSet === id).length;
    return judge(id, setSubject(id), (own) => ({ ...own, ...setFiguresOf(story, id, period, timeZone) }), vanished);
  });
  const repositories = repositoryIds.map((id) => {
    const vanished = story.vanished.filter(({ repositoryId }) => repositoryId === id).length;
    return judge(id, repositorySubject(id), (own) => own, vanished);
  });
  const checks = checkStoryOf(story, period);
  return { sets, repositories, checks, head: headOf(sets, repositories, checks.violations, story.troubles) };
}

/** Spans must cover the period in order, as `timelineOf` gives them. */
function figuresOf(period: Interval, spans: readonly Span<BackupWord>[], vanished: number): BackupFigures {
  const ms = { covered: 0, uncovered: 0, unknown: 0 };
  let longestUnknownMs = 0;
  for (const { state, from, to } of spans) {
    ms[state] += to - from;
    if (state === 'unknown') longestUnknownMs = Math.max(longestUnknownMs, to - from);
  }
  return {
    ...{ periodMs: Math.max(0, period.to - period.from), ms, longestUnknownMs, vanished },
    stretches: stretchesOf<BackupWord>(period.from, spans, 'uncovered'),
    atEnd: spans.at(-1)?.state ?? 'unknown',
  };
}

/** One moment without a backup fails the period; only what was shown covered in every moment passes. */
function verdictOf({ periodMs, ms }: BackupFigures): ShownVerdict {
  if (ms.uncovered > 0) return 'fail';
  return periodMs > 0 && ms.covered === periodMs ? 'pass' : 'unknown';
}

function setFiguresOf(story: BackupStory, id: string, period: Interval, timeZone: string) {
  const dayOf = (at: EpochMs): number => Math.floor((at + offsetMs(at, timeZone)) / dayMs);
  const runs = story.runs.get(id) ?? [];
  const within = runs.filter(({ startedAt }) => startedAt >= period.from);
  const newest = runs.reduce((latest, { startedAt }) => Math.max(latest, startedAt), Number.NEGATIVE_INFINITY);
  const stepsOf = (check: string): readonly CheckStep[] => story.checks.get(`${setSubject(id)} ${check}`) ?? [];
  const atEnd = (check: string) => endOf(story, stepsOf(check), period);
  const rule = atEnd('BA-19');
  const fact = (name: string): string | undefined => rule.step?.rows.find(({ oid }) => oid === name)?.value;
  return {
    days: period.to > period.from ? dayOf(period.to - 1) - dayOf(period.from) + 1 : 0,
    daysWithRun: new Set(within.map(({ startedAt }) => dayOf(startedAt))).size,
    newestAgeMs: Number.isFinite(newest) ? period.to - newest : null,
    rule: {
      kept: rule.truth,
      copies: numberOf(fact('copies')),
      media: numberOf(fact('media')),
      offsite: truthOf(fact('offsite')),
      immutable: truthOf(fact('immutable')),
      intact: atEnd('BA-14').truth,
    },
    proven: atEnd('BA-27').truth,
    restores: story.drills.filter(({ dataSet, outcome }) => dataSet === id && outcome !== 'ended').length,
  };
}

/** How a check stood when the period ended, and the record that says so; what nobody watched is not shown. */
function endOf({ unwatched }: BackupStory, steps: readonly CheckStep[], period: Interval) {
  const last = timelineOf({ period, records: steps, unwatched }).at(-1);
  const truth = last?.state === 'pass' ? true : last?.state === 'fail' ? false : null;
  const step = truth === null ? undefined : steps.findLast(({ state }) => state === last?.state);
  return { truth, step };
}

const numberOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
const truthOf = (text: string | undefined): boolean | null =>
  text === 'true' ? true : text === 'false' ? false : null;

/** The key figures by their ids. */
function headOf(
  sets: readonly Judged<SetFigures>[],
  repositories: readonly Judged<BackupFigures>[],
  violations: readonly Violation[],
  troubles: BackupStory['troubles'],
): ReadonlyMap<string, number> {
  const count = (of: (set: Judged<SetFigures>) => boolean): number => sets.filter(of).length;
  const sum = (of: (figures: SetFigures) => number): number => sets.reduce((all, { figures }) => all + of(figures), 0);
  const share = (word: BackupWord): number =>
    sets.length === 0
      ? 0
      : sum(({ ms, periodMs }) => (periodMs === 0 ? Number(word === 'unknown') : ms[word] / periodMs)) / sets.length;
  const trouble = (name: string): number => violations.filter(({ checkId }) => troubles.get(checkId) === name).length;
  return new Map([
    ['coverageAtEnd', sets.length === 0 ? 0 : count(({ figures }) => figures.atEnd === 'covered') / sets.length],
    ['coveredShare', share('covered')],
    ['uncoveredShare', share('uncovered')],
    ['uncertainShare', share('unknown')],
    ['setsCovered', count(({ verdict }) => verdict === 'pass')],
    ['setsUncovered', count(({ verdict }) => verdict === 'fail')],
    ['setsNotShown', count(({ verdict }) => verdict === 'unknown')],
    ['daysWithoutRun', sum(({ days, daysWithRun }) => days - daysWithRun)],
    ['shrunken', trouble('shrunken')],
    ['suspicious', trouble('suspicious')],
    ['damaged', trouble('damaged')],
    ['vanishedSnapshots', sum(({ vanished }) => vanished)],
    ['ruleKept', count(({ figures }) => figures.rule.kept === true && figures.rule.intact === true)],
    ['provenSets', count(({ figures }) => figures.proven === true)],
    ['restores', sum(({ restores }) => restores)],
    ['checkFailures', violations.length],
    [
      'longestGapSeconds',
      [...sets, ...repositories].reduce((most, { figures }) => Math.max(most, figures.longestUnknownMs), 0) / 1000,
    ],
  ]);
}

/** Share of the period in which it was shown what a data set was, over all of them: 0 to 1. */
export function shownShare(sets: BackupAccount['sets']): number {
  const shown = ({ figures: { periodMs, ms } }: Judged<SetFigures>): number =>
    periodMs === 0 ? 0 : (ms.covered + ms.uncovered) / periodMs;
  return sets.length === 0 ? 0 : sets.reduce((all, set) => all + shown(set), 0) / sets.length;
}
