import type { AlertEngine } from '../../alerts/index.ts';
import { type Keeping, openKeeping } from '../../audit/index.ts';
import type { TopologyReading } from '../../collector/index.ts';
import type { Clock } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';

/** Wires the register of terminals: seeded by the inventory, fed by surveys, heard by alerts when nobody answers. */
export async function wireKeeping(deps: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly alerts: AlertEngine;
  readonly inventory: () => Inventory;
}): Promise<Keeping & { surveyed(reading: TopologyReading): void }> {
  const { store, ledger, clock, alerts, inventory } = deps;
  const settings = () => inventory().settings;
  const keeping = await openKeeping({ store, ledger, clock, city: inventory().city, settings });
  alerts.itemsEscalated(keeping.items.counts().escalated);
  keeping.items.onChange(({ escalated }) => alerts.itemsEscalated(escalated));
  return {
    ...keeping,
    surveyed({ deviceId, stations, finishedAt }) {
      if (stations === undefined) return;
      keeping.custody.heard({ deviceId, macs: stations.map(({ mac }) => mac), at: finishedAt });
    },
  };
}
