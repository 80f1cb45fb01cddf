/** Windows of maintenance as the ledger has them: one record when announced, another when changed or ended. */
import type { EpochMs } from '../../core/index.ts';
import type { JsonObject, NewRecord } from '../../ledger/index.ts';
import { type MaintenanceScope, type MaintenanceWindow, maintenanceScopes } from './model.ts';

export const maintenanceSubject = (id: string): string => `maintenance ${id}`;

/** The whole window as it is from now on. */
export function maintenanceRecord(window: MaintenanceWindow): NewRecord {
  const iso = (at: EpochMs): string => new Date(at).toISOString();
  const { id, scopes, from, to, weeklyUntil, reason, createdBy, createdAt, endedAt, endedBy } = window;
  const body: JsonObject = {
    id,
    scopes: scopes.map((scope) => ({ kind: scope.kind, id: scope.id })),
    from: iso(from),
    to: iso(to),
    ...(weeklyUntil === undefined ? {} : { weeklyUntil: iso(weeklyUntil) }),
    reason: reason.toWellFormed(),
    createdBy,
    createdAt: iso(createdAt),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
    ...(endedBy === undefined ? {} : { endedBy }),
  };
  return { kind: 'maintenance', subject: maintenanceSubject(id), body };
}

/** A record as it is read back, from the ledger or from a bundle. */
export interface MaintenanceEntry {
  readonly at: EpochMs;
  readonly body: unknown;
}

/**
 * Windows by their id from records in the order in which they were written; one that is damaged counts for nothing. What was
 * changed later excludes only time after the change, and nothing that was excluded by then is taken back: the windows of an id are
 * those that held one after the other.
 */
export function windowsFrom(entries: readonly MaintenanceEntry[]): readonly MaintenanceWindow[] {
  const done: MaintenanceWindow[] = [];
  const open = new Map<string, MaintenanceWindow>();
  for (const { at, body } of entries) {
    const read = readWindow(body);
    if (read === undefined) continue;
    // Nobody announces anything earlier than it is on record.
    const window = { ...read, createdAt: Math.max(read.createdAt, at) };
    const before = open.get(window.id);
    if (before !== undefined) done.push({ ...before, endedAt: Math.min(before.endedAt ?? at, at) });
    open.set(window.id, window);
  }
  return [...done, ...open.values()];
}

function readWindow(body: unknown): MaintenanceWindow | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { id, scopes, from, to, weeklyUntil, reason, createdBy, createdAt, endedAt, endedBy } = body as Partial<
    Record<keyof MaintenanceWindow, unknown>
  >;
  const times = [from, to, createdAt].map(timeOf);
  const [begin, end, created] = times;
  const read = Array.isArray(scopes) ? scopes.map(readScope) : [undefined];
  if (typeof id !== 'string' || begin === undefined || end === undefined || created === undefined) return undefined;
  if (read.includes(undefined)) return undefined;
  const [weekly, ended] = [timeOf(weeklyUntil), timeOf(endedAt)];
  return {
    id,
    scopes: read.filter((scope) => scope !== undefined),
    from: begin,
    to: end,
    ...(weekly === undefined ? {} : { weeklyUntil: weekly }),
    reason: typeof reason === 'string' ? reason : '',
    createdBy: typeof createdBy === 'string' ? createdBy : '',
    createdAt: created,
    ...(ended === undefined ? {} : { endedAt: ended }),
    ...(typeof endedBy === 'string' ? { endedBy } : {}),
  };
}

function readScope(scope: unknown): MaintenanceScope | undefined {
  const { kind, id } = (typeof scope === 'object' && scope !== null ? scope : {}) as Partial<MaintenanceScope>;
  const known = maintenanceScopes.find((each) => each === kind);
  return known === undefined || typeof id !== 'string' ? undefined : { kind: known, id };
}

function timeOf(value: unknown): EpochMs | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
