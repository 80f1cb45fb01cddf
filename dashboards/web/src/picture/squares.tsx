import { useMemo } from 'preact/hooks';
import type { WireState } from '../../../../api/wire.ts';
import type { LinkOnWall, PointOnWall } from '../state/model.ts';
import type { Layout, PlacedPoint } from './placed.ts';
import type { Handles } from './spot.ts';

interface Properties extends Handles {
  readonly layout: Layout;
  readonly points: ReadonlyMap<string, PointOnWall>;
  readonly links: ReadonlyMap<string, LinkOnWall>;
}

/**
 * Thousands of points as squares with a bar per link below, drawn as one path per state: the browser handles eight
 * shapes instead of thousands. Points in trouble are drawn once more, each by itself, by the picture.
 */
export function Squares({ layout, points, links, setHovered, open }: Properties) {
  const key = unwell(points) + unwell(links);
  const { squares, bars } = useMemo(() => pathsOf({ layout, points, links }), [layout, key]);
  const find = (event: MouseEvent): PlacedPoint | undefined => nearest(layout, event.offsetX, event.offsetY);
  const hover = (event: MouseEvent) => {
    const found = find(event);
    setHovered(found === undefined ? undefined : `point:${found.id}`);
  };
  const click = (event: MouseEvent) => {
    const found = find(event);
    if (found !== undefined) open(`point:${found.id}`);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard moves over the points themselves
    <g class="squares" onMouseMove={hover} onMouseLeave={() => setHovered(undefined)} onClick={click}>
      {(['up', 'degraded', 'unknown', 'down'] as const).map((state) => (
        <g key={state} class={`s-${state}`}>
          <path class="square" d={squares[state].join('')} />
          <path class="bar" d={bars[state].join('')} />
        </g>
      ))}
    </g>
  );
}

/** Names every element that is not up: traffic alone draws nothing anew. */
function unwell(elements: ReadonlyMap<string, PointOnWall | LinkOnWall>): string {
  let key = `${elements.size};`;
  for (const { id, state } of elements.values()) if (state !== 'up') key += `${id} ${state};`;
  return key;
}

type Paths = Readonly<Record<'squares' | 'bars', Readonly<Record<WireState, string[]>>>>;

function pathsOf({ layout, points, links }: Pick<Properties, 'layout' | 'points' | 'links'>): Paths {
  const squares: Record<WireState, string[]> = { up: [], degraded: [], down: [], unknown: [] };
  const bars: Record<WireState, string[]> = { up: [], degraded: [], down: [], unknown: [] };
  const order = Map.groupBy(layout.links.values(), ({ pointId }) => pointId);
  for (const [id, place] of layout.points) {
    const point = points.get(id);
    if (place.form !== 'grid' || point === undefined) continue;
    const { x, y, radius } = place;
    squares[point.state].push(
      `M${r(x - radius)} ${r(y - radius)}h${r(2 * radius)}v${r(1.35 * radius)}h${r(-2 * radius)}z`,
    );
    const mine = order.get(id) ?? [];
    const width = (2 * radius) / Math.max(1, mine.length);
    for (const [index, link] of mine.entries()) {
      const state = links.get(link.id)?.state ?? 'unknown';
      const left = x - radius + index * width;
      bars[state].push(
        `M${r(left)} ${r(y + radius * 0.55)}h${r(width * (mine.length > 1 ? 0.86 : 1))}v${r(radius * 0.45)}h${r(-width * (mine.length > 1 ? 0.86 : 1))}z`,
      );
    }
  }
  return { squares, bars };
}

function nearest(layout: Layout, x: number, y: number): PlacedPoint | undefined {
  for (const place of layout.points.values()) {
    if (Math.abs(place.x - x) <= place.radius + 2 && Math.abs(place.y - y) <= place.radius + 2) return place;
  }
  return undefined;
}

function r(value: number): number {
  return Math.round(value * 10) / 10;
}
