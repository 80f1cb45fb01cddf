/** What the business itself counts: values that are out of range, or stand still while people work. Pure. */
import type { FigureReading } from '../../collector/index.ts';
import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { BusinessFigureSettings } from '../../inventory/index.ts';
import { serviceLimits } from './limits.ts';

/** When people work: the hours in which a figure is judged. */
export interface WorkTime {
  isWorked(at: EpochMs): boolean;
  /** Milliseconds of work between two moments. */
  workedMs(from: EpochMs, to: EpochMs): number;
}

export const figureWords = ['good', 'out-of-range', 'quiet', 'unknown'] as const;
export type FigureWord = (typeof figureWords)[number];

/** What is remembered of a figure, also over a restart. */
export interface FigureMemory {
  readonly figureId: string;
  /** Of the newest reading with a value. */
  readonly value?: number;
  readonly readAt: EpochMs;
  /** When the value was first seen as it is now; of a figure that is a time, that time. */
  readonly changedAt: EpochMs;
  readonly word: FigureWord;
  readonly since: EpochMs;
  readonly reason: Message;
  /** When anything was read last, with or without a value. */
  readonly triedAt: EpochMs;
}

export interface FigureStanding extends FigureMemory {
  /** What is judged: the value, or the age in seconds of one that is a time; undefined: nothing is known. */
  readonly judged: number | undefined;
}

export function firstMemory(figureId: string, at: EpochMs): FigureMemory {
  const reason = message('services.figure.not-read');
  return { figureId, readAt: 0, changedAt: at, word: 'unknown', since: at, reason, triedAt: 0 };
}

/** Takes a reading; one that is not newer than the last changes nothing. */
export function readFigure(
  memory: FigureMemory,
  { at, value, reason }: FigureReading,
  settings: BusinessFigureSettings,
): FigureMemory {
  if (at <= memory.triedAt) return memory;
  if (value === undefined) return { ...memory, triedAt: at, ...(reason === undefined ? {} : { reason }) };
  const isSame = memory.value === value;
  const changedAt = settings.valueIs === 'time' ? Math.min(value, at) : isSame ? memory.changedAt : at;
  return { ...memory, value, readAt: at, triedAt: at, changedAt };
}

/**
 * What the figure means at a moment. Outside the hours in which it is judged it is good whatever it says, so that nothing that
 * happens at night is a finding; without a fresh value it is unknown.
 */
export function judgeFigure(
  memory: FigureMemory,
  settings: BusinessFigureSettings,
  now: EpochMs,
  work: WorkTime,
): FigureStanding {
  const { value, readAt, changedAt } = memory;
  const judged = value === undefined ? undefined : settings.valueIs === 'time' ? (now - value) / 1000 : value;
  const staleMs = serviceLimits.staleAfterPeriods * settings.periodSeconds * 1000 + serviceLimits.staleMarginMs;
  const told = (word: FigureWord, reason: Message): FigureStanding => {
    const since = word === memory.word ? memory.since : now;
    return { ...memory, word, since, reason, judged };
  };
  if (judged === undefined || now - readAt > staleMs)
    return told(
      'unknown',
      memory.word === 'unknown' || memory.triedAt > readAt ? memory.reason : message('services.figure.stale'),
    );
  const { most, least, quietSeconds, unit } = settings;
  const params = { value: rounded(judged), unit: settings.valueIs === 'time' ? 's' : unit };
  if (!work.isWorked(now)) return told('good', message('services.figure.not-judged', params));
  if (most !== undefined && judged > most)
    return told('out-of-range', message('services.figure.above', { ...params, most }));
  if (least !== undefined && judged < least) {
    return told('out-of-range', message('services.figure.below', { ...params, least }));
  }
  if (quietSeconds !== undefined && work.workedMs(changedAt, now) >= quietSeconds * 1000) {
    return told('quiet', message('services.figure.quiet', { ...params, minutes: Math.floor(quietSeconds / 60) }));
  }
  return told('good', message('services.figure.good', params));
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
