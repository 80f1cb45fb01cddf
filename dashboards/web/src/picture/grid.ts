import type { Place, Rectangle } from './rectangle.ts';

/** A dense tile: a head for the district's name and square cells, row by row. */
export interface Grid {
  readonly cells: readonly Place[];
  /** Edge of a cell's mark, without the gap. */
  readonly cell: number;
}

/** Height kept free for the name of the district. */
export const gridHead = 34;
const largest = 26;

/** Centres of `count` square cells in a tile under its head; cells shrink until all fit. */
export function placeInGrid(tile: Rectangle, count: number): Grid {
  const padding = 8;
  const width = Math.max(1, tile.width - 2 * padding);
  const height = Math.max(1, tile.height - gridHead - padding);
  let pitch = Math.min(largest, width, height);
  while (pitch > 0.5 && Math.floor(width / pitch) * Math.floor(height / pitch) < count) pitch -= 0.25;
  const columns = Math.max(1, Math.floor(width / pitch));
  const left = tile.x + padding + (width - columns * pitch) / 2;
  const top = tile.y + gridHead;
  const cells = Array.from({ length: count }, (_, index) => ({
    x: left + (index % columns) * pitch + pitch / 2,
    y: top + Math.floor(index / columns) * pitch + pitch / 2,
  }));
  return { cells, cell: pitch * 0.76 };
}
