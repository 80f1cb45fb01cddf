import type { MaintenanceWindow } from '../../audit/index.ts';
import type { WireMaintenance } from '../wire-services.ts';
import { isoTime } from './element.ts';

export function wireMaintenance(window: MaintenanceWindow, now: number, isOver: boolean): WireMaintenance {
  const { id, scopes, from, to, weeklyUntil, reason, createdBy, createdAt, endedAt, endedBy } = window;
  const isoOrNull = (at: number | undefined): string | null => (at === undefined ? null : isoTime(at));
  return {
    ...{ id, scopes, from: isoTime(from), to: isoTime(to), weeklyUntil: isoOrNull(weeklyUntil), reason, createdBy },
    ...{ createdAt: isoTime(createdAt), endedAt: isoOrNull(endedAt), endedBy: endedBy ?? null },
    word: isOver ? 'over' : from > now ? 'to-come' : 'now',
  };
}
