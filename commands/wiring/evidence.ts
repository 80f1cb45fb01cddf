import type { Clock, Log } from '../../core/index.ts';
import { type Inventory, inventoryDigest } from '../../inventory/index.ts';
import { keptHead, type Ledger, openLedger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { takeRestored } from '../own-backup/restored.ts';
import { ledgerOptions } from './opening.ts';
import { type PairPort, pairedLedger } from './standby-port.ts';

/** Opens the ledger, held to the head that the store remembers, and records the start with what is declared. */
export async function openEvidence(deps: {
  readonly inventory: Inventory;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly pair?: PairPort | undefined;
}): Promise<Ledger> {
  const { inventory, store, clock, log, version, pair } = deps;
  const head = await keptHead(store);
  const ledger = await openLedger({
    ...ledgerOptions(inventory),
    clock,
    log,
    remembered: head.text,
    onSigned: head.keep,
  });
  const { cleanShutdown, lastSampleAt } = store.opened;
  const restored = await takeRestored(inventory.settings.dataFolder);
  const lastSeen = lastSampleAt === undefined ? null : new Date(lastSampleAt).toISOString();
  ledger.append({
    kind: 'start',
    subject: '',
    body: {
      ...{ version, cleanShutdown, lastSampleAt: lastSeen, inventory: inventoryDigest(inventory) },
      ...(restored === undefined ? {} : { restored }),
    },
  });
  return pairedLedger(ledger, pair);
}
