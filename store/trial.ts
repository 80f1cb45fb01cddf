import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../core/clock.fake.ts';
import { type Clock, type EpochMs, silentLog } from '../core/index.ts';
import { contractKinds, contractStart } from './contract.ts';
import { openStore, type StoreOptions } from './open.ts';
import type { Store } from './store.ts';

const day = 86_400_000;

/** The retention of issue 3. */
export const trialRetention = { rawMs: 2 * day, fiveMinuteMs: 90 * day, hourMs: 1095 * day, eventMs: 365 * day };

/** A folder for one test; `remove` takes it away again. */
export async function trialFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'fangzhou-store-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A clock without timers: nothing in the store happens by itself, so months pass in one step. */
export interface HandClock extends Clock {
  jump(ms: number): void;
}

export function createHandClock(start: EpochMs = contractStart): HandClock {
  let now = start;
  return {
    now: () => now,
    monotonicMs: () => now,
    after: () => () => undefined,
    jump(ms) {
      now += ms;
    },
  };
}

/** Options for a store on `folder` with a clock that the test turns. */
export function trialOptions(folder: string): StoreOptions & { readonly clock: FakeClock };
export function trialOptions<C extends Clock>(folder: string, clock: C): StoreOptions & { readonly clock: C };
export function trialOptions(folder: string, clock: Clock = new FakeClock(contractStart)): StoreOptions {
  return { folder, kinds: contractKinds, clock, log: silentLog, writeIntervalMs: 5_000, retention: trialRetention };
}

/** A store of its own for `body`, on a clock without timers; closed and removed afterwards. */
export async function withStore(
  body: (trial: { store: Store; clock: HandClock; folder: string }) => Promise<void>,
  more: Partial<StoreOptions> = {},
): Promise<void> {
  const { folder, remove } = await trialFolder();
  const clock = createHandClock();
  const store = await openStore({ ...trialOptions(folder, clock), ...more });
  try {
    await body({ store, clock, folder });
  } finally {
    await store.close().catch(() => undefined);
    await remove();
  }
}
