import { type Cancel, type Clock, type EpochMs, errorText, type Log } from '../../core/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { WriteTap } from '../../store/index.ts';
import { createFeed, type FeedStats } from '../feed/index.ts';
import { limits } from '../limits.ts';
import { createDoor, type DoorAnswer } from './door.ts';
import { createFollowers, type Follower } from './followers.ts';
import type { Peer } from './peer.ts';
import { createPrimary, type Primary } from './primary.ts';
import type { Greeting } from './protocol.ts';
import { bestOf, judgeWarm, type WarmJudgement } from './standing.ts';
import type { LossBound } from './state.ts';
import { createPeerWatch, type PeerView, rivalOf } from './watch.ts';

/** How the pair stands, as the primary sees it. */
export interface WarmView {
  readonly name: string;
  readonly feed: FeedStats;
  readonly records: number;
  readonly followers: readonly Follower[];
  readonly peer: PeerView;
  readonly judgements: readonly WarmJudgement[];
  /** What a promotion of the best standby would lose now of what is on the disk here; undefined members: without a bound. */
  readonly loss: LossBound;
  /** What is not on the disk yet is lost with this machine as it is: one write interval. */
  readonly writeIntervalSeconds: number;
  readonly refusedRequests: number;
}

/** The primary's side of a warm standby. */
export interface Warm {
  /** Give it to the store. */
  readonly tap: WriteTap;
  /** Begins to serve and to watch; before, who asks is told to come again. */
  serve(ledger: Pick<Ledger, 'head' | 'root' | 'entries' | 'blob'>): void;
  knock(request: {
    readonly authorization: string | undefined;
    readonly body: string;
  }): DoorAnswer | { readonly status: 503 };
  view(): WarmView;
  /** Called each second with every judgement. */
  onJudged(listener: (judgements: readonly WarmJudgement[]) => void): void;
  /** Resolves when the other side is found to decide in a newer generation: then this one must stop. */
  readonly superseded: Promise<Greeting>;
  /**
   * Before a clean end: waits until a standby that follows has everything that is on the disk now, or for a few seconds. Gives whether
   * one has.
   */
  handOver(): Promise<boolean>;
  close(): Promise<void>;
}

export function openWarm(options: {
  readonly folders: { readonly data: string; readonly ledger: string };
  readonly secret: string;
  readonly peer: Peer | undefined;
  readonly name: string;
  readonly version: string;
  readonly silentAfterMs: number;
  readonly behindAfterMs: number;
  readonly writeIntervalMs: number;
  readonly spoolBytes: number;
  readonly clock: Clock;
  readonly log: Log;
}): Warm {
  const { folders, secret, peer, name, version, clock, log } = options;
  const feed = createFeed({ folder: folders.data, clock, log, spoolBytes: options.spoolBytes });
  const followers = createFollowers();
  const bornAt = clock.now();
  const listeners: ((judgements: readonly WarmJudgement[]) => void)[] = [];
  let ledgerSize = (): number => 0;
  let primary: Primary | undefined;
  let judgements: readonly WarmJudgement[] = [];
  let oldestMissingAt: EpochMs | undefined;
  let cancel: Cancel = () => undefined;
  let closed = false;
  const superseded = Promise.withResolvers<Greeting>();

  const greeting = (): Greeting => ({
    ...{ name, version, role: 'primary', at: clock.now(), records: ledgerSize() },
    ...{ generation: feed.generation(), position: feed.position() },
  });
  const watch = createPeerWatch({
    ...{ peer, greeting, clock, log },
    onView(view) {
      if (view.greeting === undefined || rivalOf(feed.generation(), view) !== 'newer') return;
      superseded.resolve(view.greeting);
    },
  });
  const door = createDoor(secret, (ask) => {
    if (primary === undefined) throw new Error('asked before it serves');
    return primary.answer(ask);
  });

  const judge = async (): Promise<void> => {
    const best = bestOf(followers.list());
    oldestMissingAt = best === undefined ? undefined : await feed.committedAt(best.position.sequence + 1);
    judgements = judgeWarm({
      ...{ now: clock.now(), bornAt, version, generation: feed.generation(), position: feed.position() },
      ...{ followers: followers.list(), peer: watch.view(), oldestMissingAt },
      ...{ silentAfterMs: options.silentAfterMs, behindAfterMs: options.behindAfterMs },
    });
    for (const listener of listeners) listener(judgements);
  };
  const tick = (): void => {
    cancel = clock.after(limits.judgeEveryMs, () => {
      judge()
        .catch((error: unknown) => log.error({ reason: errorText(error) }, 'standby-judging-failed'))
        .finally(() => (closed ? undefined : tick()));
    });
  };

  const loss = (): LossBound => {
    const best = bestOf(followers.list());
    if (best === undefined) return { changes: undefined, seconds: undefined };
    const changes = Math.max(0, feed.position().sequence - best.position.sequence);
    if (changes === 0) return { changes, seconds: 0 };
    return {
      changes,
      seconds: oldestMissingAt === undefined ? undefined : Math.max(0, (clock.now() - oldestMissingAt) / 1_000),
    };
  };

  return {
    tap: feed.tap,
    superseded: superseded.promise,
    serve(ledger) {
      ledgerSize = () => ledger.head().size;
      primary = createPrimary({
        ...{ feed, ledger, folders, followers, greeting, clock, log },
        onGreeting: (from) => watch.greeted(from),
      });
      tick();
    },
    knock: (request) => (primary === undefined || closed ? { status: 503 } : door.knock(request)),
    view: () => ({
      ...{ name, judgements, loss: loss(), peer: watch.view(), feed: feed.stats(), records: ledgerSize() },
      followers: followers.list(),
      writeIntervalSeconds: options.writeIntervalMs / 1_000,
      refusedRequests: door.refused,
    }),
    onJudged: (listener) => void listeners.push(listener),
    async handOver() {
      const until = clock.monotonicMs() + limits.handOverMs;
      const fresh = () =>
        followers.list().filter(({ lastContactAt }) => clock.now() - lastContactAt <= options.silentAfterMs);
      const has = ({ position, records }: Follower) =>
        position.sequence >= feed.position().sequence && records >= ledgerSize();
      while (fresh().length > 0 && clock.monotonicMs() < until) {
        if (fresh().some(has)) return true;
        await new Promise<void>((resolve) => clock.after(limits.handOverLookMs, resolve));
      }
      return false;
    },
    async close() {
      closed = true;
      cancel();
      watch.stop();
      await feed.close();
    },
  };
}
