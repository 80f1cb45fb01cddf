import type { Metric, ProfileReading, ProfileValue } from '../collector/index.ts';
import { type Language, unitSigns } from '../core/index.ts';

/** A value as a person reads it, with its unit. */
export function valueText(value: ProfileValue): string {
  if (value.type === 'date') return value.text;
  if (value.type !== 'number') return value.value;
  if (value.unit === 'ratio') return `${Number((value.value * 100).toFixed(2))} %`;
  const number = Number.isInteger(value.value) ? `${value.value}` : `${Number(value.value.toPrecision(6))}`;
  return `${number} ${unitSigns[value.unit] ?? value.unit}`.trim();
}

/** One line for each value: metric, what it is, whose, and the value. */
export function readingRows({ values }: ProfileReading, language: Language): readonly (readonly string[])[] {
  return values.map((value) => [
    value.metric,
    titleIn(value.title, language),
    value.label === '' ? value.index : value.label,
    valueText(value),
  ]);
}

export function titleIn({ zh, en }: Metric['title'], language: Language): string {
  return language === 'en' ? en : zh;
}
