/** What each check said over a period at all places, and every stretch in which it failed. Pure, for the verifier. */

import { timelineOf } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import { type ReportVerdict, reportBounds } from '../model.ts';
import { type Outage, stretchesOf } from '../uptime/figures.ts';
import type { CheckStep, CheckWord, RecordedRow } from './records.ts';
import type { Severity } from './spoken.ts';
import type { IsolationStory } from './story.ts';

export interface CheckFigures {
  /** Places that have a record of it. */
  readonly places: number;
  readonly failingPlaces: number;
  readonly failures: number;
  /** Sums over all places, milliseconds. */
  readonly failingMs: number;
  readonly waivedMs: number;
  readonly unknownMs: number;
}

/** A check failed at a place, from when that was seen until it was seen otherwise; unknown in between ends nothing. */
export interface Violation {
  readonly placeId: string;
  readonly checkId: string;
  readonly severity: Severity;
  readonly stretch: Outage<CheckWord>;
  /** The first of the rows that offended; all are in the records. */
  readonly rows: readonly RecordedRow[];
  readonly rowCount: number;
  /** Places in the ledger, the record that ended it included. */
  readonly records: readonly number[];
}

export interface CheckStory {
  readonly figures: ReadonlyMap<string, CheckFigures>;
  /** In the order of time. */
  readonly violations: readonly Violation[];
}

const severityOrder: readonly Severity[] = ['S1', 'P1', 'S2', 'P2', 'S3', 'P3'];
const nothing: CheckFigures = { places: 0, failingPlaces: 0, failures: 0, failingMs: 0, waivedMs: 0, unknownMs: 0 };

/** Of any audit whose checks are on record in this form. */
export function checkStoryOf(story: Pick<IsolationStory, 'checks' | 'unwatched'>, period: Interval): CheckStory {
  const figures = new Map<string, CheckFigures>();
  const violations: Violation[] = [];
  for (const [key, steps] of story.checks) {
    const [placeId = '', checkId = ''] = splitKey(key);
    const spans = timelineOf<CheckWord>({ period, records: steps, unwatched: story.unwatched });
    const total = (word: CheckWord): number =>
      spans.reduce((sum, { state, from, to }) => (state === word ? sum + to - from : sum), 0);
    const failures = stretchesOf<CheckWord>(period.from, spans, 'fail');
    const before = figures.get(checkId) ?? nothing;
    figures.set(checkId, {
      places: before.places + 1,
      failingPlaces: before.failingPlaces + (failures.length > 0 ? 1 : 0),
      failures: before.failures + failures.length,
      failingMs: before.failingMs + total('fail'),
      waivedMs: before.waivedMs + total('waived'),
      unknownMs: before.unknownMs + total('unknown'),
    });
    for (const stretch of failures) violations.push({ placeId, checkId, stretch, ...seen(steps, stretch) });
  }
  violations.sort(
    (a, b) => a.stretch.from - b.stretch.from || compareText(a.placeId, b.placeId) || compareText(a.checkId, b.checkId),
  );
  return { figures, violations };
}

/** Ids of places have no spaces, so the last one parts the two. */
function splitKey(key: string): readonly [string, string] {
  const at = key.lastIndexOf(' ');
  return [key.slice(0, at), key.slice(at + 1)];
}

function seen(
  steps: readonly CheckStep[],
  { first, to, recovered }: Outage<CheckWord>,
): Pick<Violation, 'severity' | 'rows' | 'rowCount' | 'records'> {
  const begin = first.sequence ?? Number.POSITIVE_INFINITY;
  const own: CheckStep[] = [];
  let end: CheckStep | undefined;
  for (const step of steps) {
    if (step.sequence < begin || end !== undefined) continue;
    if (recovered && step.at >= to && step.state !== 'fail' && step.state !== 'unknown') end = step;
    else if (step.at <= to) own.push(step);
  }
  const failing = own.filter(({ state }) => state === 'fail');
  const rows = new Map<string, RecordedRow>();
  for (const row of failing.flatMap((step) => step.rows)) {
    const key = JSON.stringify([row.deviceId, row.oid, row.value]);
    if (rows.size < reportBounds.findingRows && !rows.has(key)) rows.set(key, row);
  }
  return {
    severity: severityOrder.find((each) => failing.some(({ severity }) => severity === each)) ?? 'S3',
    rows: [...rows.values()],
    rowCount: failing.reduce((most, { rowCount }) => Math.max(most, rowCount), 0),
    records: [...own, ...(end === undefined ? [] : [end])].map(({ sequence }) => sequence),
  };
}

/** A check passes over a period when it was never seen to fail and never in doubt where it was judged. */
export function checkVerdictOf({ places, failures, waivedMs, unknownMs }: CheckFigures): ReportVerdict {
  if (failures > 0) return 'fail';
  if (places === 0 || unknownMs > 0) return 'unknown';
  return waivedMs > 0 ? 'waived' : 'pass';
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
