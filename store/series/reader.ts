import { type OnDamage, readStoredChunk } from '../codec/chunk.ts';
import type { Statements } from '../driver.ts';
import { type NumberedRow, readStoredBundle } from './bundle.ts';
import { emptyPoints, mergePoints, type Points, pointsOfRows, within } from './points.ts';
import { rollUp } from './rollup.ts';
import {
  blockOf,
  chunkId,
  dayMs,
  fiveMinutes,
  hours,
  type RolledTier,
  rawChunkMs,
  spansOf,
  startOfId,
} from './tiers.ts';

/** Reads one entity's points of one tier, within one snapshot. */
export interface EntityReader {
  /** Raw points with `from <= at < to`: chunks, the open hours, and what is still queued. */
  raw(from: number, to: number): Promise<Points>;
  /** Points of a rolled-up tier; what has not been rolled up yet is, here and now. */
  rolled(tier: RolledTier, from: number, to: number): Promise<Points>;
}

/**
 * `statements` must be one read transaction. `queued` must have been taken before it began: rows that were written in
 * between are then seen twice (and counted once, by their time) instead of never.
 */
export function readEntity(
  statements: Statements,
  entity: number,
  width: number,
  queued: readonly NumberedRow[],
  onDamage: OnDamage,
): EntityReader {
  const chunks = async (table: string, from: number, to: number, spanMs: number): Promise<Points> => {
    const ids = spansOf(from, to, spanMs).map((start) => chunkId(start, spanMs, entity));
    if (ids.length === 0) return emptyPoints(width);
    const rows = await statements.all(
      `SELECT id, body FROM ${table} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`,
      [JSON.stringify(ids)],
    );
    const decoded = await Promise.all(rows.map((row) => readStoredChunk(row, onDamage)));
    return joinPoints(decoded, width);
  };

  /** Hours of the range that have rows outside of chunks, with all those rows. */
  const openHours = async (from: number, to: number): Promise<Map<number, NumberedRow[]>> => {
    const byHour = new Map<number, NumberedRow[]>();
    const add = (row: NumberedRow) => {
      if (row.entity !== entity || row.at < from || row.at >= to) return;
      const hour = Math.floor(row.at / rawChunkMs) * rawChunkMs;
      const rows = byHour.get(hour) ?? [];
      rows.push(row);
      byHour.set(hour, rows);
    };
    const bundles = await statements.all(
      'SELECT sequence, span, body FROM raw_open WHERE block = ? AND span > ? AND span < ? ORDER BY sequence',
      [blockOf(entity), from - rawChunkMs, to],
    );
    for (const bundle of bundles) readStoredBundle(bundle, onDamage).forEach(add);
    queued.forEach(add);
    return byHour;
  };

  const raw = async (from: number, to: number): Promise<Points> => {
    const closed = await chunks('raw_chunk', from, to, rawChunkMs);
    const open = [...(await openHours(from, to)).values()].flat();
    return within(mergePoints(closed, pointsOfRows(open, width)), from, to);
  };

  /** Parts of a tier that are not in a chunk, by a look at the oldest one there is. */
  const openParts = async (
    tier: RolledTier,
    from: number,
    to: number,
  ): Promise<{ starts: number[]; points: Points }> => {
    const [oldest] = await statements.all(`SELECT min(id) AS id FROM ${tier.open}`);
    if (oldest?.id == null) return { starts: [], points: emptyPoints(width) };
    const first = Math.max(from, startOfId(Number(oldest.id), tier.partMs));
    const ids = spansOf(first, to, tier.partMs).map((start) => chunkId(start, tier.partMs, entity));
    const rows = await statements.all(
      `SELECT id, body FROM ${tier.open} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`,
      [JSON.stringify(ids)],
    );
    const decoded = await Promise.all(rows.map((row) => readStoredChunk(row, onDamage)));
    return { starts: rows.map(({ id }) => startOfId(Number(id), tier.partMs)), points: joinPoints(decoded, width) };
  };

  /** Parts of a tier (hours, days) whose finer rows are newer than the tier's own. */
  const staleParts = async (tier: RolledTier, from: number, to: number): Promise<number[]> => {
    const partFrom = Math.floor(from / tier.partMs) * tier.partMs;
    const partTo = Math.ceil(to / tier.partMs) * tier.partMs;
    const open = [...(await openHours(partFrom, partTo)).keys()];
    if (tier === hours) open.push(...(await openParts(fiveMinutes, partFrom, partTo)).starts);
    return [...new Set(open.map((start) => Math.floor(start / tier.partMs) * tier.partMs))].sort((a, b) => a - b);
  };

  const rolled = async (tier: RolledTier, from: number, to: number): Promise<Points> => {
    let points = await chunks(tier.chunk, from, to, tier.chunkMs);
    points = mergePoints(points, (await openParts(tier, from, to)).points);
    for (const start of await staleParts(tier, from, to)) {
      const finer =
        tier === hours ? await rolled(fiveMinutes, start, start + dayMs) : await raw(start, start + rawChunkMs);
      points = mergePoints(points, rollUp(finer, tier.resolutionMs));
    }
    return within(points, from, to);
  };

  return { raw, rolled };
}

/** Chunks of one entity in order of time as one; of narrower ones (written before a column was added) the rest is gaps. */
function joinPoints(parts: readonly Points[], width: number): Points {
  const first = parts[0];
  if (first === undefined) return emptyPoints(width);
  if (parts.length === 1) return first;
  const at = parts.flatMap((part) => part.at);
  const wide = Math.max(width, ...parts.map((part) => part.columns.length));
  const join = (column: number, part: 'mean' | 'min' | 'max' | 'last') =>
    parts.flatMap((points) => points.columns[column]?.[part] ?? new Array<number>(points.at.length).fill(Number.NaN));
  const columns = Array.from({ length: wide }, (_, column) => {
    const counts = parts.flatMap((points) => {
      const source = points.columns[column];
      if (source?.count != null) return source.count;
      return points.at.map((_time, index) => (Number.isNaN(source?.mean[index] ?? Number.NaN) ? 0 : 1));
    });
    return {
      mean: join(column, 'mean'),
      min: join(column, 'min'),
      max: join(column, 'max'),
      last: join(column, 'last'),
      count: parts.every((points) => points.columns[column]?.count == null) ? null : counts,
    };
  });
  return { at, columns };
}
