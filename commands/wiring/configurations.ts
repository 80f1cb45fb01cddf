import { type ConfigurationKeeper, createConfigurationKeeper } from '../../audit/index.ts';
import type { Clock, Log } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { type CarriedFolder, watchCarriedFolder } from './carried-folder.ts';

export interface Configurations extends Pick<ConfigurationKeeper, 'view'>, CarriedFolder {}

/** Looks into the folder of exported configurations, puts what is new on record, and tells whose place it is about. */
export async function openConfigurations({
  inventory,
  ledger,
  clock,
  log,
  onChange,
}: {
  readonly inventory: () => Inventory;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: (placeIds: ReadonlySet<string>) => void;
}): Promise<Configurations> {
  const keeper = createConfigurationKeeper({
    folder: () => inventory().settings.isolation.configurationsFolder,
    city: () => inventory().city,
  });
  const folder = await watchCarriedFolder({
    clock,
    log,
    refused: 'configuration-export-refused',
    unread: 'configuration-exports-not-read',
    async read() {
      const { records, deviceIds, mistakes } = await keeper.read();
      for (const record of records) ledger.append(record);
      const { devices } = inventory().city;
      const places = new Set(deviceIds.flatMap((id) => devices.get(id)?.locationId ?? []));
      if (places.size > 0) onChange(places);
      return mistakes;
    },
  });
  return { ...folder, view: keeper.view };
}
