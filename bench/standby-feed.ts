/**
 * What being followed costs the one that decides: CPU seconds of this process for 100,000 rows written, with and without the feed,
 * and with a standby that reads it. `--rows N` (default 300,000), `--batch N` rows in one write. Prints one JSON line.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { silentLog, systemClock } from '../core/index.ts';
import { createFeed, type Feed } from '../standby/index.ts';
import { openStore } from '../store/index.ts';

const { values: flags } = parseArgs({
  options: { rows: { type: 'string', default: '300000' }, batch: { type: 'string', default: '5000' } },
});
const rows = Math.max(10_000, Number(flags.rows));
const batch = Math.max(100, Number(flags.batch));
const dayMs = 86_400_000;
const columns = ['in', 'out', 'errors', 'discards', 'up'];
const start = Date.parse('2026-10-01T00:00:00Z');

interface Run {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly feedBytes: number;
}

async function run(mode: 'plain' | 'feed' | 'followed'): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-bench-feed-'));
  const feed: Feed | undefined =
    mode === 'plain' ? undefined : createFeed({ folder, clock: systemClock, log: silentLog });
  const store = await openStore({
    ...{
      folder,
      kinds: [{ name: 'interface', columns }],
      clock: systemClock,
      log: silentLog,
      writeIntervalMs: 3_600_000,
    },
    retention: { rawMs: 9_000 * dayMs, fiveMinuteMs: 9_500 * dayMs, hourMs: 10_000 * dayMs, eventMs: 10_000 * dayMs },
    ...(feed === undefined ? {} : { tap: feed.tap }),
  });
  let place = feed?.position();
  try {
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    for (let n = 0; n < rows; n += batch) {
      store.append(
        Array.from({ length: batch }, (_, index) => ({
          kind: 'interface',
          entityId: `port ${(n + index) % 2_000}`,
          at: start + Math.floor((n + index) / 2_000) * 10_000,
          values: [n * 1_000 + index, n * 900 + index, 0, index % 7, 1],
        })),
      );
      await store.flush();
      if (mode !== 'followed' || feed === undefined || place === undefined) continue;
      const read = await feed.read(place, 1e9);
      if (read.kind !== 'sets') throw new Error(read.kind);
      place = feed.position();
    }
    const used = process.cpuUsage(cpu);
    return {
      cpuSeconds: (used.user + used.system) / 1e6,
      wallSeconds: (performance.now() - wall) / 1_000,
      feedBytes: feed?.stats().bytesTaken ?? 0,
    };
  } finally {
    await store.close();
    await feed?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const per100k = (value: number) => Number(((value * 100_000) / rows).toFixed(3));
// Once for nothing: what is compiled then is compiled for all.
await run('plain');
const [plain, fed, followed] = [await run('plain'), await run('feed'), await run('followed')];
console.log(
  JSON.stringify({
    ...{ bench: 'standby-feed', rows, batch },
    cpuSecondsPer100kRows: per100k(plain.cpuSeconds),
    cpuSecondsPer100kRowsWithFeed: per100k(fed.cpuSeconds),
    cpuSecondsPer100kRowsFollowed: per100k(followed.cpuSeconds),
    wallSecondsPer100kRows: per100k(plain.wallSeconds),
    wallSecondsPer100kRowsWithFeed: per100k(fed.wallSeconds),
    feedBytesPerRow: Number((fed.feedBytes / rows).toFixed(1)),
  }),
);
