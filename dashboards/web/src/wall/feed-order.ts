import type { WireIncident } from '../../../../api/wire.ts';

/** A cleared incident stays this long in the feed, then only in the history. */
export const fadeAfterMs = 60_000;
const most = 100;

const bySeverity: Readonly<Record<WireIncident['severity'], number>> = { critical: 0, major: 1, minor: 2, info: 3 };
const byStatus: Readonly<Record<WireIncident['status'], number>> = { open: 0, acknowledged: 1, cleared: 2 };

/** Open before acknowledged before just cleared; then the worst, then the newest. `now` by the server's clock. */
export function feedOrder(incidents: readonly WireIncident[], now: number): readonly WireIncident[] {
  return incidents
    .filter(({ clearedAt }) => clearedAt === null || now - Date.parse(clearedAt) < fadeAfterMs)
    .sort(
      (a, b) =>
        byStatus[a.status] - byStatus[b.status] ||
        bySeverity[a.severity] - bySeverity[b.severity] ||
        Date.parse(b.raisedAt) - Date.parse(a.raisedAt) ||
        b.id.localeCompare(a.id),
    )
    .slice(0, most);
}
