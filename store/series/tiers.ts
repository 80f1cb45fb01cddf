const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Rolled-up tiers: rows of `resolutionMs` wait in parts of `partMs` until their chunk of `chunkMs` closes. */
export const fiveMinutes = {
  open: 'five_minute_open',
  chunk: 'five_minute_chunk',
  resolutionMs: 5 * minuteMs,
  partMs: hourMs,
  chunkMs: dayMs,
} as const;
export const hours = {
  open: 'hour_open',
  chunk: 'hour_chunk',
  resolutionMs: hourMs,
  partMs: dayMs,
  chunkMs: 30 * dayMs,
} as const;
export type RolledTier = typeof fiveMinutes | typeof hours;
/** Raw rows wait in blocks until their hour closes. */
export const rawChunkMs = hourMs;

const entitiesPerSpan = 2 ** 24;

/** Key of a chunk: time first, so that keys rise with time and old ones lie together. */
export function chunkId(at: number, spanMs: number, entity: number): number {
  return Math.floor(at / spanMs) * entitiesPerSpan + entity;
}

export function startOfId(id: number, spanMs: number): number {
  return Math.floor(id / entitiesPerSpan) * spanMs;
}

export function entityOfId(id: number): number {
  return id % entitiesPerSpan;
}

/** Starts of the spans that overlap `from <= at < to`. */
export function spansOf(from: number, to: number, spanMs: number): number[] {
  const first = Math.floor(from / spanMs);
  const count = from < to ? Math.ceil(to / spanMs) - first : 0;
  return Array.from({ length: count }, (_, index) => (first + index) * spanMs);
}

/** Neighbouring entities (the ports of one device) share a row of the open hour. */
export const entitiesPerBlock = 32;
export function blockOf(entity: number): number {
  return Math.floor(entity / entitiesPerBlock);
}
