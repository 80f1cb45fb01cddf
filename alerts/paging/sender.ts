import { type Cancel, type Clock, errorText, type Log } from '../../core/index.ts';
import { type ChannelSettings, incidentSeverities } from '../../inventory/index.ts';
import { waitBeforeNext } from '../webhook/bounds.ts';
import type { Channel, Page, PageToSend, SendResult } from './model.ts';
import { pagingLimits } from './model.ts';
import type { Outbox } from './outbox.ts';

/** Whether a page may go out: given where two instances share the sending. */
export interface PageGate {
  /** `sent`: the other one already did. `wait`: it cannot be told now, or is not ours to send. Never rejects. */
  ask(page: Page): Promise<'send' | 'sent' | 'wait'>;
  /** Records that it went out. Never rejects. */
  sent(page: Page): Promise<void>;
}

/** A channel with its settings. */
export interface OpenChannel {
  readonly settings: ChannelSettings;
  readonly channel: Channel;
}

/** Pages that are under way on one channel at the same time: a slow receiver does not hold up a storm. */
const atOnce = 4;

/** Small is urgent: what is broken before what is over. */
function urgency({ event, incident }: Page): number {
  if (event === 'acknowledged' || event === 'cleared') return incidentSeverities.length;
  return incident === undefined ? 0 : incidentSeverities.indexOf(incident.severity);
}

/**
 * Sends what waits, a few pages at a time on each channel, the worst first, and no more than it may take in a minute. What is told of one incident to
 * one recipient keeps its order. A page is on the disk before it goes, and stays there until the channel took it or gave up.
 */
export interface Sender {
  /** Sends what is due now; call it whenever there may be something. */
  pump(): void;
  /** Ends what is under way; what waits stays. */
  stop(): Promise<void>;
}

interface Lane {
  /** Pages under way, by id. */
  readonly busy: Map<string, Promise<void>>;
  tokens: number;
  filledAtMs: number;
}

