/** What a numeric rule must know of an element beside its value: the window, the usual day or the trend, looked up when it is needed. */
import type { EpochMs } from '../../core/index.ts';
import type { LookUps, RuleHistory } from './history.ts';
import type { RuleClock } from './judge/hours.ts';
import {
  type ForecastTrend,
  type Judged,
  judgeChange,
  judgeForecast,
  judgeThreshold,
  judgeUsual,
  trendBuckets,
  trendOf,
  type Usual,
  usualOf,
} from './judge/values.ts';
import { createExtremes, type Extremes, pieceMs } from './judge/window.ts';
import type { RuleCondition } from './model.ts';
import type { SeriesInfo } from './series.ts';

const nothing: Judged = { reading: 'none' };
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const fiveMinutesMs = 300_000;

export interface RuleMemory {
  /** What the value says; `none` while something is being looked up: `again` is called when it is known. */
  judge(value: number, at: EpochMs): Judged;
}

export interface MemoryDeps {
  readonly condition: RuleCondition;
  readonly info: SeriesInfo;
  readonly entityId: string;
  readonly history: RuleHistory;
  readonly lookUps: LookUps;
  readonly clock: () => RuleClock;
  /** Judge the newest value anew. */
  readonly again: () => void;
}

const memoryless: RuleMemory = { judge: () => nothing };

export function createMemory(deps: MemoryDeps): RuleMemory {
  const { condition } = deps;
  switch (condition.kind) {
    case 'threshold':
      return { judge: (value) => judgeThreshold(condition, value) };
    case 'change':
      return changing(condition, deps);
    case 'usual':
      return usually(condition, deps);
    case 'forecast':
      return trending(condition, deps);
    default:
      return memoryless;
  }
}

type Of<K extends RuleCondition['kind']> = Extract<RuleCondition, { readonly kind: K }>;

/** The window before the start is in the store. */
function changing(condition: Of<'change'>, { info, entityId, history, lookUps, again }: MemoryDeps): RuleMemory {
  const side = condition.side === 'rises' ? 'least' : 'most';
  let extremes: Extremes | undefined;
  let early: { at: EpochMs; value: number }[] | undefined;
  return {
    judge(value, at) {
      if (extremes === undefined) {
        if (early === undefined) {
          const isAsked = lookUps.ask(
            () =>
              history.points({
                ...of(info, entityId),
                from: at - condition.withinMs - pieceMs(condition.withinMs),
                to: at,
                stepMs: pieceMs(condition.withinMs),
                aggregate: side === 'least' ? 'min' : 'max',
              }),
            (points) => {
              const since = early ?? [];
              early = undefined;
              if (points === undefined) return;
              extremes = createExtremes(condition.withinMs, side, [...points, ...since]);
              again();
            },
          );
          if (!isAsked) return nothing;
          early = [];
        }
        if (early.length < 1_000) early.push({ at, value });
        return nothing;
      }
      extremes.add(at, value);
      return judgeChange(condition, value, extremes.of(at) ?? value);
    },
  };
}

/** What is usual is looked up once for each day of the city. */
function usually(condition: Of<'usual'>, { info, entityId, history, lookUps, clock, again }: MemoryDeps): RuleMemory {
  let known: { readonly day: number; readonly byHour: readonly (Usual | undefined)[] } | undefined;
  let asked: number | undefined;
  return {
    judge(value, at) {
      const { day, hour, isWorked } = clock().wall(at);
      if (known?.day === day) return judgeUsual(condition, value, known.byHour[hour]);
      if (asked !== day) {
        const to = Math.floor(at / hourMs) * hourMs;
        const from = to - condition.weeks * 7 * dayMs - dayMs;
        const isAsked = lookUps.ask(
          () => history.points({ ...of(info, entityId), from, to, stepMs: hourMs, aggregate: 'mean' }),
          (points) => {
            asked = points === undefined ? undefined : day;
            if (points === undefined) return;
            known = { day, byHour: usualOf(points, condition, clock(), { day, isWorked }) };
            again();
          },
        );
        if (isAsked) asked = day;
      }
      return nothing;
    },
  };
}

/** A trend is drawn anew with each bucket that is over. */
function trending(condition: Of<'forecast'>, { info, entityId, history, lookUps, again }: MemoryDeps): RuleMemory {
  const stepMs = Math.max(fiveMinutesMs, Math.ceil(condition.fromMs / trendBuckets / fiveMinutesMs) * fiveMinutesMs);
  let trend: ForecastTrend | undefined;
  let bucket: number | undefined;
  let asked: number | undefined;
  return {
    judge(value, at) {
      const now = Math.floor(at / stepMs);
      if (asked !== now) {
        const to = now * stepMs;
        const from = Math.floor((to - condition.fromMs) / stepMs) * stepMs;
        const isAsked = lookUps.ask(
          () => history.points({ ...of(info, entityId), from, to, stepMs, aggregate: 'mean' }),
          (points) => {
            trend = points === undefined ? trend : trendOf(points, condition);
            bucket = now;
            again();
          },
        );
        if (isAsked) asked = now;
      }
      return bucket === now ? judgeForecast(condition, value, trend) : nothing;
    },
  };
}

const of = ({ kind, column }: SeriesInfo, entityId: string) => ({ kind, column, entityId });
