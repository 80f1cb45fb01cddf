import { message } from '../../../core/index.ts';
import type { CheckFigures } from '../isolation/checks.ts';
import type { Column } from '../model.ts';
import type { Words } from '../words.ts';
import type { BackupFigures, SetFigures } from './figures.ts';

type Readings<Figures> = readonly (readonly [
  id: string,
  unit: Column['unit'],
  main: boolean,
  read: (figures: Figures) => number | null,
])[];

const share = ({ periodMs }: BackupFigures, part: number): number => (periodMs === 0 ? 0 : part / periodMs);
/** 1: yes, 0: no, null: not shown. */
const truth = (told: boolean | null): number | null => (told === null ? null : Number(told));

const common: Readings<BackupFigures> = [
  ['coveredShare', 'ratio', true, (figures) => share(figures, figures.ms.covered)],
  ['uncoveredShare', 'ratio', true, (figures) => share(figures, figures.ms.uncovered)],
  ['uncertainShare', 'ratio', false, (figures) => share(figures, figures.ms.unknown)],
  ['uncoveredTimes', 'count', false, ({ stretches }) => stretches.length],
  ['uncoveredSeconds', 'seconds', false, ({ ms }) => ms.uncovered / 1000],
  ['longestUncertainSeconds', 'seconds', false, ({ longestUnknownMs }) => longestUnknownMs / 1000],
  ['vanished', 'count', true, ({ vanished }) => vanished],
];

const sets: Readings<SetFigures> = [
  ...common,
  ['newestAgeSeconds', 'seconds', true, ({ newestAgeMs }) => (newestAgeMs === null ? null : newestAgeMs / 1000)],
  ['daysWithRun', 'count', false, ({ daysWithRun }) => daysWithRun],
  ['daysWithoutRun', 'count', true, ({ days, daysWithRun }) => days - daysWithRun],
  ['copies', 'count', true, ({ rule }) => rule.copies],
  ['media', 'count', true, ({ rule }) => rule.media],
  ['offsite', 'count', true, ({ rule }) => truth(rule.offsite)],
  ['immutable', 'count', true, ({ rule }) => truth(rule.immutable)],
  ['intact', 'count', true, ({ rule }) => truth(rule.intact)],
  ['proven', 'count', true, ({ proven }) => truth(proven)],
  ['restores', 'count', false, ({ restores }) => restores],
];

/** Over all data sets and repositories of the scope. */
const checks: Readings<CheckFigures> = [
  ['judged', 'count', true, ({ places }) => places],
  ['failures', 'count', true, ({ failures }) => failures],
  ['failingElements', 'count', true, ({ failingPlaces }) => failingPlaces],
  ['failingSeconds', 'seconds', true, ({ failingMs }) => failingMs / 1000],
  ['openSeconds', 'seconds', true, ({ unknownMs }) => unknownMs / 1000],
];

const of = <Figures>(readings: Readings<Figures>) => ({
  ids: readings.map(([id]) => id) as readonly string[],
  columns: (words: Words): readonly Column[] =>
    readings.map(([id, unit, main]) => ({ id, name: words.tell(message(`report.column.${id}`)), unit, main })),
  values: (figures: Figures): readonly (number | null)[] => readings.map(([, , , read]) => read(figures)),
});

/** The columns of each table; the verifier makes the same values anew from the evidence. */
export const backupColumns = { sets: of(sets), repositories: of(common), checks: of(checks) };
