import { type Message, message } from '../../../core/index.ts';
import { accountOf } from '../../availability/account.ts';
import type { Account, Outage } from '../../availability/model.ts';
import { piecesOf } from '../../availability/pieces.ts';
import type { RecordedState, Span } from '../../availability/timeline.ts';
import { spansOf } from '../../availability/view-timeline.ts';
import type { Interval } from '../../intervals.ts';
import type { Cover } from '../../maintenance/cover.ts';
import { excludedBy, type MaintenancePlan } from '../../maintenance/excluded.ts';
import type { StateWord } from '../../state/model.ts';
import { figuresOf, type UptimeFigures, type UptimeVerdict, verdictOf } from './figures.ts';

/** What holds for every element of a report. */
export interface JudgeTerms {
  readonly period: Interval;
  readonly unwatched: readonly Interval[];
  readonly serviceHours: readonly Interval[];
  readonly plan: MaintenancePlan;
  readonly target: number;
}

/** A stretch of what a timeline shows: announced work hides what was seen meanwhile. */
export interface ShownSpan extends Interval {
  readonly state: StateWord | 'maintenance';
  readonly reason: Message;
}

/** One element with what was made of its history. */
export interface Story {
  /** `link F23` */
  readonly subject: string;
  readonly spans: readonly Span[];
  readonly maintenance: readonly Interval[];
  readonly account: Account<Span>;
  readonly figures: UptimeFigures;
  readonly verdict: UptimeVerdict;
  readonly shown: readonly ShownSpan[];
}

/** @param cover whose maintenance excludes it; undefined: nobody's */
export function judge(
  {
    subject,
    records,
    cover,
  }: {
    readonly subject: string;
    readonly records: readonly RecordedState[];
    readonly cover: Cover | undefined;
  },
  { period, unwatched, serviceHours, plan, target }: JudgeTerms,
): Story {
  const spans = spansOf(subject, { period, records, unwatched });
  const maintenance = cover === undefined ? [] : excludedBy(plan, cover);
  const account = accountOf({ period, spans, maintenance, serviceHours, target });
  const figures = figuresOf(account);
  const verdict = verdictOf(figures, target);
  return { subject, spans, maintenance, account, figures, verdict, shown: shownOf(spans, maintenance) };
}

const announced = message('report.announced');

function shownOf(spans: readonly Span[], maintenance: readonly Interval[]): readonly ShownSpan[] {
  if (maintenance.length === 0) return spans;
  const shown: ShownSpan[] = [];
  for (const { from, to, span, isPlanned } of piecesOf({ spans, maintenance, serviceHours: [] })) {
    const state = isPlanned ? 'maintenance' : span.state;
    const last = shown.at(-1);
    if (last?.state === state) shown[shown.length - 1] = { ...last, to };
    else shown.push({ from, to, state, reason: isPlanned ? announced : span.reason });
  }
  return shown;
}

/**
 * The outages that a report tells. One of a view that began while its point or its service was down is told there: the same
 * failure takes eight services from a point, and is one failure.
 */
export function toldOutages<One extends Story>(
  stories: readonly One[],
): readonly { readonly story: One; readonly outage: Outage<Span> }[] {
  const bySubject = new Map(stories.map((story) => [story.subject, story.account.outages]));
  const isToldBy = (subject: string, at: number): boolean =>
    bySubject.get(subject)?.some(({ from, to = Number.POSITIVE_INFINITY }) => from <= at && at < to) ?? false;
  return stories.flatMap((story) => {
    const [kind, id = ''] = story.subject.split(' ');
    const [pointId, serviceId] = kind === 'view' ? id.split('/') : [];
    return story.account.outages
      .filter(
        ({ from }) =>
          kind !== 'view' || !(isToldBy(`point ${pointId}`, from) || isToldBy(`service ${serviceId}`, from)),
      )
      .map((outage) => ({ story, outage }));
  });
}
