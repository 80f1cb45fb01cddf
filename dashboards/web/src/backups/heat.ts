import type { WireBackupMatrix, WireDayWord } from '../../../../api/wire-backups.ts';

/** Where everything of the heat map stands, in pixels; pure. */
export interface Heat {
  readonly height: number;
  readonly cellWidth: number;
  readonly days: readonly string[];
  readonly rows: readonly HeatRow[];
  readonly heads: readonly { readonly districtId: string; readonly y: number }[];
  /** Days at which the axis names a month or a day. */
  readonly ticks: readonly { readonly x: number; readonly text: string }[];
}

export interface HeatRow {
  readonly dataSetId: string;
  readonly officeId: string;
  readonly officeNameZh: string;
  readonly words: readonly WireDayWord[];
  readonly y: number;
}

export const heatLabelPx = 168;
export const heatRowPx = 16;
const axisPx = 22;
const headPx = 24;
const leastTickPx = 64;
const dayMs = 86_400_000;

/** Rows by district, in the order of the districts; days from left to right. */
export function layOut(matrix: WireBackupMatrix, districtIds: readonly string[], width: number): Heat {
  const first = Date.parse(`${matrix.from}T00:00:00Z`);
  const count = Math.round((Date.parse(`${matrix.to}T00:00:00Z`) - first) / dayMs) + 1;
  const days = Array.from({ length: count }, (_, index) => new Date(first + index * dayMs).toISOString().slice(0, 10));
  const cellWidth = Math.max(1, (width - heatLabelPx) / Math.max(1, count));
  const rows: HeatRow[] = [];
  const heads: { districtId: string; y: number }[] = [];
  let y = axisPx;
  for (const districtId of districtIds) {
    const mine = matrix.rows.filter((row) => row.districtId === districtId);
    if (mine.length === 0) continue;
    heads.push({ districtId, y });
    y += headPx;
    for (const { dataSetId, officeId, officeNameZh, days: letters } of mine) {
      // A letter that nobody explains tells nothing.
      const words = [...letters].map((letter) => matrix.letters[letter] ?? 'no-look');
      rows.push({ dataSetId, officeId, officeNameZh, words, y });
      y += heatRowPx;
    }
  }
  return { height: y + 4, cellWidth, days, rows, heads, ticks: ticksOf(days, cellWidth) };
}

function ticksOf(days: readonly string[], cellWidth: number): Heat['ticks'] {
  const everyMonth = days.length > 45;
  let free = 0;
  return days.flatMap((day, index) => {
    const wanted = everyMonth ? day.endsWith('-01') : index % 7 === 0;
    const x = heatLabelPx + index * cellWidth;
    if (!wanted || x < free) return [];
    free = x + leastTickPx;
    return [{ x, text: everyMonth ? day.slice(0, 7) : day.slice(5) }];
  });
}

/** Every cell with one word as one path; a missed or unseen day has a sign that is read without colour where it has room. */
export function pathsOf(heat: Heat, word: WireDayWord): { readonly fill: string; readonly sign: string } {
  const fill: string[] = [];
  const sign: string[] = [];
  const gap = heat.cellWidth > 5 ? 1 : 0;
  const [w, h] = [heat.cellWidth - gap, heatRowPx - 2];
  for (const { words, y } of heat.rows) {
    for (const [index, each] of words.entries()) {
      if (each !== word) continue;
      const x = heatLabelPx + index * heat.cellWidth;
      fill.push(`M${x.toFixed(2)} ${y + 1}h${w.toFixed(2)}v${h}h${(-w).toFixed(2)}z`);
      if (heat.cellWidth < 7) continue;
      const [cx, cy] = [x + w / 2, y + 1 + h / 2];
      if (word === 'missed') sign.push(`M${cx - 2.5} ${cy - 2.5}l5 5M${cx + 2.5} ${cy - 2.5}l-5 5`);
      if (word === 'no-look') sign.push(`M${cx} ${cy}v.01`);
    }
  }
  return { fill: fill.join(''), sign: sign.join('') };
}

/** Row and day under a place of the drawing; undefined where there is no cell. */
export function cellAt(heat: Heat, x: number, y: number): HeatCell | undefined {
  const day = Math.floor((x - heatLabelPx) / heat.cellWidth);
  const row = heat.rows.findIndex((each) => y >= each.y && y < each.y + heatRowPx);
  return row === -1 || day < 0 || day >= heat.days.length ? undefined : { row, day };
}

export interface HeatCell {
  readonly row: number;
  readonly day: number;
}

/** Where a key leads; undefined: it is none of ours. Never out of the map. */
export function moved({ rows, days }: Pick<Heat, 'rows' | 'days'>, cell: HeatCell, key: string): HeatCell | undefined {
  const to = {
    ArrowUp: { ...cell, row: cell.row - 1 },
    ArrowDown: { ...cell, row: cell.row + 1 },
    ArrowLeft: { ...cell, day: cell.day - 1 },
    ArrowRight: { ...cell, day: cell.day + 1 },
    PageUp: { ...cell, day: cell.day - 30 },
    PageDown: { ...cell, day: cell.day + 30 },
    Home: { ...cell, day: 0 },
    End: { ...cell, day: days.length - 1 },
  }[key];
  const within = (value: number, end: number): number => Math.max(0, Math.min(end - 1, value));
  return to === undefined ? undefined : { row: within(to.row, rows.length), day: within(to.day, days.length) };
}
