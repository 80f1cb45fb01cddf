/** Announced maintenance: kept, on record, and asked by alerts before they open anything. */
import type { Covering } from '../../alerts/index.ts';
import { type CoveredKind, createMaintenanceRegister, type MaintenanceRegister } from '../../audit/index.ts';
import type { Clock } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';

export interface Maintenance extends MaintenanceRegister {
  readonly covering: Covering;
}

export async function openMaintenance(deps: {
  readonly inventory: () => Inventory;
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
}): Promise<Maintenance> {
  const { inventory, store, ledger, clock } = deps;
  const city = () => inventory().city;
  const timeZone = () => inventory().settings.timeZone;
  const register = createMaintenanceRegister({ city, timeZone, store, ledger, clock });
  await register.start();
  return {
    ...register,
    covering({ root, topic }) {
      const { services, links } = city();
      // What is a service's own trouble stands at its district: work on the service, or on its pairs, covers it.
      if (topic !== undefined && services.has(topic)) return register.coveringNow('service', topic)?.id;
      if (root.kind !== 'interface') return register.coveringNow(root.kind as CoveredKind, root.id)?.id;
      const deviceId = root.id.split('/')[0] ?? root.id;
      const link = [...links.values()].find(({ a, b }) =>
        [a, b].some((end) => `${end.deviceId}/${end.interfaceName}` === root.id),
      );
      const onLink = link === undefined ? undefined : register.coveringNow('link', link.id);
      return (onLink ?? register.coveringNow('device', deviceId))?.id;
    },
  };
}
