import { clock, day } from '../text/format.ts';
import { Drawn, useDrawn } from './drawn.tsx';

interface Properties {
  /** Seconds since 1970. */
  readonly at: readonly number[];
  readonly values: readonly (number | null)[];
  readonly from: number;
  readonly to: number;
  /** Drawn as lines across: thresholds, budgets. */
  readonly limits: readonly number[];
  readonly format: (value: number | null) => string;
}

/** One series from zero up, with its limits. */
export function Lines({ at, values, from, to, limits, format }: Properties) {
  const limitKey = limits.join();
  const drawn = useDrawn({
    ...{ height: 180, from, to, tick: format, timeTick, anew: [limitKey], fresh: [at, values, limitKey] },
    data: () => [[...at], [...values], ...limits.map((limit) => at.map(() => limit))],
    options: (look) => ({
      cursor: { y: false, drag: { x: false, y: false } },
      y: { range: (_, low, high) => [Math.min(0, low), Math.max(high, ...limits, 1e-9) * 1.12] },
      series: [
        {},
        { stroke: look('--in'), fill: look('--in-fill'), width: 1.5, points: { show: false } },
        ...limits.map(() => ({ stroke: look('--degraded'), width: 1, dash: [6, 5], points: { show: false } })),
      ],
    }),
  });
  return (
    <Drawn
      drawn={drawn}
      at={at}
      told={(shown) => <span class="key in">{format(shown === null ? null : (values[shown] ?? null))}</span>}
    />
  );
}

function timeTick(seconds: number, length: number): string {
  const date = new Date(seconds * 1000);
  return length > 3 * 86_400 ? day(date).slice(5) : clock(date).slice(0, 5);
}
