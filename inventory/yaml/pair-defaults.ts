import type { PairSettings, PairsSettings } from '../pair-settings.ts';

const mebibyte = 1024 * 1024;

/** What holds of a pair that says nothing else. 16 MiB is one segment of PostgreSQL's WAL. */
export const pairDefaults: PairSettings = {
  pairId: '',
  home: undefined,
  vrid: undefined,
  postgresql: undefined,
  mysql: undefined,
  redis: undefined,
  patroni: undefined,
  pacemaker: undefined,
  corosync: undefined,
  drbd: undefined,
  manifest: undefined,
  health: undefined,
  neighbours: [],
  probes: [],
  targets: {
    rtoSeconds: 60,
    rpoSeconds: 30,
    rpoBytes: 16 * mebibyte,
    lagBytes: 16 * mebibyte,
    slotBytes: 1024 * mebibyte,
    clockOffsetMs: 1_000,
  },
  members: new Map(),
  endpoints: new Map(),
  handbook: undefined,
};

/** What holds where `pairs` is not written. */
export const pairsDefaults: PairsSettings = {
  periodSeconds: 15,
  // Times of outages are as sure as the time between two tries, at both ends: half a second keeps them within one.
  probePeriodSeconds: 0.5,
  probeTimeoutSeconds: 1,
  flapCount: 3,
  drillDueDays: 180,
  defaults: pairDefaults,
  pairs: new Map(),
  waivers: [],
};

/** The settings of one pair: its own, or what holds for all. */
export function settingsOfPair(settings: PairsSettings, pairId: string): PairSettings {
  return settings.pairs.get(pairId) ?? { ...settings.defaults, pairId };
}
