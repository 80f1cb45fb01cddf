import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { useStore } from '../state/store.ts';
import { clock, day } from '../text/format.ts';
import { theme } from '../theme.ts';

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

const height = 180;

/** One series from zero up, drawn by uPlot, with its limits; what the pointer is over stands in the line below. */
export function Lines({ at, values, from, to, limits, format }: Properties) {
  const ref = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [index, setIndex] = useState<number | null>(null);
  const colours = useStore(theme, (value) => value);
  const limitKey = limits.join();
  const data = (): uPlot.AlignedData => [[...at], [...values], ...limits.map((limit) => at.map(() => limit))];

  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
    const axis = { stroke: colour('--text-2'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    const font = colour('--chart-font');
    const made = new uPlot(
      {
        ...{ width: element.clientWidth, height, legend: { show: false } },
        cursor: { y: false, drag: { x: false, y: false } },
        scales: {
          x: { time: true, range: () => [from, to] },
          y: { range: (_, low, high) => [Math.min(0, low), Math.max(high, ...limits, 1e-9) * 1.12] },
        },
        axes: [
          { ...axis, font, space: 80, size: 32, values: (_, ticks) => ticks.map((tick) => tickText(tick, to - from)) },
          { ...axis, font, size: 84, values: (_, ticks) => ticks.map((tick) => format(tick)) },
        ],
        series: [
          {},
          { stroke: colour('--in'), fill: colour('--in-fill'), width: 1.5, points: { show: false } },
          ...limits.map(() => ({ stroke: colour('--degraded'), width: 1, dash: [6, 5], points: { show: false } })),
        ],
        hooks: { setCursor: [(self) => setIndex(self.cursor.idx ?? null)] },
      },
      data(),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [colours, from, to, limitKey]);

  useEffect(() => plot.current?.setData(data()), [at, values, limitKey]);

  const shown = index ?? (at.length === 0 ? null : at.length - 1);
  const time = shown === null ? undefined : at[shown];
  const date = time === undefined ? undefined : new Date(time * 1000);
  return (
    <div class="plot">
      <div ref={ref} class="plot-area" />
      <div class="plot-line">
        <span>{date === undefined ? '–' : `${day(date)} ${clock(date)}`}</span>
        <span class="key in">{format(shown === null ? null : (values[shown] ?? null))}</span>
      </div>
    </div>
  );
}

function tickText(seconds: number, length: number): string {
  const date = new Date(seconds * 1000);
  return length > 3 * 86_400 ? day(date).slice(5) : clock(date).slice(0, 5);
}
