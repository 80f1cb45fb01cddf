/** How what a data folder keeps is opened, the same by the server and by commands. */
import { join } from 'node:path';
import { collectorSeries, ownSeries, repositorySeries } from '../../alerts/index.ts';
import { figureSeries, isolationSeries, probeSeries } from '../../audit/index.ts';
import {
  deviceMetrics,
  interfaceMetrics,
  loadProfiles,
  messageJournal,
  type ProfileBook,
  profileMetrics,
} from '../../collector/index.ts';
import { type Clock, type Log, message, UserError } from '../../core/index.ts';
import type { Inventory, Settings } from '../../inventory/index.ts';
import type { StoreOptions } from '../../store/index.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How the store of a city is opened. */
export function storeOptions({ settings }: Inventory, clock: Clock, log: Log): StoreOptions {
  const { retention } = settings;
  return {
    folder: settings.dataFolder,
    kinds: [
      { name: 'interface', columns: interfaceMetrics },
      { name: 'device', columns: deviceMetrics },
      { name: 'profile', columns: profileMetrics },
      isolationSeries,
      probeSeries,
      figureSeries,
      repositorySeries,
      collectorSeries,
      ownSeries,
    ],
    clock,
    log,
    writeIntervalMs: settings.writeIntervalSeconds * 1000,
    retention: {
      rawMs: retention.rawHours * hourMs,
      fiveMinuteMs: retention.fiveMinuteDays * dayMs,
      hourMs: retention.hourYears * 365 * dayMs,
      eventMs: retention.eventYears * 365 * dayMs,
      journals: { [messageJournal.name]: messageJournal },
    },
  };
}

/** How the ledger of a city is opened. */
export function ledgerOptions({ city, settings }: Inventory) {
  const { name, logKeyFile, collectorKeyFile, flushSeconds, checkpointSeconds, witnesses, quorum } = settings.ledger;
  return {
    folder: join(settings.dataFolder, 'ledger'),
    name: name ?? `${city.id}.fangzhou/ledger`,
    ...(logKeyFile === undefined ? {} : { logKeyFile }),
    ...(collectorKeyFile === undefined ? {} : { collectorKeyFile }),
    flushIntervalMs: flushSeconds * 1000,
    checkpointIntervalMs: checkpointSeconds * 1000,
    witnesses,
    quorum,
  };
}

/** @throws UserError when the user's own profiles have a mistake; `fangzhou check` lists all of them. */
export async function profilesOf({ profilesFolder }: Settings): Promise<ProfileBook> {
  const read = await loadProfiles(profilesFolder);
  if (read.ok) return read.value;
  const params = { count: read.mistakes.length, file: read.mistakes[0]?.file ?? '', line: read.mistakes[0]?.line ?? 0 };
  throw new UserError(message('collector.profiles.refused', params), message('collector.profiles.refused.remedy'));
}
