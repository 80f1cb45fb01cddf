import { message, UserError } from '../../core/index.ts';
import { limits } from '../limits.ts';
import type { SeriesAnswer, SeriesKind, SeriesQuery } from '../store.ts';
import { type Points, within } from './points.ts';
import { rollUp } from './rollup.ts';

/**
 * Checks a query before anything is read, and finds its columns.
 * Throws a UserError for an unknown kind or column, numbers that are no times, and more buckets than `limits.maxPoints`.
 */
export function checkQuery(kinds: readonly SeriesKind[], query: SeriesQuery): readonly number[] {
  const kind = kinds.find(({ name }) => name === query.kind);
  if (kind === undefined)
    throw wrong('store.query.kind', { kind: query.kind, known: kinds.map((k) => k.name).join(', ') });
  for (const name of ['from', 'to', 'stepMs'] as const) {
    if (!Number.isSafeInteger(query[name]) || query[name] < 0) throw wrong('store.query.number', { name });
  }
  checkPointCount(query, query.stepMs);
  return query.columns.map((column) => {
    const index = kind.columns.indexOf(column);
    if (index < 0) throw wrong('store.query.column', { column, kind: kind.name, known: kind.columns.join(', ') });
    return index;
  });
}

/** Refuses a range that gives more than `limits.maxPoints` buckets of `stepMs`; 0 passes. */
export function checkPointCount({ from, to }: { from: number; to: number }, stepMs: number): void {
  if (stepMs > 0 && Math.ceil(to / stepMs) - Math.floor(from / stepMs) > limits.maxPoints) throw tooMany(to - from);
}

/**
 * The answer to a query from the points of its range. With a step, one entry per bucket of the range, gaps included;
 * buckets are aligned to multiples of the step, so that the first may begin before `from` (but holds nothing from before).
 */
export function answer(
  points: Points,
  query: SeriesQuery,
  stepMs: number,
  columnIndexes: readonly number[],
  resolutionMs: number,
): SeriesAnswer {
  const inRange = within(points, query.from, query.to);
  if (stepMs === 0 && inRange.at.length > limits.maxPoints) throw tooMany(query.to - query.from);
  const stepped = stepMs === 0 ? inRange : rollUp(inRange, stepMs);
  const at = stepMs === 0 ? stepped.at : grid(query.from, query.to, stepMs);
  const places = new Map(stepped.at.map((time, index) => [time, index]));
  const columns: Record<string, readonly (number | null)[]> = {};
  query.columns.forEach((name, position) => {
    const values = stepped.columns[columnIndexes[position] ?? -1]?.[query.aggregate];
    columns[name] = at.map((time) => {
      const value = values?.[places.get(time) ?? -1];
      return value === undefined || Number.isNaN(value) ? null : value;
    });
  });
  return { at, columns, resolutionMs };
}

function grid(from: number, to: number, stepMs: number): number[] {
  const first = Math.floor(from / stepMs);
  const count = from < to ? Math.ceil(to / stepMs) - first : 0;
  return Array.from({ length: count }, (_, index) => (first + index) * stepMs);
}

function wrong(key: string, params: Record<string, string | number>): UserError {
  return new UserError(message(key, params), message('store.query.remedy'));
}

function tooMany(rangeMs: number): UserError {
  return new UserError(
    message('store.query.points', { max: limits.maxPoints }),
    message('store.query.points.remedy', { seconds: Math.ceil(rangeMs / (limits.maxPoints - 1) / 1000) }),
  );
}
