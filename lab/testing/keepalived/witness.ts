import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EpochMs } from '../../../core/index.ts';
import type { NetnsHost } from './netns-host.ts';

/** One try of the independent probe. */
export interface WitnessedTry {
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  readonly ok: boolean;
  /** The member that answered; '' for none. */
  readonly by: string;
}

/** A time without a good answer, from the last good one before to the first after. */
export interface Outage {
  readonly lastGoodAt: EpochMs;
  readonly firstGoodAt: EpochMs;
  readonly ms: number;
  readonly from: string;
  readonly to: string;
}

/** What the independent probe saw. */
export interface Witness {
  tries(): readonly WitnessedTry[];
  /**
   * Outages since a moment: times in which a try failed, or in which another member took over. A good answer counts when it came.
   */
  outages(since: EpochMs): readonly Outage[];
  stop(): void;
}

/** Tries kept: an hour at the usual pace. */
const keptTries = 180_000;
/** The last good answer before an outage is looked for so far back. */
const longestOutageMs = 60_000;
const script = join(import.meta.dirname, 'witness.child.ts');

export async function startWitness(
  host: NetnsHost,
  {
    address,
    port,
    everyMs = 20,
    timeoutMs = 500,
  }: { address: string; port: number; everyMs?: number; timeoutMs?: number },
): Promise<Witness> {
  const args = [script, address, port, everyMs, timeoutMs].map(String);
  const process_ = await host.start(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const seen: WitnessedTry[] = [];
  const { stdout } = process_.child;
  if (stdout !== null)
    createInterface({ input: stdout }).on('line', (line) => {
      seen.push(JSON.parse(line) as WitnessedTry);
      if (seen.length > keptTries) seen.splice(0, keptTries / 10);
    });
  return {
    tries: () => seen,
    outages(since) {
      // One that fails ends long after later ones that did well.
      const near = seen.filter(({ startedAt }) => startedAt >= since - longestOutageMs);
      const inOrder = near.sort((a, b) => a.startedAt - b.startedAt);
      return outagesOf(inOrder).filter(({ firstGoodAt }) => firstGoodAt >= since);
    },
    stop: () => process_.signal('SIGKILL'),
  };
}

/** Pure: outages among tries in the order of their beginning. One that has not ended yet is none. */
export function outagesOf(tries: readonly WitnessedTry[]): readonly Outage[] {
  const found: Outage[] = [];
  let good: WitnessedTry | undefined;
  let failed = false;
  for (const each of tries) {
    if (!each.ok) {
      failed = true;
      continue;
    }
    if (good !== undefined && (failed || each.by !== good.by)) {
      const { finishedAt: lastGoodAt, by: from } = good;
      found.push({ lastGoodAt, firstGoodAt: each.finishedAt, ms: each.finishedAt - lastGoodAt, from, to: each.by });
    }
    good = each;
    failed = false;
  }
  return found;
}
