import { type ConfigurationKeeper, createConfigurationKeeper, isolationTexts } from '../../audit/index.ts';
import { type Cancel, type Clock, errorText, type Log } from '../../core/index.ts';
import { formatMistake, type Inventory, inventoryTexts } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';

/** Somebody carries files in by hand: so often is looked whether there are others. */
const lookEveryMs = 600_000;

export interface Configurations extends Pick<ConfigurationKeeper, 'view'> {
  /** Looks at once, as after a reload. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

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
  const texts = { ...inventoryTexts.en, ...isolationTexts.en };
  let said = new Set<string>();
  let cancel: Cancel = () => {};
  let looking: Promise<void> = Promise.resolve();

  async function lookNow(): Promise<void> {
    cancel();
    cancel = clock.after(lookEveryMs, look);
    const { records, deviceIds, mistakes } = await keeper.read();
    for (const record of records) ledger.append(record);
    const wrong = mistakes.map((mistake) => formatMistake(mistake, texts));
    // What is still wrong was said before.
    for (const line of wrong) if (!said.has(line)) log.warn({ mistake: line }, 'configuration-export-refused');
    said = new Set(wrong);
    const { devices } = inventory().city;
    const places = new Set(deviceIds.flatMap((id) => devices.get(id)?.locationId ?? []));
    if (places.size > 0) onChange(places);
  }

  /** One after the other, so that two never tell the same news. */
  function look(): Promise<void> {
    looking = looking.then(lookNow).catch((thrown: unknown) => {
      log.error({ reason: errorText(thrown) }, 'configuration-exports-not-read');
    });
    return looking;
  }

  await look();
  return {
    view: keeper.view,
    look,
    async stop() {
      await looking;
      cancel();
    },
  };
}
