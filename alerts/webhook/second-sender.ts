import { type Cancel, type Clock, errorText, type Log } from '../../core/index.ts';
import type { WebhookSettings } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import type { Incident } from '../incident.ts';
import { troubleOf } from '../notice-key.ts';
import type { Notice, Notifier } from '../notifier.ts';
import { attemptPost } from './attempt.ts';
import { waitBeforeNext, webhookBounds } from './bounds.ts';
import { readQueued, webhookCollection } from './queue.ts';
import { noticeRequest } from './request.ts';

const tickMs = 1_000;

/**
 * Sends what nobody else does: notices that the active instance decided and nobody sent in time, and, while nobody is known to decide at
 * all, the troubles that this instance saw itself. It fails open: where it cannot be told whether something was sent, it is sent, under
 * the key that the other one would use too.
 */
export interface SecondSender extends Notifier {
  stop(): Promise<void>;
}

interface Waiting {
  readonly notice: Notice;
  /** On the steady clock. */
  readonly sinceMs: number;
  attempts: number;
  notBeforeMs: number;
}

export function createSecondSender(deps: {
  readonly settings: WebhookSettings;
  /** The own store, which follows the active instance's. */
  readonly store: Pick<Store, 'documents'>;
  readonly records: {
    knows(key: string): boolean;
    ask(key: string): Promise<'send' | 'sent' | 'unknown'>;
    sent(key: string): Promise<void>;
  };
  readonly delayMs: number;
  /** For how long nobody has been known to decide; undefined while somebody does. */
  readonly undecidedMs: () => number | undefined;
  /** Waits before it tells of its own troubles: none for the one that decided last. */
  readonly ownDelayMs: () => number;
  /** Open incidents as decided: what stands there is told from there. */
  readonly decided: () => readonly Incident[];
  readonly clock: Clock;
  readonly log: Log;
}): SecondSender {
  const { settings, store, records, delayMs, undecidedMs, ownDelayMs, decided, clock, log } = deps;
  const stopping = new AbortController();
  /** By key: of the active instance's queue, and of what was seen here. */
  let queued = new Map<string, Waiting>();
  const own = new Map<string, Waiting>();
  let cancel: Cancel = () => {};
  let busy: Promise<void> = Promise.resolve();

  const waitingSince = (notice: Notice, known: Waiting | undefined): Waiting =>
    known ?? { notice, sinceMs: clock.monotonicMs(), attempts: 0, notBeforeMs: 0 };

  const due = async (): Promise<readonly Waiting[]> => {
    const now = clock.monotonicMs();
    const documents = await store.documents(webhookCollection);
    const notices = documents.flatMap(({ body }) => readQueued(body)?.notice ?? []).sort((a, b) => a.at - b.at);
    queued = new Map(notices.map((notice) => [notice.key, waitingSince(notice, queued.get(notice.key))]));
    const late = [...queued.values()].filter(({ sinceMs }) => now - sinceMs >= delayMs);
    const undecided = undecidedMs();
    if (undecided === undefined || undecided < ownDelayMs()) return late;
    const covered = new Set(decided().map(troubleOf));
    const alone = [...own.values()].filter(
      ({ notice, sinceMs }) => !covered.has(troubleOf(notice.incident)) && now - sinceMs >= ownDelayMs(),
    );
    return [...late, ...alone];
  };

  const send = async (waiting: Waiting): Promise<void> => {
    const { notice } = waiting;
    if (records.knows(notice.key) || clock.monotonicMs() < waiting.notBeforeMs) return;
    if ((await records.ask(notice.key)) === 'sent') return;
    if (stopping.signal.aborted) return;
    const outcome = await attemptPost({ ...noticeRequest(notice, settings, clock), clock, signal: stopping.signal });
    if (outcome.delivered) {
      log.warn({ notice: notice.key }, 'second-sender-sent');
      await records.sent(notice.key);
      return;
    }
    waiting.attempts += 1;
    waiting.notBeforeMs = clock.monotonicMs() + waitBeforeNext(waiting.attempts, 0);
    log.warn({ notice: notice.key, reason: outcome.detail }, 'second-sender-attempt-failed');
  };

  const tick = (): void => {
    busy = (async () => {
      for (const waiting of await due()) {
        if (stopping.signal.aborted) return;
        await send(waiting);
      }
    })()
      .catch((thrown: unknown) => log.error({ reason: errorText(thrown) }, 'second-sender-internal'))
      .then(() => {
        if (!stopping.signal.aborted) cancel = clock.after(tickMs, tick);
      });
  };
  cancel = clock.after(tickMs, tick);

  return {
    name: 'webhook',
    onDelivery() {},
    notify(notice) {
      const trouble = troubleOf(notice.incident);
      if (notice.event === 'raised') own.set(notice.key, waitingSince(notice, undefined));
      if (notice.event === 'cleared') {
        const raised = [...own].filter(([, { notice: before }]) => troubleOf(before.incident) === trouble);
        for (const [key] of raised) own.delete(key);
        // Who was told of it is told of its end.
        if (raised.some(([key]) => records.knows(key))) own.set(notice.key, waitingSince(notice, undefined));
      }
      for (const oldest of own.keys()) {
        if (own.size <= webhookBounds.queuedNotices) break;
        own.delete(oldest);
      }
    },
    async stop() {
      stopping.abort();
      cancel();
      await busy;
    },
  };
}
