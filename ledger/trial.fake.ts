/** Ledgers of tests: a folder of their own, a clock that stands still, short bodies. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../core/clock.fake.ts';
import { silentLog } from '../core/index.ts';
import type { NewRecord } from './index.ts';
import type { LedgerOptions } from './open.ts';

export async function trialFolder(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'fangzhou-ledger-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export function trialOptions(folder: string, clock = new FakeClock()): LedgerOptions & { readonly clock: FakeClock } {
  return {
    folder,
    clock,
    log: silentLog,
    name: 'trial.fangzhou/ledger',
    flushIntervalMs: 1_000,
    checkpointIntervalMs: 10_000,
  };
}

export function trialRecord(n: number): NewRecord {
  const kind = n % 3 === 0 ? 'heartbeat' : n % 3 === 1 ? 'state-change' : 'login';
  return { kind, subject: `point P${n % 7}`, body: { n, word: n % 2 === 0 ? '正常' : 'down' } };
}
