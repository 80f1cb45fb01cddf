import { message } from '../../../core/index.ts';
import type { Column } from '../model.ts';
import type { Words } from '../words.ts';
import type { CheckFigures } from './checks.ts';
import type { IsolationFigures } from './figures.ts';

type Readings<Figures> = readonly (readonly [
  id: string,
  unit: Column['unit'],
  main: boolean,
  read: (figures: Figures) => number,
])[];

/** The columns of places; the verifier makes the same values anew from the evidence. */
const places: Readings<IsolationFigures> = [
  ['isolatedShare', 'ratio', true, ({ share }) => share.isolated],
  ['violatedShare', 'ratio', true, ({ share }) => share.violated],
  ['unknownShare', 'ratio', true, ({ share }) => share.unknown],
  ['violations', 'count', true, ({ violations }) => violations.length],
  ['violatedSeconds', 'seconds', true, ({ ms }) => ms.violated / 1000],
  ['longestViolationSeconds', 'seconds', false, ({ longestViolationMs }) => longestViolationMs / 1000],
  ['longestUnknownSeconds', 'seconds', true, ({ longestUnknownMs }) => longestUnknownMs / 1000],
  ['isolatedSeconds', 'seconds', false, ({ ms }) => ms.isolated / 1000],
  ['unknownSeconds', 'seconds', false, ({ ms }) => ms.unknown / 1000],
  ['coverage', 'ratio', false, ({ coverage }) => coverage],
];

/** The columns of checks: over all places of the scope. */
const checks: Readings<CheckFigures> = [
  ['places', 'count', true, (figures) => figures.places],
  ['failures', 'count', true, (figures) => figures.failures],
  ['failingPlaces', 'count', true, (figures) => figures.failingPlaces],
  ['failingSeconds', 'seconds', true, (figures) => figures.failingMs / 1000],
  ['waivedSeconds', 'seconds', true, (figures) => figures.waivedMs / 1000],
  ['openSeconds', 'seconds', true, (figures) => figures.unknownMs / 1000],
];

const idsOf = <Figures>(readings: Readings<Figures>): readonly string[] => readings.map(([id]) => id);

function columnsOf<Figures>(readings: Readings<Figures>, words: Words): readonly Column[] {
  return readings.map(([id, unit, main]) => ({ id, name: words.tell(message(`report.column.${id}`)), unit, main }));
}

export const placeColumnIds = idsOf(places);
export const checkColumnIds = idsOf(checks);
export const placeColumns = (words: Words): readonly Column[] => columnsOf(places, words);
export const checkColumns = (words: Words): readonly Column[] => columnsOf(checks, words);
export const placeValues = (figures: IsolationFigures): readonly number[] =>
  places.map(([, , , read]) => read(figures));
export const checkValues = (figures: CheckFigures): readonly number[] => checks.map(([, , , read]) => read(figures));
