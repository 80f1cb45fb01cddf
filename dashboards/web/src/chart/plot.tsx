import { useRef } from 'preact/hooks';
import { clock, day } from '../text/format.ts';
import { Drawn, useDrawn } from './drawn.tsx';

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

/** Two series around a zero line; a range that is drawn with the pointer is zoomed into. */
export function Plot(properties: Properties) {
  const { at, above, below, from, to, limit, format, names, onZoom } = properties;
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const drawn = useDrawn({
    ...{ height: 260, from, to, timeTick, anew: [limit, names[0]], fresh: [at, above, below] },
    tick: (value) => format(Math.abs(value)),
    data: () => [[...at], [...above], below.map((value) => (value === null ? null : -value))],
    options: (look) => ({
      cursor: { y: false, drag: { x: true, y: false, setScale: false } },
      select: { show: true, left: 0, top: 0, width: 0, height: 0 },
      y: { range: (_, low, high) => around(low, high, limit) },
      series: [
        {},
        { label: names[0], stroke: look('--in'), fill: look('--in-fill'), width: 1.5, points: { show: false } },
        { label: names[1], stroke: look('--out'), fill: look('--out-fill'), width: 1.5, points: { show: false } },
      ],
      hooks: {
        setSelect: [
          (self) => {
            if (self.select.width < 8) return;
            const begin = self.posToVal(self.select.left, 'x');
            const end = self.posToVal(self.select.left + self.select.width, 'x');
            zoom.current(Math.round(begin * 1000), Math.round(end * 1000));
          },
        ],
      },
    }),
  });
  return (
    <Drawn
      drawn={drawn}
      at={at}
      told={(shown) => [
        <span key="above" class="key in">
          {format(shown === null ? null : (above[shown] ?? null))}
        </span>,
        <span key="below" class="key out">
          {format(shown === null ? null : (below[shown] ?? null))}
        </span>,
      ]}
    />
  );
}

/** Keeps zero in the middle region and never a flat axis; the limit only where traffic comes near it. */
function around(low: number, high: number, limit: number | null): [number, number] {
  const most = Math.max(high, 0, 1_000);
  const least = Math.min(low, 0, -1_000);
  const near = limit !== null && Math.max(most, -least) > limit * 0.7;
  return near ? [-limit * 1.05, limit * 1.05] : [least * 1.15, most * 1.15];
}

function timeTick(seconds: number, length: number): string {
  const date = new Date(seconds * 1000);
  if (length > 3 * 86_400) return day(date).slice(5);
  const time = clock(date);
  return length > 600 ? time.slice(0, 5) : time;
}
