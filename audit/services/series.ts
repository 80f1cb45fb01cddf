import { type FigureReading, type ProbeResult, probeOutcomes } from '../../collector/index.ts';
import type { SampleRow } from '../../store/index.ts';

/** Milliseconds by phase of one try, and what it came to as its place in `probeOutcomes`; its entity is `<vantage>/<probe>`. */
export const probeSeries = {
  name: 'probe',
  columns: ['total', 'resolve', 'connect', 'tls', 'login', 'firstByte', 'answer', 'outcome'],
} as const;

/** A business figure; its entity is the figure. Of one that is a time, epoch milliseconds. */
export const figureSeries = { name: 'figure', columns: ['value'] } as const;

export const probeEntity = (vantageId: string, probeId: string): string => `${vantageId}/${probeId}`;

export function probeSample({ vantageId, probeId, startedAt, phases, outcome }: ProbeResult): SampleRow {
  const { total, resolve, connect, tls, login, 'first-byte': firstByte, answer } = phases;
  const values = [total, resolve, connect, tls, login, firstByte, answer, probeOutcomes.indexOf(outcome)];
  return { kind: probeSeries.name, entityId: probeEntity(vantageId, probeId), at: startedAt, values };
}

/** Undefined for a reading without a value. */
export function figureSample({ figureId, at, value }: FigureReading): SampleRow | undefined {
  return value === undefined ? undefined : { kind: figureSeries.name, entityId: figureId, at, values: [value] };
}
