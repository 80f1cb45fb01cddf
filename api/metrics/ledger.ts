import type { Registry } from 'prom-client';
import type { LedgerPort } from '../ports.ts';
import { figuresIn } from './figures.ts';

const conditions = ['sound', 'failing', 'tampered', 'stopped'] as const;

/** The evidence ledger in figures. */
export function registerLedger(registry: Registry, ledger: Pick<LedgerPort, 'status'>): void {
  const { gauge, counter, condition } = figuresIn(registry);
  gauge('fangzhou_ledger_records', 'Records in the evidence ledger', () => ledger.status().size);
  gauge('fangzhou_ledger_signed_records', 'Records under the last signed head', () => ledger.status().signedSize);
  gauge('fangzhou_ledger_records_pending', 'Records that wait to be written', () => ledger.status().pending);
  gauge('fangzhou_ledger_faults', 'Things found that are not as they were signed', () => ledger.status().faultCount);
  gauge('fangzhou_ledger_signed_timestamp_seconds', 'When a head was last signed', () => {
    const { signedAt } = ledger.status();
    return signedAt === undefined ? undefined : signedAt / 1000;
  });
  counter(
    'fangzhou_ledger_records_refused_total',
    'Records refused because the queue was full or they were no JSON',
    () => ledger.status().refused,
  );
  condition(
    'fangzhou_ledger_condition',
    '1 for the condition that the ledger is in, 0 for the others',
    conditions,
    () => ledger.status().condition,
  );
}
