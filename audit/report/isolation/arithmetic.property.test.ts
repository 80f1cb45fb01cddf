import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerRecord } from '../../../ledger/index.ts';
import { smallCity } from '../../city.fake.ts';
import type { Report } from '../model.ts';
import { recomputeIsolation } from '../verify/isolation.ts';
import { buildIsolationReport } from './build.ts';
import { checkStoryOf } from './checks.ts';
import { createStoryReader } from './story.ts';

const words = ['isolated', 'violated', 'unknown'] as const;
const verdicts = ['pass', 'fail', 'unknown', 'waived', 'not-offered', 'not-applicable'] as const;
const places = ['p1', 'p2'] as const;
const ids = ['ISO-05', 'ISO-08'] as const;
const staleAfterMs = 3;
const period = { from: 20, to: 60 };

/** One thing that lands in the ledger; times go backwards now and then, as clocks do. */
const event = fc.oneof(
  fc.record({
    what: fc.constant('place'),
    at: fc.integer({ min: 0, max: 80 }),
    place: fc.constantFrom(...places),
    word: fc.constantFrom(...words),
  }),
  fc.record({
    what: fc.constant('check'),
    at: fc.integer({ min: 0, max: 80 }),
    place: fc.constantFrom(...places),
    check: fc.constantFrom(...ids),
    verdict: fc.constantFrom(...verdicts),
    value: fc.constantFrom('8.8.8.8', '9.9.9.9'),
  }),
  fc.record({
    what: fc.constant('gap'),
    at: fc.integer({ min: 5, max: 80 }),
    lastPollAt: fc.integer({ min: 0, max: 75 }),
  }),
);
type Event = {
  readonly what: string;
  readonly at: number;
  readonly place?: string;
  readonly word?: string;
  readonly check?: string;
  readonly verdict?: string;
  readonly value?: string;
  readonly lastPollAt?: number;
};
/** Mostly in the order of time, as it is with clocks that go forward. */
const stories = fc
  .tuple(fc.array(event, { maxLength: 40 }), fc.boolean())
  .map(([events, sorted]): readonly Event[] => (sorted ? events.toSorted((a, b) => a.at - b.at) : events));

const iso = (at: number): string => new Date(at).toISOString();

function recordsOf(events: readonly Event[]): readonly LedgerRecord[] {
  return events.map((each, seq): LedgerRecord => {
    const at = iso(each.at);
    if (each.what === 'gap')
      return { seq, at, kind: 'gap', subject: 'watch', body: { lastPollAt: each.lastPollAt ?? 0 } };
    const subject = `isolation ${each.place}`;
    const findings = [{ oid: '1.3', value: each.value ?? '', severity: 'S1', text: { key: 'x' } }];
    const judgements = [{ deviceId: 'd', verdict: each.verdict ?? '', findings, findingCount: 1 }];
    const body: LedgerRecord['body'] =
      each.what === 'place'
        ? { place: each.place ?? '', verdict: each.word ?? '', at }
        : {
            check: each.check ?? '',
            verdict: each.verdict ?? '',
            severity: 'S1',
            reason: { key: 'x' },
            at,
            judgements,
          };
    return { seq, at, kind: 'verdict', subject, body };
  });
}

/** The slow and obvious way: what one millisecond was, by going through everything that was said. */
function saidAt(at: number, events: readonly Event[], matches: (event: Event) => string | undefined): string {
  const unwatched = events.some(
    ({ what, at: end, lastPollAt = 0 }) => what === 'gap' && lastPollAt + staleAfterMs <= at && at < end,
  );
  if (unwatched) return 'unknown';
  let [clock, said] = [Number.NEGATIVE_INFINITY, 'unknown'];
  for (const each of events) {
    const word = matches(each);
    // What is dated after the period is no matter of it.
    if (word === undefined || each.at >= period.to) continue;
    clock = Math.max(clock, each.at);
    if (clock <= at) said = word;
  }
  return said;
}

