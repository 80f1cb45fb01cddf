import type { WireImpact, WireImpactMap, WireSinglePoints } from '../../../../api/wire-impact.ts';
import { ask } from './rest.ts';

/** The requests of what is lost when something fails. */
export const impactRest = {
  map: () => ask<WireImpactMap>('GET', '/impact/map'),
  /** `failed`: `link:F01,device:x`; empty: by the present states alone. */
  impact: (failed: string, now: boolean) =>
    ask<WireImpact>('GET', '/impact', { query: failed === '' ? {} : { failed, now: `${now}` } }),
  singlePoints: () => ask<WireSinglePoints>('GET', '/single-points'),
};
