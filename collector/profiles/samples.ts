import type { EpochMs } from '../../core/index.ts';
import type { ProfileReading, ProfileValue } from './model.ts';

/** The columns of the store's kind `profile`: one entity for each value, so that a new profile needs no new column. */
export const profileMetrics = ['value'] as const;
export type ProfileMetric = (typeof profileMetrics)[number];

/** One row of the store. */
export interface ProfileSample {
  readonly kind: 'profile';
  /** `<deviceId>/<metric>`, with `/<index>` for a row of a table. */
  readonly entityId: string;
  readonly at: EpochMs;
  readonly values: readonly [number];
}

/** What of a reading has a course in time: numbers, words as the device's own number, dates as seconds since 1970. */
export function samplesOf(deviceId: string, { at, values }: ProfileReading): ProfileSample[] {
  return values.flatMap((value) => {
    const number = numberOf(value);
    if (number === undefined) return [];
    const row = value.index === '' ? '' : `/${value.index}`;
    return [{ kind: 'profile', entityId: `${deviceId}/${value.metric}${row}`, at, values: [number] }];
  });
}

export function numberOf(value: ProfileValue): number | undefined {
  switch (value.type) {
    case 'number':
      return value.value;
    case 'word':
      return value.code;
    case 'date':
      return value.value / 1000;
    default:
      return undefined;
  }
}
