import { formatDuration } from '../../../core/index.ts';
import type { Section } from '../../../inventory/index.ts';
import { nearest } from '../../../inventory/index.ts';
import type { RuleCondition } from '../model.ts';
import { type SubjectKind, subjectKinds } from '../model.ts';
import type { Vocabulary } from '../series.ts';
import { ofChecks, stateKinds, stateWords, verdictWords } from '../states.ts';
import { oneKeyOf, readBand, readMeasured, readNumber, readSeries, readTime } from './band.ts';
import { complain, complainAt, oneOf, someOf, words } from './complain.ts';

export const conditionKeys = [
  'threshold',
  'change',
  'usual',
  'forecast',
  'state',
  'verdict',
  'absent',
  'composite',
] as const;

/** A condition and what hangs on it: the unit that it is written in, and the kind of what it is about. */
export interface ReadCondition {
  readonly condition: RuleCondition;
  readonly unit: string | undefined;
  /** Undefined of a composite: that of its parts. */
  readonly of: SubjectKind | undefined;
}

/** The one condition of a rule; undefined with the mistakes said. */
export function readCondition(rule: Section, vocabulary: Vocabulary): ReadCondition | undefined {
  const kind = oneKeyOf(rule, conditionKeys);
  if (kind === undefined) return undefined;
  const section = rule.section(kind);
  const found = readers[kind](section, vocabulary);
  section.finish();
  return found;
}

const readers: Readonly<
  Record<(typeof conditionKeys)[number], (section: Section, vocabulary: Vocabulary) => ReadCondition | undefined>
> = {
  threshold(section, vocabulary) {
    const measured = readMeasured(section, vocabulary);
    const side = oneKeyOf(section, ['above', 'below']);
    const band = side === undefined ? undefined : readBand(section, side, side === 'above', measured?.factor);
    if (measured === undefined || side === undefined || band === undefined) return undefined;
    const { info, unit } = measured;
    if (side === 'above' ? band.raise > info.most : band.raise < info.least)
      complain(section, side, 'never-value', { series: info.name, least: info.least, most: info.most });
    return { condition: { kind: 'threshold', series: info.name, side, band }, unit, of: info.of };
  },
  change(section, vocabulary) {
    const measured = readMeasured(section, vocabulary);
    const side = oneKeyOf(section, ['rises', 'falls']);
    // Either way the change counts as a positive amount.
    const band = side === undefined ? undefined : readBand(section, side, true, measured?.factor);
    const withinMs = readTime(section, 'within', { min: '1m', max: '31d' });
    if (measured === undefined || side === undefined || band === undefined) return undefined;
    const { info, unit } = measured;
    if (band.raise <= 0) complain(section, side, 'change-positive');
    if (band.raise > info.most - info.least)
      complain(section, side, 'never-value', { series: info.name, least: info.least, most: info.most });
    return { condition: { kind: 'change', series: info.name, side, band, withinMs }, unit, of: info.of };
  },
  usual(section, vocabulary) {
    const measured = readMeasured(section, vocabulary);
    const side = oneKeyOf(section, ['above', 'below', 'either']);
    const band = side === undefined ? undefined : readBand(section, side, true);
    const weeks = section.number('weeks', { otherwise: 4, min: 2, max: 12, whole: true });
    const least = readNumber(section, 'least', { least: 0 });
    if (measured === undefined || side === undefined || band === undefined || least === undefined) return undefined;
    if (band.clear <= 0) complain(section, 'clear', 'spreads-positive');
    const { info, unit, factor } = measured;
    const condition = { kind: 'usual', series: info.name, side, band, weeks, least: least * factor } as const;
    return { condition, unit, of: info.of };
  },
  forecast(section, vocabulary) {
    const measured = readMeasured(section, vocabulary);
    const key = oneKeyOf(section, ['rises_to', 'falls_to']);
    const reaches = key === undefined ? undefined : readNumber(section, key);
    const raise = readTime(section, 'within', { min: '1h', max: '365d' });
    const clear = readTime(section, 'clear', { min: '1h', max: '3y' });
    const fromMs = readTime(section, 'from', { otherwise: '7d', min: '1h', max: '89d' });
    if (section.has('clear') && clear <= raise) complain(section, 'clear', 'forecast-clear');
    if (section.has('within') && raise > 30 * fromMs)
      complain(section, 'within', 'forecast-far', { time: formatDuration(fromMs / 1000) });
    if (measured === undefined || key === undefined || reaches === undefined) return undefined;
    const { info, unit, factor } = measured;
    const value = reaches * factor;
    if (value > info.most || value < info.least)
      complain(section, key, 'never-value', { series: info.name, least: info.least, most: info.most });
    const side = key === 'rises_to' ? ('rises' as const) : ('falls' as const);
    const band = { raise, clear };
    return {
      condition: { kind: 'forecast', series: info.name, side, reaches: value, band, fromMs },
      unit,
      of: info.of,
    };
  },
  state(section) {
    const of = oneOf(section, 'of', stateKinds);
    const is = someOf(section, 'is', stateWords);
    if (of === undefined || is.length === 0) return undefined;
    return { condition: { kind: 'state', of, is }, unit: undefined, of };
  },
  verdict(section) {
    const check = words(section, 'check');
    const is = someOf(section, 'is', verdictWords);
    if (check === undefined || is.length === 0) return undefined;
    const of = ofChecks().get(check);
    if (of === undefined)
      return complain(section, 'check', 'check-unknown', { value: check }, nearest(check, ofChecks().keys()));
    return { condition: { kind: 'verdict', of, check, is }, unit: undefined, of };
  },
  absent(section, vocabulary) {
    const info = readSeries(section, vocabulary);
    return info && { condition: { kind: 'absent', series: info.name }, unit: undefined, of: info.of };
  },
  composite(section) {
    const named = (key: string) => (section.list(key) ?? []).map(({ text }) => text);
    const [all, any, not] = ['all', 'any', 'not'].map(named) as [string[], string[], string[]];
    if (all.length + any.length === 0) return complain(section, 'all', 'composite-empty');
    for (const key of ['all', 'any', 'not'])
      for (const { text, place } of section.list(key) ?? [])
        if (named(key).filter((one) => one === text).length > 1)
          complainAt(section, place, 'twice', { field: section.name(key), value: text });
    return { condition: { kind: 'composite', all, any, not }, unit: undefined, of: undefined };
  },
};

export const isSubjectKind = (text: string): text is SubjectKind => subjectKinds.some((kind) => kind === text);
