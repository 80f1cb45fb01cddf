import { type EpochMs, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { Kept } from '../register.ts';
import type { Finding } from './finding.ts';

/** A roster in which nobody is on call, from when on. */
export interface RosterTrouble {
  readonly rosterId: string;
  readonly name: string;
  readonly from: EpochMs;
}

/** Nobody is on call, now (critical) or soon (minor): one incident of the city for each roster, until somebody stands in. */
export function rosterGaps(
  city: City,
  open: readonly Kept[],
  { gaps, rosterIds }: { readonly gaps: readonly RosterTrouble[]; readonly rosterIds: readonly string[] },
  at: EpochMs,
): readonly Finding[] {
  // A roster that is declared no more has no gap either.
  const known = open.flatMap(({ incident }) => (incident.condition === 'roster-gap' ? [incident.topic ?? ''] : []));
  return [...new Set([...rosterIds, ...known])].map((rosterId): Finding => {
    const gap = gaps.find((one) => one.rosterId === rosterId);
    const from = new Date(gap?.from ?? at).toISOString();
    return {
      condition: 'roster-gap',
      source: `roster ${rosterId}`,
      root: { kind: 'district', id: city.id },
      topic: rosterId,
      reading: gap === undefined ? 'good' : 'bad',
      at,
      raiseAfter: 1,
      clearAfter: 1,
      severity: gap !== undefined && gap.from <= at ? 'critical' : 'minor',
      summary: message('alerts.roster-gap.summary', { roster: gap?.name ?? rosterId, from }),
      remedy: message('alerts.roster-gap.remedy'),
    };
  });
}