function reportOf(events: readonly Event[]): { readonly report: Report; readonly records: readonly LedgerRecord[] } {
  const reader = createStoryReader({ period, staleAfterMs, isPlace: () => true });
  const records = recordsOf(events);
  for (const record of records) reader.take(record);
  const story = reader.story();
  const report = buildIsolationReport({
    city: smallCity(),
    scope: { kind: 'city', id: 'city' },
    period,
    timeZone: 'UTC',
    language: 'en',
    pollPeriodSeconds: 1,
    staleAfterSeconds: staleAfterMs / 1000,
    story,
    annexes: () => [],
    evidence: { records: story.records.length, complete: true },
    id: 'x',
    madeAt: 0,
    madeBy: 'x',
    version: '0',
    previous: undefined,
    head: null,
    register: new Map(),
  });
  return { report, records: story.records.flatMap((seq) => records[seq] ?? []) };
}

const msAt = (events: readonly Event[], matches: (event: Event) => string | undefined, word: string): number => {
  let sum = 0;
  for (let at = period.from; at < period.to; at += 1) if (saidAt(at, events, matches) === word) sum += 1;
  return sum;
};

describe('the arithmetic of isolation', () => {
  it('agrees with looking at every millisecond of any history, with any order of clocks and any pauses', () => {
    fc.assert(
      fc.property(stories, (events) => {
        const { report } = reportOf(events);
        for (const place of places) {
          const row = report.tables[0]?.rows.find(({ element }) => element.id === place);
          const value = (id: string) =>
            row?.values[report.tables[0]?.columns.findIndex((column) => column.id === id) ?? -1];
          const matches = (each: Event) => (each.what === 'place' && each.place === place ? each.word : undefined);
          const [isolated, violated, unknown] = words.map((word) => msAt(events, matches, word));
          expect([value('isolatedSeconds'), value('violatedSeconds'), value('unknownSeconds')]).toEqual([
            (isolated ?? 0) / 1000,
            (violated ?? 0) / 1000,
            (unknown ?? 0) / 1000,
          ]);
          expect(row?.verdict).toBe(
            violated !== 0 ? 'fail' : isolated === period.to - period.from ? 'pass' : 'unknown',
          );
          let [longest, open] = [0, 0];
          for (let at = period.from; at < period.to; at += 1) {
            open = saidAt(at, events, matches) === 'unknown' ? open + 1 : 0;
            longest = Math.max(longest, open);
          }
          expect(value('longestUnknownSeconds')).toBe(longest / 1000);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives every millisecond in which a check failed to exactly one violation, and none other', () => {
    fc.assert(
      fc.property(stories, (events) => {
        const reader = createStoryReader({ period, staleAfterMs, isPlace: () => true });
        for (const record of recordsOf(events)) reader.take(record);
        const { figures, violations } = checkStoryOf(reader.story(), period);
        for (const check of ids) {
          const sum = places.reduce((all, place) => {
            const matches = (each: Event) =>
              each.what === 'check' && each.place === place && each.check === check ? each.verdict : undefined;
            const failing = msAt(events, matches, 'fail');
            const told = violations.filter((each) => each.placeId === place && each.checkId === check);
            expect(told.reduce((ms, { stretch }) => ms + stretch.downMs, 0)).toBe(failing);
            return all + failing;
          }, 0);
          expect(figures.get(check)?.failingMs ?? 0).toBe(sum);
        }
        for (const { stretch, rows, records, severity } of violations) {
          expect(stretch.downMs).toBeGreaterThan(0);
          expect(rows.length).toBeGreaterThan(0);
          expect(records.length).toBeGreaterThan(0);
          expect(severity).toBe('S1');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('comes out the same when the verifier makes it anew from the records that came along, whatever the history', () => {
    fc.assert(
      fc.property(stories, (events) => {
        const { report, records } = reportOf(events);
        const read = JSON.parse(JSON.stringify(report)) as Report;
        expect(recomputeIsolation(read, records)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
