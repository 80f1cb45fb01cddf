import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { useStore } from '../state/store.ts';
import { clock, day } from '../text/format.ts';
import { theme } from '../theme.ts';

interface Properties {
  /** Seconds since 1970. */
  readonly at: readonly number[];
  readonly above: readonly (number | null)[];
  readonly below: readonly (number | null)[];
  readonly from: number;
  readonly to: number;
  readonly limit: number | null;
  readonly format: (value: number | null) => string;
  readonly names: readonly [string, string];
  /** Milliseconds since 1970. */
  readonly onZoom: (from: number, to: number) => void;
}

const height = 260;

/** Two series around a zero line, drawn by uPlot; what the pointer is over stands in the line below. */
export function Plot(properties: Properties) {
  const { at, above, below, from, to, limit, format, names, onZoom } = properties;
  const ref = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const [index, setIndex] = useState<number | null>(null);
  const colours = useStore(theme, (value) => value);
  const data = (): uPlot.AlignedData => [[...at], [...above], below.map((value) => (value === null ? null : -value))];

  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
    const axis = { stroke: colour('--text-2'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    const made = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { y: false, drag: { x: true, y: false, setScale: false } },
        select: { show: true, left: 0, top: 0, width: 0, height: 0 },
        scales: {
          x: { time: true, range: () => [from, to] },
          y: { range: (_, low, high) => around(low, high, limit) },
        },
        axes: [
          {
            ...axis,
            font: colour('--chart-font'),
            values: (_, ticks) => ticks.map((tick) => tickText(tick, to - from)),
            space: 80,
            size: 32,
          },
          {
            ...axis,
            font: colour('--chart-font'),
            size: 84,
            values: (_, ticks) => ticks.map((tick) => format(Math.abs(tick))),
          },
        ],
        series: [
          {},
          { label: names[0], stroke: colour('--in'), fill: colour('--in-fill'), width: 1.5, points: { show: false } },
          { label: names[1], stroke: colour('--out'), fill: colour('--out-fill'), width: 1.5, points: { show: false } },
        ],
        hooks: {
          setCursor: [(self) => setIndex(self.cursor.idx ?? null)],
          setSelect: [
            (self) => {
              if (self.select.width < 8) return;
              const begin = self.posToVal(self.select.left, 'x');
              const end = self.posToVal(self.select.left + self.select.width, 'x');
              zoom.current(Math.round(begin * 1000), Math.round(end * 1000));
            },
          ],
        },
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
  }, [colours, from, to, limit, names[0]]);

  useEffect(() => plot.current?.setData(data()), [at, above, below]);

  const shown = index ?? (at.length === 0 ? null : at.length - 1);
  const time = shown === null ? undefined : at[shown];
  const date = time === undefined ? undefined : new Date(time * 1000);
  return (
    <div class="plot">
      <div ref={ref} class="plot-area" />
      <div class="plot-line">
        <span>{date === undefined ? '–' : `${day(date)} ${clock(date)}`}</span>
        <span class="key in">{format(shown === null ? null : (above[shown] ?? null))}</span>
        <span class="key out">{format(shown === null ? null : (below[shown] ?? null))}</span>
      </div>
    </div>
  );
}

/** Keeps zero in the middle region and never a flat axis; the limit only where traffic comes near it. */
function around(low: number, high: number, limit: number | null): [number, number] {
  const most = Math.max(high, 0, 1_000);
  const least = Math.min(low, 0, -1_000);
  const near = limit !== null && Math.max(most, -least) > limit * 0.7;
  return near ? [-limit * 1.05, limit * 1.05] : [least * 1.15, most * 1.15];
}

function tickText(seconds: number, length: number): string {
  const date = new Date(seconds * 1000);
  if (length > 3 * 86_400) return day(date).slice(5);
  const time = clock(date);
  return length > 2 * 3_600 ? time.slice(0, 5) : length > 600 ? time.slice(0, 5) : time;
}
