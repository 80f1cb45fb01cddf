import type { Mistake } from '../../../core/index.ts';
import type { City } from '../../../inventory/index.ts';
import type { NewRecord } from '../../../ledger/index.ts';
import { importConfigurations } from './import-folder.ts';
import type { ConfigurationView } from './model.ts';
import { approvalRecord, snapshotRecord } from './snapshot.ts';

/** What a reading of the folder brought. */
export interface ConfigurationNews {
  /** For the ledger: each export and each approval once; after a start all that lie there. */
  readonly records: readonly NewRecord[];
  /** Devices whose newest exports or approval are others than before. */
  readonly deviceIds: readonly string[];
  readonly mistakes: readonly Mistake[];
}

export interface ConfigurationKeeper {
  /** Looks into the folder. Never rejects; what was read before stands until then. */
  read(): Promise<ConfigurationNews>;
  /** Undefined while no folder is named, and until it was read for the first time. */
  view(): ConfigurationView | undefined;
}

export function createConfigurationKeeper({
  folder,
  city,
}: {
  readonly folder: () => string | undefined;
  readonly city: () => City;
}): ConfigurationKeeper {
  let view: ConfigurationView | undefined;
  /** What is known of a device, by the text of its records. */
  let known: ReadonlyMap<string, ReadonlyMap<string, NewRecord>> = new Map();
  return {
    async read() {
      const from = folder();
      if (from === undefined) {
        const deviceIds = [...known.keys()];
        view = undefined;
        known = new Map();
        return { records: [], deviceIds, mistakes: [] };
      }
      const { view: found, snapshots, approvals, mistakes } = await importConfigurations(from, city());
      const now = new Map<string, Map<string, NewRecord>>();
      const keep = (deviceId: string, record: NewRecord) => {
        const records = now.get(deviceId) ?? new Map<string, NewRecord>();
        now.set(deviceId, records.set(JSON.stringify(record), record));
      };
      for (const snapshot of snapshots) keep(snapshot.deviceId, snapshotRecord(snapshot));
      for (const approval of approvals) keep(approval.deviceId, approvalRecord(approval));
      const before = known;
      const fresh = (deviceId: string): readonly NewRecord[] =>
        [...(now.get(deviceId) ?? [])].flatMap(([text, record]) => (before.get(deviceId)?.has(text) ? [] : [record]));
      const ids = [...new Set([...now.keys(), ...before.keys()])].sort();
      view = found;
      known = now;
      return {
        records: ids.flatMap(fresh),
        deviceIds: ids.filter((id) => fresh(id).length > 0 || now.get(id)?.size !== before.get(id)?.size),
        mistakes,
      };
    },
    view: () => view,
  };
}
