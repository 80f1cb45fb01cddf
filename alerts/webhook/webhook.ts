import { type Cancel, type Clock, type EpochMs, errorText, type Log } from '../../core/index.ts';
import type { WebhookSettings } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import type { Delivery, Notice, Notifier } from '../notifier.ts';
import { type Attempt, attemptPost } from './attempt.ts';
import { waitBeforeNext, webhookBounds } from './bounds.ts';
import { gateWaitMs, type SendGate } from './gate.ts';
import { createQueue, type Queued } from './queue.ts';
import { noticeRequest } from './request.ts';

export interface WebhookStats {
  readonly waiting: number;
  readonly delivered: number;
  readonly failed: number;
  /** Given up because the queue was full. */
  readonly dropped: number;
}

export interface WebhookLast {
  readonly sentAt: EpochMs | undefined;
  readonly failure: { readonly at: EpochMs; readonly detail: string } | undefined;
}

/**
 * Posts notices to one address, one after the other and in order, so that nobody hears `cleared` before `raised`.
 * At least once: a notice stays on disk until it is delivered or its attempts are used up.
 */
export interface Webhook extends Notifier {
  /** Takes up what the last run left undelivered. */
  start(): Promise<void>;
  /** Ends the attempt under way; what waits stays on disk for the next start. */
  stop(): Promise<void>;
  stats(): WebhookStats;
  /** When it last delivered, and what it last gave up, since the start. */
  last(): WebhookLast;
}

export function createWebhook(deps: {
  readonly settings: WebhookSettings;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Where two instances share the sending. */
  readonly gate?: SendGate | undefined;
  /** 0 to 1, for the jitter. */
  readonly random?: () => number;
}): Webhook {
  const { settings, clock, log, gate, random = Math.random } = deps;
  const queue = createQueue(deps);
  const stopping = new AbortController();
  let listener: (delivery: Delivery) => void = () => {};
  let started = false;
  let busy: Promise<void> | undefined;
  let wait: Cancel | undefined;
  let delivered = 0;
  let failed = 0;
  let dropped = 0;
  let last: WebhookLast = { sentAt: undefined, failure: undefined };

  const tell = (queued: Queued, attempts: number, outcome: Attempt): void => {
    const incidentId = queued.notice.incident.id;
    const at = clock.now();
    last = outcome.delivered ? { ...last, sentAt: at } : { ...last, failure: { at, detail: outcome.detail } };
    listener({
      noticeId: queued.notice.id,
      incidentId,
      delivered: outcome.delivered,
      attempts,
      detail: outcome.detail,
    });
  };

  const post = (notice: Notice): Promise<Attempt> =>
    attemptPost({ ...noticeRequest(notice, settings, clock), clock, signal: stopping.signal });

  /** One attempt for the oldest notice; then on with the next, or a wait. */
  const deliverFirst = async (queued: Queued): Promise<void> => {
    const verdict = (await gate?.ask(queued.notice)) ?? 'send';
    if (stopping.signal.aborted) return;
    if (verdict === 'wait') {
      again(gateWaitMs);
      return;
    }
    const outcome = verdict === 'sent' ? sentByOther : await post(queued.notice);
    if (outcome.delivered && verdict === 'send') await gate?.sent(queued.notice);
    if (stopping.signal.aborted && !outcome.delivered) return;
    const attempts = queued.attempts + 1;
    const { id } = queued.notice;
    if (!outcome.delivered && outcome.retry && attempts < settings.attempts) {
      queue.failed(id);
      log.warn({ notice: id, attempts, reason: outcome.detail }, 'webhook-attempt-failed');
      again(waitBeforeNext(attempts, random()));
      return;
    }
    queue.remove(id);
    if (outcome.delivered) delivered += 1;
    else failed += 1;
    if (!outcome.delivered) log.error({ notice: id, attempts, reason: outcome.detail }, 'webhook-given-up');
    tell(queued, attempts, outcome);
  };

  const again = (afterMs: number): void => {
    wait = clock.after(afterMs, () => {
      wait = undefined;
      pump();
    });
  };

  const pump = (): void => {
    const first = queue.first();
    if (!started || busy !== undefined || wait !== undefined || stopping.signal.aborted || first === undefined) return;
    busy = deliverFirst(first)
      .catch((thrown: unknown) => log.error({ reason: errorText(thrown) }, 'webhook-internal'))
      .finally(() => {
        busy = undefined;
        pump();
      });
  };

  return {
    name: 'webhook',
    onDelivery(next) {
      listener = next;
    },
    notify(notice) {
      const lost = queue.add(notice);
      if (lost !== undefined) {
        dropped += 1;
        log.error({ notice: lost.notice.id, most: webhookBounds.queuedNotices }, 'webhook-queue-full');
        tell(lost, lost.attempts, { delivered: false, retry: false, detail: 'queue full' });
      }
      pump();
    },
    async start() {
      await queue.load();
      started = true;
      pump();
    },
    async stop() {
      stopping.abort();
      wait?.();
      wait = undefined;
      await busy;
    },
    stats: () => ({ waiting: queue.size, delivered, failed, dropped }),
    last: () => last,
  };
}

/** What the other instance delivered is delivered. */
const sentByOther: Attempt = { delivered: true, retry: false, detail: 'sent by the other instance' };
