import { Counter, Gauge, type Registry } from 'prom-client';
import type { LedgerPort } from '../ports.ts';

const conditions = ['sound', 'failing', 'tampered', 'stopped'] as const;

/** The evidence ledger in figures. */
export function registerLedger(registry: Registry, ledger: Pick<LedgerPort, 'status'>): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number | undefined): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const value = read();
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  };
  gauge('fangzhou_ledger_records', 'Records in the evidence ledger', () => ledger.status().size);
  gauge('fangzhou_ledger_signed_records', 'Records under the last signed head', () => ledger.status().signedSize);
  gauge('fangzhou_ledger_records_pending', 'Records that wait to be written', () => ledger.status().pending);
  gauge('fangzhou_ledger_faults', 'Things found that are not as they were signed', () => ledger.status().faultCount);
  gauge('fangzhou_ledger_signed_timestamp_seconds', 'When a head was last signed', () => {
    const { signedAt } = ledger.status();
    return signedAt === undefined ? undefined : signedAt / 1000;
  });
  new Counter({
    name: 'fangzhou_ledger_records_refused_total',
    help: 'Records refused because the queue was full or they were no JSON',
    registers,
    collect() {
      this.reset();
      this.inc(ledger.status().refused);
    },
  });
  new Gauge({
    name: 'fangzhou_ledger_condition',
    help: '1 for the condition that the ledger is in, 0 for the others',
    labelNames: ['condition'],
    registers,
    collect() {
      const { condition } = ledger.status();
      for (const word of conditions) this.set({ condition: word }, word === condition ? 1 : 0);
    },
  });
}