export function createSender(deps: {
  readonly outbox: Outbox;
  readonly channels: () => ReadonlyMap<string, OpenChannel>;
  readonly toSend: (page: Page) => PageToSend | undefined;
  readonly gate?: PageGate | undefined;
  /** Told of each page that is settled now. */
  readonly settled: (page: Page) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
}): Sender {
  const { outbox, channels, toSend, gate, settled, clock, log, random } = deps;
  const stopping = new AbortController();
  const lanes = new Map<string, Lane>();
  /** Pages that the gate holds back, and until when: on the steady clock, not worth a write. */
  const held = new Map<string, number>();
  const gateWaitMs = 500;

  const laneOf = (channelId: string, { perMinute }: ChannelSettings): Lane => {
    const now = clock.monotonicMs();
    const lane = lanes.get(channelId) ?? { busy: new Map<string, Promise<void>>(), tokens: perMinute, filledAtMs: now };
    lanes.set(channelId, lane);
    lane.tokens = Math.min(perMinute, lane.tokens + ((now - lane.filledAtMs) * perMinute) / 60_000);
    lane.filledAtMs = now;
    return lane;
  };

  /**
   * The worst of a channel's pages whose time has come; of equally bad ones the oldest. One that is under way, or waits, holds up what
   * else is told to the same recipient of the same incident.
   */
  const dueOf = (channelId: string, { busy }: Lane): Page | undefined => {
    const earlier = new Set<string>();
    let best: Page | undefined;
    for (const page of outbox.waiting()) {
      if (page.channelId !== channelId) continue;
      const line = `${page.incidentId} ${page.recipientId}`;
      const isHeld = busy.has(page.id) || (held.get(page.id) ?? 0) > clock.monotonicMs();
      const isDue = page.toldBy === undefined && page.nextTryAt <= clock.now() && !isHeld && !earlier.has(line);
      if (isDue && (best === undefined || urgency(page) < urgency(best))) best = page;
      earlier.add(line);
    }
    return best;
  };

  const give = (page: Page, patch: Partial<Page>): void => {
    held.delete(page.id);
    const after = outbox.update(page.id, patch);
    if (after !== undefined && after.state !== 'pending') settled(after);
  };

  const send = async (page: Page, { channel, settings }: OpenChannel): Promise<void> => {
    // Where the disk does not take it, somebody has to hear all the more.
    await outbox.written(page.id).catch((thrown: unknown) => {
      log.error({ page: page.id, reason: errorText(thrown) }, 'page-not-written');
    });
    const verdict = (await gate?.ask(page)) ?? 'send';
    if (stopping.signal.aborted) return;
    if (verdict === 'wait') return void held.set(page.id, clock.monotonicMs() + gateWaitMs);
    if (verdict === 'sent') return give(page, { state: 'sent', detail: 'sent by the other instance' });
    const ready = toSend(page);
    const result =
      ready === undefined
        ? ({ outcome: 'refused', detail: 'nothing to tell' } as const)
        : await withinTime(settings.timeoutSeconds * 1_000, (signal) => channel.send(ready, signal));
    const tries = page.tries + 1;
    if (!('detail' in result)) {
      await gate?.sent(page);
      const at = clock.now();
      const reference = result.reference === undefined ? {} : { reference: result.reference };
      const delivered = result.outcome === 'delivered' ? { deliveredAt: at } : {};
      give(page, { state: result.outcome, tries, sentAt: at, detail: '', ...reference, ...delivered });
      // Nobody waits for the disk here: a kill before it is there repeats the page under its own name.
      void outbox.sync();
      return;
    }
    if (stopping.signal.aborted) return;
    const detail = result.detail.slice(0, pagingLimits.detailCharacters);
    log.warn({ page: page.id, tries, reason: detail }, 'page-not-sent');
    if (result.outcome === 'refused' || tries >= settings.attempts) give(page, { state: 'failed', tries, detail });
    else give(page, { tries, detail, nextTryAt: clock.now() + waitBeforeNext(tries, random()) });
  };

  /** A channel that forgets its own time-out is ended by ours. */
  const withinTime = async (
    timeoutMs: number,
    work: (signal: AbortSignal) => Promise<SendResult>,
  ): Promise<SendResult> => {
    const late = new AbortController();
    let cancel: Cancel = () => {};
    const signal = AbortSignal.any([late.signal, stopping.signal]);
    const tooLong = new Promise<SendResult>((resolve) => {
      const end = (detail: string) => resolve({ outcome: 'failed', detail });
      cancel = clock.after(timeoutMs, () => {
        late.abort();
        end('timeout');
      });
      stopping.signal.addEventListener('abort', () => end('stopped'), { once: true });
    });
    try {
      return await Promise.race([work(signal), tooLong]);
    } catch (thrown) {
      return { outcome: 'failed', detail: errorText(thrown).slice(0, pagingLimits.detailCharacters) };
    } finally {
      cancel();
    }
  };

  const pump = (): void => {
    if (stopping.signal.aborted) return;
    for (const [id, open] of channels()) {
      const lane = laneOf(id, open.settings);
      while (lane.busy.size < (open.channel.atOnce ?? atOnce) && lane.tokens >= 1) {
        const page = dueOf(id, lane);
        if (page === undefined) break;
        lane.tokens -= 1;
        const sending = send(page, open)
          .catch((thrown: unknown) => log.error({ page: page.id, reason: errorText(thrown) }, 'page-internal'))
          .finally(() => {
            lane.busy.delete(page.id);
            pump();
          });
        lane.busy.set(page.id, sending);
      }
    }
    // A channel that a reload took out sends nothing any more: its pages go on by another way.
    for (const page of outbox.waiting())
      if (page.toldBy === undefined && !channels().has(page.channelId))
        give(page, { state: 'failed', detail: 'the channel is declared no more' });
  };

  return {
    pump,
    async stop() {
      stopping.abort();
      await Promise.all([...lanes.values()].flatMap(({ busy }) => [...busy.values()]));
    },
  };
}
