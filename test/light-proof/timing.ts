import type { Clock, Log } from '../../core/index.ts';
import { openStore, type Store } from '../../store/index.ts';

/** What both parts are told: the same time-lapse, and where each has its files. */
export interface Timing {
  readonly factor: number;
  readonly sinceMs: number;
  readonly hubFolder: string;
  readonly collectorFolder: string;
  readonly witnessFile: string;
}

const dayMs = 86_400_000;

/** The hub's store, as the hub opens it and as it is read at the end. */
export function openProofStore(folder: string, clock: Clock, log: Log): Promise<Store> {
  const retention = { rawMs: 2 * dayMs, fiveMinuteMs: 90 * dayMs, hourMs: 400 * dayMs, eventMs: 400 * dayMs };
  return openStore({ folder, kinds: [], clock, log, writeIntervalMs: 5_000, retention });
}
