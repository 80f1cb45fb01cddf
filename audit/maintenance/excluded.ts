import { type Interval, intersectionOf, unionOf } from '../intervals.ts';
import { type Cover, scopeKey } from './cover.ts';
import type { MaintenanceWindow } from './model.ts';
import { occurrencesOf } from './occurrences.ts';

/** When each scope is under maintenance, by its key. */
export type MaintenancePlan = ReadonlyMap<string, readonly Interval[]>;

/** Lays the windows of a city out over a period. */
export function planOf(windows: readonly MaintenanceWindow[], within: Interval, timeZone: string): MaintenancePlan {
  const found = new Map<string, Interval[]>();
  for (const window of windows) {
    const occurrences = occurrencesOf(window, within, timeZone);
    if (occurrences.length === 0) continue;
    for (const key of new Set(window.scopes.map(scopeKey))) found.set(key, [...(found.get(key) ?? []), ...occurrences]);
  }
  return new Map([...found].map(([key, intervals]) => [key, unionOf(intervals)]));
}

/** When announced work excludes an element: overlapping windows count once. */
export function excludedBy(plan: MaintenancePlan, cover: Cover): readonly Interval[] {
  if (typeof cover === 'string') return plan.get(cover) ?? [];
  if ('any' in cover) return unionOf(cover.any.flatMap((each) => excludedBy(plan, each)));
  const [first, ...others] = cover.all.map((each) => excludedBy(plan, each));
  return others.reduce<readonly Interval[]>(intersectionOf, first ?? []);
}

/** Names of all scopes that a cover speaks of. */
export function scopesIn(cover: Cover): readonly string[] {
  if (typeof cover === 'string') return [cover];
  return ('any' in cover ? cover.any : cover.all).flatMap(scopesIn);
}
