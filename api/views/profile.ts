import type { ProfileReading } from '../../collector/index.ts';
import type { WireProfile } from '../wire-profile.ts';
import { isoTime } from './element.ts';

/** Values that a page gets, at most; a chassis of many line cards has more, and they are in /metrics and the series. */
const shownValues = 512;

/** The private tables as they were last read; null where no profile fits, or before the first reading. */
export function wireProfile(reading: ProfileReading | undefined): WireProfile | null {
  if (reading === undefined) return null;
  const { family, title, at, values, missing } = reading;
  return {
    family,
    titleZh: title.zh,
    titleEn: title.en,
    at: isoTime(at),
    total: values.length,
    values: values.slice(0, shownValues).map((value) => ({
      metric: value.metric,
      titleZh: value.title.zh,
      titleEn: value.title.en,
      means: value.means,
      index: value.index,
      label: value.label,
      type: value.type,
      value: value.type === 'date' ? value.text : value.value,
      unit: value.type === 'number' ? value.unit : null,
      good: value.type === 'word' ? (value.good ?? null) : null,
    })),
    missing,
  };
}
