import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { Finding } from './finding.ts';

/**
 * The ledger is not what was signed. Raised at once by the first fault; cleared only by a check of the whole that found none,
 * which after real tampering takes a restored ledger.
 */
export function ledgerTampered(city: City, fault: Message | undefined, at: EpochMs): Finding {
  return {
    condition: 'ledger-tampered',
    source: 'ledger',
    root: { kind: 'district', id: city.id },
    reading: fault === undefined ? 'good' : 'bad',
    at,
    raiseAfter: 1,
    clearAfter: 1,
    summary: fault ?? message('alerts.ledger-tampered.summary'),
    remedy: message('alerts.ledger-tampered.remedy'),
  };
}
