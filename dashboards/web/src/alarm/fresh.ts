import type { WireIncident } from '../../../../api/wire.ts';

/** What is known of incidents so far, so that each one sounds once. */
export interface Heard {
  readonly ids: ReadonlySet<string>;
  /** The list has come: what stands in it was there before us. */
  readonly listed: boolean;
}

export const heardNothing: Heard = { ids: new Set(), listed: false };

/**
 * Incidents that opened since the last look and that nobody has acknowledged. What the first list brings was there before this page, and
 * what was acknowledged meanwhile is somebody's already.
 */
export function freshOf(
  before: Heard,
  now: {
    readonly incidents: ReadonlyMap<string, WireIncident>;
    readonly loaded: boolean;
    /** Brought by a delta before the list came. */
    readonly touched: ReadonlySet<string>;
  },
): { readonly heard: Heard; readonly fresh: readonly WireIncident[] } {
  const fresh = [...now.incidents.values()].filter(
    ({ id, status, severity }) =>
      status === 'open' && severity !== 'info' && !before.ids.has(id) && (before.listed || now.touched.has(id)),
  );
  return { heard: { ids: new Set(now.incidents.keys()), listed: now.loaded }, fresh };
}
