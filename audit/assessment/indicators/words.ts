/** Isolation and backup: the time in which the recorded word of places and data sets was the good one. */
import { message } from '../../../core/index.ts';
import { type RecordedState, type Span, timelineOf } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import { type BackupWord, setSubject } from '../../report/backup/story.ts';
import type { PlaceWord } from '../../report/isolation/spoken.ts';
import type { AssessmentFacts } from '../facts.ts';
import type { CardEvidence, Finding, Measure, Unit } from '../model.ts';
import { sumOfMeasures } from '../points.ts';
import { placesOfUnit } from '../units.ts';
import { found } from './found.ts';

export function isolation({ city, period, isolation: story }: AssessmentFacts, unit: Unit): Finding {
  const placeIds = placesOfUnit(city, unit);
  const told = placeIds.map((id) =>
    spoken<PlaceWord>({
      about: `isolation ${id}`,
      ...{ period, unwatched: story.unwatched, records: story.places.get(id) ?? [] },
      ...{ good: 'isolated', bad: 'violated' },
    }),
  );
  return found({
    unit: 'ms',
    measure: sumOfMeasures(told.map(({ measure }) => measure)),
    none: placeIds.length === 0 ? 'no-places' : 'no-time',
    inputs: [message('assessment.input.places', { count: placeIds.length })],
    evidence: longestFirst(told.flatMap(({ evidence }) => evidence)),
  });
}

export function backup({ city, period, backups: story }: AssessmentFacts, unit: Unit): Finding {
  const sets = [...city.backups.values()].filter((set) =>
    unit.kind === 'office' ? set.officeId === unit.id : set.districtId === unit.id,
  );
  const told = sets.map(({ id }) =>
    spoken<BackupWord>({
      about: `backup ${id}`,
      ...{ period, unwatched: story.unwatched, records: story.words.get(setSubject(id)) ?? [] },
      ...{ good: 'covered', bad: 'uncovered' },
    }),
  );
  return found({
    unit: 'ms',
    measure: sumOfMeasures(told.map(({ measure }) => measure)),
    none: sets.length === 0 ? 'no-data-sets' : 'no-time',
    inputs: [message('assessment.input.data-sets', { count: sets.length })],
    evidence: longestFirst(told.flatMap(({ evidence }) => evidence)),
  });
}

function spoken<Word extends string>(input: {
  readonly about: string;
  readonly period: Interval;
  readonly unwatched: readonly Interval[];
  readonly records: readonly RecordedState<Word>[];
  readonly good: Word;
  readonly bad: Word;
}): { readonly measure: Measure; readonly evidence: readonly CardEvidence[] } {
  const { about, period, good, bad } = input;
  const spans = timelineOf<Word>(input);
  const msOf = (word: string): number =>
    spans.reduce((sum, { state, from, to }) => sum + (state === word ? to - from : 0), 0);
  const lasts = ({ to }: Span<Word>): boolean => to >= period.to;
  return {
    measure: { good: msOf(good), bad: msOf(bad), unknown: msOf('unknown') },
    evidence: spans
      .filter(({ state }) => state === bad)
      .map((span) => ({
        ...{ about, what: span.reason, from: span.from, to: lasts(span) ? undefined : span.to },
        record: span.sequence,
      })),
  };
}

function longestFirst(evidence: readonly CardEvidence[]): readonly CardEvidence[] {
  const length = ({ from, to = Number.MAX_SAFE_INTEGER }: CardEvidence): number => to - from;
  return evidence.toSorted((a, b) => length(b) - length(a));
}
