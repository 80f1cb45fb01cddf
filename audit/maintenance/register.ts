import { randomBytes } from 'node:crypto';
import { type Clock, type EpochMs, type Message, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { type CoveredKind, coverOf } from './cover.ts';
import { excludedBy, planOf } from './excluded.ts';
import { type MaintenanceScope, type MaintenanceWindow, maintenanceLimits } from './model.ts';
import { maintenanceRecord } from './records.ts';

const collection = 'maintenance-windows';
const weekMs = 7 * 86_400_000;

export interface MaintenanceWish {
  readonly scopes: readonly MaintenanceScope[];
  /** Before now counts as now: nobody announces anything earlier than he does. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly weeklyUntil?: EpochMs | undefined;
  readonly reason: string;
  readonly by: string;
}

export type MaintenanceAnswer =
  | { readonly ok: true; readonly window: MaintenanceWindow }
  | { readonly ok: false; readonly reason: Message };

/** Announced maintenance: who may be silent when. Each window is on record when it is announced and when it is ended. */
export interface MaintenanceRegister {
  start(): Promise<void>;
  announce(wish: MaintenanceWish): MaintenanceAnswer;
  /** Ends a window that is going on, or withdraws one that has not begun. */
  end(id: string, by: string): MaintenanceAnswer;
  /** Those that are going on or to come first, by their beginning; then those that are over, the newest first. */
  list(): readonly MaintenanceWindow[];
  find(id: string): MaintenanceWindow | undefined;
  /** When a window holds next or now; undefined: it is over. */
  isOver(window: MaintenanceWindow): boolean;
  /** The window that takes an element away now, by its own name or by what everything of it hangs on. */
  coveringNow(kind: CoveredKind, id: string): MaintenanceWindow | undefined;
}

export function createMaintenanceRegister(deps: {
  readonly city: () => City;
  readonly timeZone: () => string;
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
}): MaintenanceRegister {
  const { city, timeZone, store, ledger, clock } = deps;
  const windows = new Map<string, MaintenanceWindow>();

  const endOf = ({ to, weeklyUntil, endedAt }: MaintenanceWindow): EpochMs =>
    Math.min(endedAt ?? Number.POSITIVE_INFINITY, weeklyUntil === undefined ? to : weeklyUntil + weekMs);
  const isOver = (window: MaintenanceWindow): boolean => endOf(window) <= clock.now();

  function keep(window: MaintenanceWindow): MaintenanceAnswer {
    windows.set(window.id, window);
    store.put({ collection, key: window.id, body: window });
    ledger.append(maintenanceRecord(window));
    trim();
    return { ok: true, window };
  }

  /** Those that are over longest go; all are in the ledger. */
  function trim(): void {
    const over = [...windows.values()].filter(isOver).sort((a, b) => endOf(a) - endOf(b));
    for (const { id } of over.slice(0, Math.max(0, over.length - maintenanceLimits.kept))) {
      windows.delete(id);
      store.put({ collection, key: id, body: undefined });
    }
  }

  function refusal({ scopes, from, to, weeklyUntil, reason }: MaintenanceWish): Message | undefined {
    const now = clock.now();
    const refused = (what: string, params = {}) => message(`maintenance.refused.${what}`, params);
    const { longestMs, aheadMs, scopes: mostScopes, open, reasonCharacters } = maintenanceLimits;
    if (scopes.length === 0 || scopes.length > mostScopes) return refused('scopes', { most: mostScopes });
    const unknown = scopes.find((scope) => !exists(city(), scope));
    if (unknown !== undefined)
      return refused('unknown', { kind: `key:maintenance.scope.${unknown.kind}`, id: unknown.id });
    if (reason.trim() === '' || reason.length > reasonCharacters) return refused('reason', { most: reasonCharacters });
    if (to <= Math.max(from, now) || to - from > longestMs) return refused('time', { days: longestMs / 86_400_000 });
    if (from > now + aheadMs || (weeklyUntil ?? 0) > now + aheadMs)
      return refused('ahead', { days: aheadMs / 86_400_000 });
    if (weeklyUntil !== undefined && (weeklyUntil <= from || to - from >= weekMs)) return refused('weekly');
    if ([...windows.values()].filter((window) => !isOver(window)).length >= open)
      return refused('many', { most: open });
    return undefined;
  }

  return {
    async start() {
      for (const { key, body } of await store.documents(collection)) if (isWindow(body)) windows.set(key, body);
    },
    announce(wish) {
      const reason = refusal(wish);
      if (reason !== undefined) return { ok: false, reason };
      const now = clock.now();
      const { scopes, from, to, weeklyUntil, by } = wish;
      return keep({
        id: `MW-${randomBytes(6).toString('hex')}`,
        ...{ scopes, from: Math.max(from, now), to },
        ...(weeklyUntil === undefined ? {} : { weeklyUntil }),
        reason: wish.reason.trim(),
        createdBy: by,
        createdAt: now,
      });
    },
    end(id, by) {
      const window = windows.get(id);
      if (window === undefined) return { ok: false, reason: message('maintenance.refused.none', { id }) };
      if (isOver(window)) return { ok: false, reason: message('maintenance.refused.over') };
      return keep({ ...window, endedAt: clock.now(), endedBy: by });
    },
    list() {
      const [over, open] = [true, false].map((wanted) =>
        [...windows.values()].filter((each) => isOver(each) === wanted),
      );
      return [
        ...(open ?? []).sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1)),
        ...(over ?? []).sort((a, b) => endOf(b) - endOf(a)),
      ];
    },
    find: (id) => windows.get(id),
    isOver,
    coveringNow(kind, id) {
      const now = clock.now();
      const open = [...windows.values()].filter((window) => !isOver(window) && window.from <= now);
      if (open.length === 0) return undefined;
      const cover = coverOf(city(), kind, id);
      const holds = (some: readonly MaintenanceWindow[]): boolean =>
        excludedBy(planOf(some, { from: now, to: now + 1 }, timeZone()), cover).length > 0;
      // One alone, or several together: then the first of them is named.
      return open.find((window) => holds([window])) ?? (holds(open) ? open[0] : undefined);
    },
  };
}

function exists(city: City, { kind, id }: MaintenanceScope): boolean {
  if (kind === 'city') return id === city.id;
  const of = {
    district: city.districts,
    point: city.points,
    device: city.devices,
    link: city.links,
    pair: city.hostPairs,
    service: city.services,
  }[kind];
  return of.has(id);
}

function isWindow(body: unknown): body is MaintenanceWindow {
  if (typeof body !== 'object' || body === null) return false;
  const { id, scopes, from, to, createdAt, reason } = body as Partial<Record<keyof MaintenanceWindow, unknown>>;
  const isSound =
    [from, to, createdAt].every(Number.isSafeInteger) && typeof id === 'string' && typeof reason === 'string';
  return isSound && Array.isArray(scopes) && scopes.every((scope) => typeof scope?.id === 'string');
}
