import type { City } from './model.ts';
import type { Inventory, Settings } from './settings.ts';

/** Ids that came, went, or declare something else than before; in the order of the files. */
export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

export interface InventoryDifference {
  /** A device also counts as changed when its credential or its agent's target did. */
  readonly devices: Difference;
  readonly links: Difference;
  readonly points: Difference;
  readonly districts: Difference;
  readonly offices: Difference;
  readonly hostPairs: Difference;
  readonly services: Difference;
  readonly backups: Difference;
  readonly terminals: Difference;
  readonly contracts: Difference;
  /** Parts of the settings that differ, by name; never their values. */
  readonly settings: readonly (keyof Settings)[];
  /** True when nothing at all differs. */
  readonly none: boolean;
}

/** What a reload would change: ids only, so that it can be logged as it is. */
export function diffInventory(before: Inventory, after: Inventory): InventoryDifference {
  const compare = (of: (city: City) => ReadonlyMap<string, object>): Difference =>
    difference(of(before.city), of(after.city));
  const parts = {
    devices: difference(devicesWithAccess(before), devicesWithAccess(after)),
    links: compare((city) => city.links),
    points: compare((city) => city.points),
    districts: compare((city) => city.districts),
    offices: compare((city) => city.offices),
    hostPairs: compare((city) => city.hostPairs),
    services: compare((city) => city.services),
    backups: compare((city) => city.backups),
    terminals: compare((city) => city.terminals),
    contracts: compare((city) => city.contracts),
  };
  const settings = changedSettings(before.settings, after.settings);
  const cityItself = ({ id, nameZh, nameEn, prefixes }: City) => JSON.stringify([id, nameZh, nameEn, prefixes]);
  const none =
    settings.length === 0 &&
    cityItself(before.city) === cityItself(after.city) &&
    Object.values(parts).every(({ added, removed, changed }) => added.length + removed.length + changed.length === 0);
  return { ...parts, settings, none };
}

function difference(before: ReadonlyMap<string, object>, after: ReadonlyMap<string, object>): Difference {
  const changed = [...after].filter(([id, value]) => {
    const old = before.get(id);
    return old !== undefined && JSON.stringify(old) !== JSON.stringify(value);
  });
  return {
    added: [...after.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    changed: changed.map(([id]) => id),
  };
}

function devicesWithAccess({ city, settings, targets }: Inventory): ReadonlyMap<string, object> {
  return new Map(
    [...city.devices].map(([id, device]) => [
      id,
      { device, target: targets.get(id) ?? null, credential: settings.credentials.get(device.snmp) ?? null },
    ]),
  );
}

function changedSettings(before: Settings, after: Settings): readonly (keyof Settings)[] {
  // Maps stand at any depth: those of the pairs do. A pattern would be written as an empty object.
  const comparable = (value: unknown): string =>
    JSON.stringify(value ?? null, (_, inside: unknown) =>
      inside instanceof Map ? [...inside] : inside instanceof RegExp ? String(inside) : inside,
    );
  return settingNames.filter((name) => comparable(before[name]) !== comparable(after[name]));
}

/** Checked by the compiler against `Settings`: a part that is forgotten here does not type. */
const settingNames = Object.keys({
  server: 0,
  dataFolder: 0,
  timeZone: 0,
  polling: 0,
  thresholds: 0,
  retention: 0,
  writeIntervalSeconds: 0,
  credentials: 0,
  webhook: 0,
  alertmanager: 0,
  receivers: 0,
  ledger: 0,
  profilesFolder: 0,
  reports: 0,
  isolation: 0,
  pairs: 0,
  custody: 0,
  statusPage: 0,
  backups: 0,
  standby: 0,
  deadMan: 0,
  warmStandby: 0,
  drills: 0,
  services: 0,
  calendar: 0,
  collectors: 0,
  paging: 0,
  assessment: 0,
} satisfies Record<keyof Settings, 0>) as (keyof Settings)[];
