/** A real pair, watched by the same wiring as a city's: readings, probes, engine, records. */
import { type PairTrouble, type Takeover, troublesOf } from '../../audit/index.ts';
import { createPoller, type PolledAgent } from '../../collector/index.ts';
import { openPairs } from '../../commands/wiring/pairs.ts';
import { silentLog, systemClock } from '../../core/index.ts';
import { type City, type Inventory, type PairSettings, pairsDefaults } from '../../inventory/index.ts';
import { pause } from '../../lab/testing/keepalived/until.ts';
import { createFakeStore } from '../../store/store.fake.ts';

const manners = { timeoutMs: 1_500, retries: 1, maxRepetitions: 24, budgetMs: 10_000 };
const lookMs = 100;

export interface Watched {
  /** Whether there was a reading in which somebody serves. */
  isRead(): boolean;
  /** Whether a check fails now with this trouble. */
  has(trouble: PairTrouble, checkId: string): boolean;
  troubles(): readonly string[];
  takeovers(): readonly Takeover[];
  /** Milliseconds until something is so; undefined: not within the time. */
  within(ms: number, isSo: () => boolean): Promise<number | undefined>;
  stop(): Promise<void>;
}

export interface WatchWish {
  readonly city: City;
  readonly settings: PairSettings;
  readonly agents: readonly PolledAgent[];
  readonly periodSeconds: number;
  readonly probe: { readonly periodSeconds: number; readonly timeoutSeconds: number };
}

/** Begins to watch the one pair of a city, with no history. */
export async function watchPair(wish: WatchWish): Promise<Watched> {
  const { city, settings, agents, periodSeconds, probe } = wish;
  const clock = systemClock;
  const poller = createPoller({ clock });
  poller.apply(agents, manners);
  const pairs = {
    ...pairsDefaults,
    periodSeconds,
    probePeriodSeconds: probe.periodSeconds,
    probeTimeoutSeconds: probe.timeoutSeconds,
    pairs: new Map([[settings.pairId, settings]]),
  };
  const inventory = { city, settings: { pairs } } as unknown as Inventory;
  const wired = await openPairs({
    ...{ clock, poller, log: silentLog, inventory: () => inventory, profile: () => undefined },
    store: createFakeStore({ kinds: [], clock }),
    ledger: { append: () => {} },
  });
  wired.start();
  const standing = () => wired.port.pair(settings.pairId);
  const troubles = () => {
    const now = standing();
    return now === undefined ? [] : troublesOf(now);
  };
  return {
    isRead: () => standing()?.roles.some(({ role }) => role === 'active') ?? false,
    troubles: () =>
      troubles().flatMap(({ trouble, judgements }) => judgements.map((one) => `${trouble} ${one.checkId}`)),
    has: (trouble, checkId) =>
      troubles().some(
        (one) => one.trouble === trouble && one.judgements.some((judgement) => judgement.checkId === checkId),
      ),
    takeovers: () => wired.port.takeovers(settings.pairId),
    async within(ms, isSo) {
      const startedAt = performance.now();
      for (;;) {
        const afterMs = performance.now() - startedAt;
        if (isSo()) return afterMs;
        if (afterMs > ms) return undefined;
        await pause(lookMs);
      }
    },
    async stop() {
      await wired.stop();
      wired.close();
      poller.close();
    },
  };
}
