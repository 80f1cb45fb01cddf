import type { Cancel, Clock } from '../../core/index.ts';
import type { HostPair, PairProbeSettings } from '../../inventory/index.ts';
import { pairReadLimits } from './limits.ts';
import type { ClientProbe } from './model.ts';
import { type ProbeAsk, tryProbe } from './probe.ts';

/** Probes of one pair, as the settings have them. */
export interface ProbedPair {
  readonly pair: HostPair;
  readonly probes: readonly PairProbeSettings[];
}

export interface PairProbesStats {
  readonly tried: number;
  readonly failed: number;
  /** Tries that were left out, as too many of their own or of others still ran, or that say nothing, as this process stood still. */
  readonly skipped: number;
  readonly running: number;
}

/** Tries every pair's services through their virtual addresses, each at its own moment of the period. */
export interface PairProbes {
  /** Takes the probes and their pace anew, after a reload; those that stay keep their moment. */
  apply(pairs: Iterable<ProbedPair>, pace: { readonly periodMs: number; readonly timeoutMs: number }): void;
  start(): void;
  /** Begins no more tries, and tells no more. */
  stop(): void;
  readonly stats: PairProbesStats;
}

/** `waiting`: not over yet; undefined: it says nothing. */
interface Try {
  result: ClientProbe | undefined | 'waiting';
}

interface Slot {
  readonly pairId: string;
  readonly virtualAddress: string;
  readonly probe: PairProbeSettings;
  dueMs: number;
  /** Tries that were not told yet, in the order of their beginning; each has its result once it is over. */
  readonly open: Try[];
}

/**
 * Makes the probes; nothing runs before `start`. A try that hangs makes nobody wait: the next one of the same service begins at its
 * moment all the same, so that the end of an outage is seen to one period. So many run at a time as fit into the time-out; a moment
 * that finds these, or all places, taken is left out and counted. Results are told in the order in which the tries began.
 */
export function createPairProbes(deps: {
  readonly clock: Clock;
  readonly tell: (probe: ClientProbe) => void;
  readonly concurrency?: number;
  /** For tests: another way to try. */
  readonly attempt?: (ask: ProbeAsk) => Promise<ClientProbe | undefined>;
}): PairProbes {
  const { clock, tell, concurrency = pairReadLimits.probesAtOnce, attempt = tryProbe } = deps;
  let slots = new Map<string, Slot>();
  let periodMs = 1_000;
  let timeoutMs = 1_000;
  let phase: 'new' | 'running' | 'stopped' = 'new';
  let cancel: Cancel = () => {};
  const counts = { tried: 0, failed: 0, skipped: 0, running: 0 };
  const ownAtOnce = () => Math.min(pairReadLimits.triesOfOneProbe, Math.max(1, Math.ceil(timeoutMs / periodMs)));

  function arm(): void {
    cancel();
    if (phase !== 'running' || slots.size === 0) return;
    const due = Math.min(...[...slots.values()].map((slot) => slot.dueMs));
    cancel = clock.after(Math.max(0, due - clock.monotonicMs()), tick);
  }

  function tick(): void {
    const now = clock.monotonicMs();
    for (const slot of slots.values()) {
      if (slot.dueMs > now) continue;
      // After a stop of the process the moments that passed are not made up for.
      slot.dueMs += periodMs * (1 + Math.floor((now - slot.dueMs) / periodMs));
      const running = slot.open.filter(({ result }) => result === 'waiting').length;
      if (running >= ownAtOnce() || counts.running >= concurrency) counts.skipped++;
      else void run(slot);
    }
    arm();
  }

  async function run(slot: Slot): Promise<void> {
    const { pairId, virtualAddress, probe } = slot;
    const own: Try = { result: 'waiting' };
    slot.open.push(own);
    counts.running++;
    counts.tried++;
    const result = await attempt({ pairId, virtualAddress, probe, timeoutMs, clock });
    counts.running--;
    if (result === undefined) counts.skipped++;
    else if (!result.ok) counts.failed++;
    own.result = result;
    for (let first = slot.open[0]; first !== undefined && first.result !== 'waiting'; first = slot.open[0]) {
      slot.open.shift();
      if (first.result === undefined) continue;
      if (phase === 'running' && slots.get(keyOf(pairId, probe)) === slot) tell(first.result);
    }
  }

  return {
    get stats() {
      return { ...counts };
    },
    apply(pairs, pace) {
      const before = slots;
      const samePace = pace.periodMs === periodMs;
      ({ periodMs, timeoutMs } = pace);
      const all = [...pairs].flatMap(({ pair, probes }) => probes.map((probe) => ({ pair, probe })));
      const now = clock.monotonicMs();
      slots = new Map(
        all.map(({ pair, probe }, at): [string, Slot] => {
          const key = keyOf(pair.id, probe);
          const old = before.get(key);
          const same =
            old !== undefined &&
            samePace &&
            old.virtualAddress === pair.virtualAddress &&
            JSON.stringify(old.probe) === JSON.stringify(probe);
          if (same) return [key, old];
          const dueMs = now + (at / all.length) * periodMs;
          return [key, { pairId: pair.id, virtualAddress: pair.virtualAddress, probe, dueMs, open: [] }];
        }),
      );
      arm();
    },
    start() {
      if (phase !== 'new') return;
      phase = 'running';
      arm();
    },
    stop() {
      phase = 'stopped';
      cancel();
    },
  };
}

function keyOf(pairId: string, { id }: PairProbeSettings): string {
  return `${pairId} ${id}`;
}
