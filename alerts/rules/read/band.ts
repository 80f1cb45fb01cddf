import type { Section } from '../../../inventory/index.ts';
import { nearest } from '../../../inventory/index.ts';
import type { Band } from '../model.ts';
import type { SeriesInfo, Vocabulary } from '../series.ts';
import { factorOf, isRuleUnit, type RuleUnit, ruleUnits, unitsLike } from '../units.ts';
import { complain, words } from './complain.ts';

/** A series with the unit that the rule is written in; one of `unit` is `factor` of what the series is kept in. */
export interface Measured {
  readonly info: SeriesInfo;
  readonly unit: RuleUnit;
  readonly factor: number;
}

/** `series` and `unit`: a known series, and a unit that measures the same. */
export function readMeasured(section: Section, { series, mixed }: Vocabulary): Measured | undefined {
  const info = readSeries(section, { series, mixed });
  const unit = words(section, 'unit');
  if (info === undefined || unit === undefined) return undefined;
  if (!isRuleUnit(unit)) {
    const params = { value: unit, allowed: unitsLike(info.unit).join(', ') };
    return complain(section, 'unit', 'unit-unknown', params, nearest(unit, ruleUnits));
  }
  const factor = factorOf(unit, info.unit);
  if (factor !== undefined) return { info, unit, factor };
  const params = { value: unit, series: info.name, allowed: unitsLike(info.unit).join(', ') };
  return complain(section, 'unit', 'unit-mismatch', params);
}

/** `series`: one that is known, and means the same at every maker. */
export function readSeries(section: Section, { series, mixed }: Vocabulary): SeriesInfo | undefined {
  const name = words(section, 'series');
  if (name === undefined) return undefined;
  const info = series.get(name);
  if (mixed.has(name)) return complain(section, 'series', 'series-mixed', { value: name });
  if (info !== undefined) return info;
  return complain(section, 'series', 'series-unknown', { value: name }, nearest(name, series.keys()));
}

const far = 1e15;

/** A number of the rule, which must be there. */
export function readNumber(section: Section, key: string, { least = -far, most = far } = {}): number | undefined {
  if (!section.has(key)) return complain(section, key, 'missing');
  const before = section.mistakes.count;
  const found = section.number(key, { otherwise: Number.NaN, min: least, max: most, whole: false });
  return section.mistakes.count > before ? undefined : found;
}

/** Exactly one of these keys; the mistake is said where none or several are. */
export function oneKeyOf<T extends string>(section: Section, keys: readonly T[]): T | undefined {
  const [first, second] = keys.filter((key) => section.has(key));
  if (first === undefined) return complain(section, keys[0] ?? '', 'one-of', { allowed: keys.join(', ') });
  if (second !== undefined) complain(section, second, 'one-of', { allowed: keys.join(', ') });
  return first;
}

/** The value that raises and the one that ends it, on the right side of each other; `isUp`: what is above raises. */
export function readBand(section: Section, key: string, isUp: boolean, factor = 1): Band | undefined {
  const [raise, clear] = [readNumber(section, key), readNumber(section, 'clear')];
  if (raise === undefined || clear === undefined) return undefined;
  if (isUp ? clear >= raise : clear <= raise) {
    complain(section, 'clear', isUp ? 'clear-above' : 'clear-below', { key, raise, clear });
    return undefined;
  }
  return { raise: raise * factor, clear: clear * factor };
}

/** A time in milliseconds within bounds. */
export function readTime(
  section: Section,
  key: string,
  { otherwise, min = '1s', max = '90d' }: { readonly otherwise?: string; readonly min?: string; readonly max?: string },
): number {
  if (otherwise === undefined && !section.has(key)) complain(section, key, 'missing');
  return Math.round(section.duration(key, { otherwise: otherwise ?? min, min, max }) * 1000);
}
