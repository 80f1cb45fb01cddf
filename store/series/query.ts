import type { SeriesAnswer, SeriesQuery } from '../store.ts';
import { answer, checkPointCount } from './answer.ts';
import { mergePoints, type Points, within } from './points.ts';
import type { EntityReader } from './reader.ts';
import { fiveMinutes, hours, type RolledTier } from './tiers.ts';

/** Times from which on each tier has data. */
export interface TierFloors {
  readonly raw: number;
  readonly fiveMinutes: number;
}

/** What a query will read: undefined tier is raw. */
export interface Plan {
  readonly tier: RolledTier | undefined;
  readonly stepMs: number;
}

/**
 * The coarsest tier that gives the asked step exactly; where the range begins before the finer tiers do, a coarser one, and
 * the step is raised to a multiple of it. Throws a UserError when that is too many points.
 */
export function planQuery(query: SeriesQuery, floors: TierFloors): Plan {
  const needed = query.from >= floors.raw ? undefined : query.from >= floors.fiveMinutes ? fiveMinutes : hours;
  const atLeast = needed?.resolutionMs ?? 0;
  if (query.stepMs === 0) {
    checkPointCount(query, atLeast);
    return { tier: needed, stepMs: 0 };
  }
  const stepMs = atLeast === 0 ? query.stepMs : Math.ceil(query.stepMs / atLeast) * atLeast;
  const tier = [hours, fiveMinutes].find(({ resolutionMs }) => resolutionMs >= atLeast && stepMs % resolutionMs === 0);
  return { tier: tier ?? needed, stepMs };
}

/** Reads `range`, the part of the query's range that can have data, and answers a planned query. */
export async function answerQuery(
  reader: EntityReader,
  query: SeriesQuery,
  range: { readonly from: number; readonly to: number },
  { tier, stepMs }: Plan,
  columnIndexes: readonly number[],
  floors: TierFloors,
): Promise<SeriesAnswer> {
  const { points, resolutionMs } = await readTier(reader, tier, range.from, range.to, floors);
  return answer(points, query, stepMs, columnIndexes, resolutionMs);
}

/** A range of a tier; its ends, where they cut a coarse point, come from the finer tiers as long as those have them. */
async function readTier(
  reader: EntityReader,
  tier: RolledTier | undefined,
  from: number,
  to: number,
  floors: TierFloors,
): Promise<{ points: Points; resolutionMs: number }> {
  if (tier === undefined) return { points: await reader.raw(from, to), resolutionMs: 0 };
  const finer = tier === hours ? fiveMinutes : undefined;
  const finerFloor = tier === hours ? floors.fiveMinutes : floors.raw;
  const first = Math.ceil(from / tier.resolutionMs) * tier.resolutionMs;
  const last = Math.floor(to / tier.resolutionMs) * tier.resolutionMs;
  if (first >= last && from >= finerFloor) return readTier(reader, finer, from, to, floors);
  let points = await reader.rolled(tier, first, to);
  if (last < to && last >= Math.max(from, finerFloor)) {
    points = mergePoints(within(points, first, last), (await readTier(reader, finer, last, to, floors)).points);
  }
  if (from < first && from >= finerFloor) {
    points = mergePoints((await readTier(reader, finer, from, Math.min(first, to), floors)).points, points);
  }
  return { points, resolutionMs: tier.resolutionMs };
}
