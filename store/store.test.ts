import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../core/clock.fake.ts';
import { silentLog } from '../core/index.ts';
import { contractKinds, contractStart, describeStore } from './contract.ts';
import { openStore } from './index.ts';

const day = 86_400_000;

describeStore('the store on SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fangzhou-store-'));
  const clock = new FakeClock(contractStart);
  const store = await openStore({
    folder,
    kinds: contractKinds,
    clock,
    log: silentLog,
    writeIntervalMs: 5_000,
    retention: { rawMs: 2 * day, fiveMinuteMs: 90 * day, hourMs: 1095 * day, eventMs: 365 * day },
  });
  return {
    store,
    advance: (ms) => clock.advance(ms),
    now: () => clock.now(),
    async end() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
