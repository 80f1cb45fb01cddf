import { encodeChunk, type OnDamage, readStoredChunk } from '../codec/chunk.ts';
import type { Driver, SqlValue, Statements } from '../driver.ts';
import { breathe } from '../turns.ts';
import { type NumberedRow, readStoredBundle } from './bundle.ts';
import { emptyPoints, mergePoints, type Points, pointsOfRows, within } from './points.ts';
import { rollUp } from './rollup.ts';
import {
  chunkId,
  entitiesPerBlock,
  entityOfId,
  fiveMinutes,
  hours,
  type RolledTier,
  rawChunkMs,
  spansOf,
  startOfId,
} from './tiers.ts';

/** Chunks read or made before others get their turn; each takes about 0.1 ms. */
const chunksPerBreath = 16;

export interface RollingContext {
  readonly onDamage: OnDamage;
  /** True when the store is closing: each step is whole by itself, the rest is done after the next start. */
  stopped(): boolean;
}

/** Bytes to be stored under a chunk's key. */
type Stored = readonly [id: number, body: Buffer];

/**
 * Closes all raw hours that end by `until`: rows become one exact chunk per entity, and a part of twelve five-minute rows.
 * A late row of an hour closed before joins that hour's chunk, and its five-minute rows are made anew from all of them, so
 * nothing is counted twice or lost. One block of entities and one hour at a time; each is one transaction.
 */
export async function closeRawHours(driver: Driver, until: number, context: RollingContext): Promise<void> {
  const { onDamage } = context;
  const due = await driver.all(
    'SELECT block, span, max(sequence) AS last FROM raw_open WHERE span <= ? GROUP BY block, span ORDER BY span, block',
    [until - rawChunkMs],
  );
  for (const { block, span, last } of due) {
    if (context.stopped()) return;
    const bundles = await driver.all(
      'SELECT sequence, span, body FROM raw_open WHERE block = ? AND span = ? AND sequence <= ? ORDER BY sequence',
      [block ?? 0, span ?? 0, last ?? 0],
    );
    const start = Number(span);
    const byEntity = new Map<number, NumberedRow[]>();
    for (const [index, bundle] of bundles.entries()) {
      if (index % chunksPerBreath === 0) await breathe();
      for (const row of readStoredBundle(bundle, onDamage)) {
        const rows = byEntity.get(row.entity) ?? [];
        rows.push(row);
        byEntity.set(row.entity, rows);
      }
    }
    const earlier = await load(
      driver,
      'raw_chunk',
      [...byEntity.keys()].map((entity) => chunkId(start, rawChunkMs, entity)),
      onDamage,
    );
    const chunks: Stored[] = [];
    const parts: Stored[] = [];
    for (const [entity, rows] of byEntity) {
      await breathe();
      const width = rows.reduce((most, { values }) => Math.max(most, values.length), 0);
      const id = chunkId(start, rawChunkMs, entity);
      const points = mergePoints(earlier.get(id) ?? emptyPoints(width), pointsOfRows(rows, width));
      chunks.push([id, await encodeChunk(points, false)]);
      parts.push([
        chunkId(start, fiveMinutes.partMs, entity),
        await encodeChunk(rollUp(points, fiveMinutes.resolutionMs), true),
      ]);
    }
    await driver.transaction('IMMEDIATE', async (statements) => {
      await save(statements, 'raw_chunk', chunks);
      await save(statements, fiveMinutes.open, parts);
      await statements.run('DELETE FROM raw_open WHERE block = ? AND span = ? AND sequence <= ?', [
        block ?? 0,
        span ?? 0,
        last ?? 0,
      ]);
    });
  }
}

/**
 * Closes all chunks of a rolled-up tier that end by `until`: the parts of each entity join its chunk (newer rows win), and
 * the next tier's part is made from the whole of it.
 */
export async function closeParts(
  driver: Driver,
  tier: RolledTier,
  until: number,
  context: RollingContext,
): Promise<void> {
  const next = tier === fiveMinutes ? hours : undefined;
  const bound = chunkId(Math.floor(until / tier.chunkMs) * tier.chunkMs, tier.partMs, 0);
  for (;;) {
    const [oldest] = await driver.all(`SELECT min(id) AS id FROM ${tier.open} WHERE id < ?`, [bound]);
    if (oldest?.id == null) return;
    const start = Math.floor(startOfId(Number(oldest.id), tier.partMs) / tier.chunkMs) * tier.chunkMs;
    const end = start + tier.chunkMs;
    const ids = await driver.all(`SELECT id FROM ${tier.open} WHERE id >= ? AND id < ?`, [
      chunkId(start, tier.partMs, 0),
      chunkId(end, tier.partMs, 0),
    ]);
    const entities = [...new Set(ids.map(({ id }) => entityOfId(Number(id))))].sort((a, b) => a - b);
    for (let index = 0; index < entities.length; index += entitiesPerBlock) {
      if (context.stopped()) return;
      await closeSpan(driver, tier, next, start, entities.slice(index, index + entitiesPerBlock), context.onDamage);
    }
  }
}

async function closeSpan(
  driver: Driver,
  tier: RolledTier,
  next: RolledTier | undefined,
  start: number,
  entities: readonly number[],
  onDamage: OnDamage,
): Promise<void> {
  const partStarts = spansOf(start, start + tier.chunkMs, tier.partMs);
  const partIds = (entity: number) => partStarts.map((part) => chunkId(part, tier.partMs, entity));
  const open = await load(driver, tier.open, entities.flatMap(partIds), onDamage);
  const earlier = await load(
    driver,
    tier.chunk,
    entities.map((entity) => chunkId(start, tier.chunkMs, entity)),
    onDamage,
  );
  const chunks: Stored[] = [];
  const parts: Stored[] = [];
  for (const entity of entities) {
    await breathe();
    const id = chunkId(start, tier.chunkMs, entity);
    const points = partIds(entity).reduce(
      (whole, part) => mergePoints(whole, open.get(part) ?? emptyPoints(0)),
      earlier.get(id) ?? emptyPoints(0),
    );
    chunks.push([id, await encodeChunk(points, true)]);
    if (next !== undefined) {
      for (const part of spansOf(start, start + tier.chunkMs, next.partMs)) {
        const rows = rollUp(within(points, part, part + next.partMs), next.resolutionMs);
        if (rows.at.length > 0) parts.push([chunkId(part, next.partMs, entity), await encodeChunk(rows, true)]);
      }
    }
  }
  await driver.transaction('IMMEDIATE', async (statements) => {
    await save(statements, tier.chunk, chunks);
    if (next !== undefined) await save(statements, next.open, parts);
    await statements.run(`DELETE FROM ${tier.open} WHERE id IN (SELECT value FROM json_each(?))`, [
      JSON.stringify([...open.keys()]),
    ]);
  });
}

async function load(
  statements: Statements,
  table: string,
  ids: readonly number[],
  onDamage: OnDamage,
): Promise<Map<number, Points>> {
  const rows = await statements.all(`SELECT id, body FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`, [
    JSON.stringify(ids),
  ]);
  const read = new Map<number, Points>();
  for (const row of rows) {
    if (read.size % chunksPerBreath === 0) await breathe();
    read.set(Number(row.id), await readStoredChunk(row, onDamage));
  }
  return read;
}

async function save(statements: Statements, table: string, rows: readonly Stored[]): Promise<void> {
  if (rows.length === 0) return;
  const places = rows.map(() => '(?, ?)').join(', ');
  const params: SqlValue[] = rows.flat();
  await statements.run(`INSERT OR REPLACE INTO ${table} (id, body) VALUES ${places}`, params);
}
