/**
 * `npm run --silent prove:takeover -- --kills N --seed S`: two real instances on one district of the reference city, two PostgreSQL in
 * replication, a real arbiter, a receiver of pages. The active one is killed, stopped, cut off, given a wrong clock, or loses its power
 * together with its database, while links fail. Prints one JSON line; exits 1 when an incident was lost or told twice, or when a
 * takeover took longer than ten seconds.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../core/index.ts';
import { killKinds, percentile, proveTakeovers } from '../test/takeover/run.ts';
import { startStage } from '../test/takeover/stage.ts';
import { proofFlags } from './proof-flags.ts';

const usage =
  'prove:takeover takes --kills N (1 or more) and --seed S, whole numbers, --verbose, and --keep (the folder, for a look)';

const flags = proofFlags({
  usage,
  wholes: { kills: { default: 200, least: 1 }, seed: { default: 1 } },
  switches: ['keep'],
});
const { kills, seed } = flags.wholes;
const random = seededRandom(seed);

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-takeover-'));
if (flags.has('keep')) console.error(folder);
const stage = await startStage(folder, { ttlSeconds: 6 });
// Its processes end with it, also when somebody does not want to wait.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stage.close().finally(() => process.exit(130)));
try {
  const onStep = (text: string): void => {
    if (flags.has('verbose')) console.error(`${new Date().toISOString()} ${text}`);
  };
  const proof = await proveTakeovers({ stage, kills, random, onStep });
  const { takeovers, lostIncidents, duplicatePages, missedPages, repeatedDeliveries, unplannedPromotions } = proof;
  const takeoverP99Seconds = percentile(takeovers, 0.99);
  const byKind = Object.fromEntries(
    killKinds.map((kind) => {
      const some = takeovers.filter((takeover) => takeover.kind === kind);
      return [kind, { kills: some.length, p50Seconds: percentile(some, 0.5), maxSeconds: percentile(some, 1) }];
    }),
  );
  const line = {
    kills,
    lostIncidents,
    duplicatePages,
    takeoverP50Seconds: percentile(takeovers, 0.5),
    takeoverP99Seconds,
    missedPages,
    repeatedDeliveries,
    unplannedPromotions,
    byKind,
  };
  console.log(JSON.stringify(line));
  process.exitCode = lostIncidents + duplicatePages + missedPages === 0 && takeoverP99Seconds < 10 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await stage.close();
  if (!flags.has('keep')) rmSync(folder, { recursive: true, force: true });
}
process.exit();
