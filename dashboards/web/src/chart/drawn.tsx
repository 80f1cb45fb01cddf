import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { useStore } from '../state/store.ts';
import { clock, day } from '../text/format.ts';
import { theme } from '../theme.ts';

/** A colour or font of the theme, by its CSS name. */
type Look = (name: string) => string;

interface Drawing {
  readonly height: number;
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly data: () => uPlot.AlignedData;
  /** What is drawn; asked anew when the theme, the range or one of `anew` is another. */
  readonly options: (
    look: Look,
  ) => Pick<uPlot.Options, 'series'> & Partial<uPlot.Options> & { readonly y: uPlot.Scale };
  readonly tick: (value: number) => string;
  readonly timeTick: (seconds: number, length: number) => string;
  readonly anew: readonly unknown[];
  /** Data that changed is drawn into what is there. */
  readonly fresh: readonly unknown[];
}

/** A chart by uPlot in a box whose width it follows, in the colours of the theme; `index` is where the pointer is. */
export function useDrawn({ height, from, to, data, options, tick, timeTick, anew, fresh }: Drawing) {
  const ref = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [index, setIndex] = useState<number | null>(null);
  const colours = useStore(theme, (value) => value);

  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const look: Look = (name) => getComputedStyle(element).getPropertyValue(name).trim();
    const axis = { stroke: look('--text-2'), grid: { stroke: look('--line'), width: 1 }, ticks: { show: false } };
    const font = look('--chart-font');
    const { y, hooks, ...own } = options(look);
    const made = new uPlot(
      {
        ...{ width: element.clientWidth, height, legend: { show: false } },
        scales: { x: { time: true, range: () => [from, to] }, y },
        axes: [
          { ...axis, font, space: 80, size: 32, values: (_, ticks) => ticks.map((at) => timeTick(at, to - from)) },
          { ...axis, font, size: 84, values: (_, ticks) => ticks.map((value) => tick(value)) },
        ],
        ...own,
        hooks: { setCursor: [(self) => setIndex(self.cursor.idx ?? null)], ...hooks },
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
  }, [colours, from, to, ...anew]);

  useEffect(() => plot.current?.setData(data()), [...fresh]);

  return { ref, index };
}

/** The chart, and below it the time that the pointer is over, or the newest one, with what was then. */
export function Drawn({
  drawn: { ref, index },
  at,
  told,
}: {
  readonly drawn: ReturnType<typeof useDrawn>;
  readonly at: readonly number[];
  /** What was at this place of the data; null: there is none. */
  readonly told: (shown: number | null) => ComponentChildren;
}) {
  const shown = index ?? (at.length === 0 ? null : at.length - 1);
  const time = shown === null ? undefined : at[shown];
  const date = time === undefined ? undefined : new Date(time * 1000);
  return (
    <div class="plot">
      <div ref={ref} class="plot-area" />
      <div class="plot-line">
        <span>{date === undefined ? '–' : `${day(date)} ${clock(date)}`}</span>
        {told(shown)}
      </div>
    </div>
  );
}
