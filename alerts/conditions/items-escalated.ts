import { type EpochMs, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { Finding } from './finding.ts';

/** Findings that nobody answered for months: one incident of the city, until each of them has its answer. */
export function itemsEscalated(city: City, count: number, at: EpochMs): Finding {
  return {
    condition: 'items-escalated',
    source: 'open-items',
    root: { kind: 'district', id: city.id },
    reading: count === 0 ? 'good' : 'bad',
    at,
    raiseAfter: 1,
    clearAfter: 1,
    summary: message('alerts.items-escalated.summary', { count }),
    remedy: message('alerts.items-escalated.remedy'),
  };
}
