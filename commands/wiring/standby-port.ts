/** What the pair changes in the wiring of one instance: what it may write and send, and whose incidents it shows. */
import {
  type AlertEngine,
  createSecondSender,
  createWebhook,
  type Delivery,
  type Incident,
  type IncidentMirror,
  type Notice,
  type Notifier,
  type SecondSender,
  type Webhook,
} from '../../alerts/index.ts';
import type { StandbyPort } from '../../api/index.ts';
import type { Clock, Log } from '../../core/index.ts';
import type { Settings } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { type Member, ownPairSubject, type Role } from '../../standby/index.ts';
import { openStore, type Store, type StoreOptions } from '../../store/index.ts';

/** The pair as one start of the app sees it: it begins in a role, and may go from standing by to deciding. */
export interface PairPort {
  /** Of the start. */
  readonly role: Role;
  readonly member: Member;
  readonly notifyDelayMs: number;
  readonly api: StandbyPort;
  /** Told of each decision that was followed, with the collections that it changed. */
  onFollowed(listener: (collections: ReadonlySet<string>) => void): void;
  /** What is to be done, in order, when the standby becomes the one that decides: its store takes decisions by then. */
  onPromoted(task: () => Promise<void>): void;
}

/** Opens the store; in a pair as far as the role lets it write, and at the end of the journal. */
export async function openKept(options: StoreOptions, pair: PairPort | undefined): Promise<Store> {
  const own = await openStore(options);
  if (pair === undefined) return own;
  try {
    return await pair.member.attachment.store(own, pair.role);
  } catch (error) {
    await own.close();
    throw error;
  }
}

/** The ledger of one of a pair: a takeover is on record in it, with the token that it began with. */
export async function pairedLedger(own: Ledger, pair: PairPort | undefined): Promise<Ledger> {
  if (pair === undefined) return own;
  try {
    const ledger = await pair.member.attachment.ledger(own);
    const tell = (): void => {
      const { id, active } = pair.member.view();
      const body = { what: 'takeover', instance: id, token: active?.token ?? '' };
      ledger.append({ kind: 'failover', subject: ownPairSubject(id), body });
    };
    if (pair.role === 'active') tell();
    else pair.onPromoted(async () => tell());
    return ledger;
  } catch (error) {
    await own.close();
    throw error;
  }
}

/** A channel that is started and ended with the app. */
export type Sender = Webhook;

interface SenderDeps {
  readonly settings: Settings;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who sends: the webhook; in a pair only what it may. Undefined where no webhook is set. */
export function openSender(
  { settings, store, clock, log }: SenderDeps,
  pair: PairPort | undefined,
): Sender | undefined {
  if (settings.webhook === undefined) return undefined;
  if (pair === undefined) return createWebhook({ settings: settings.webhook, store, clock, log });
  const { sends, attachment } = pair.member;
  const gate = {
    async ask({ key }: Notice): Promise<'send' | 'sent' | 'wait'> {
      // What is told must first be decided: in the journal, where the other one finds it.
      if ((await attachment.writer?.settled()) !== true) return 'wait';
      const answer = await sends.ask(key, true);
      return answer === 'unknown' ? 'wait' : answer;
    },
    sent: ({ key }: Notice) => sends.sent(key),
  };
  return createWebhook({ settings: settings.webhook, store, clock, log, gate });
}

/** Who sends on a standby: what nobody else did. */
export function openSecondSender(
  { settings, store, clock, log }: SenderDeps,
  pair: PairPort,
  decided: () => readonly Incident[],
): SecondSender | undefined {
  if (settings.webhook === undefined) return undefined;
  const { sends } = pair.member;
  return createSecondSender({
    settings: settings.webhook,
    store,
    records: { knows: sends.knows, ask: (key) => sends.ask(key, false), sent: sends.sent },
    delayMs: pair.notifyDelayMs,
    undecidedMs: () => {
      const since = pair.member.undecidedSinceMs();
      return since === undefined ? undefined : clock.monotonicMs() - since;
    },
    ownDelayMs: () => (pair.member.wasActive ? 0 : pair.notifyDelayMs),
    decided: () => decided().filter(({ status }) => status !== 'cleared'),
    clock,
    log,
  });
}

/** A channel whose other end may change. */
export function switching(first: Notifier | undefined): Notifier & { to(next: Notifier | undefined): void } {
  let current = first;
  let listener: (delivery: Delivery) => void = () => {};
  return {
    name: 'webhook',
    notify: (notice) => current?.notify(notice),
    onDelivery(next) {
      listener = next;
      current?.onDelivery(next);
    },
    to(next) {
      current = next;
      next?.onDelivery(listener);
    },
  };
}

/** An engine that judges by what is seen here, and shows what is decided there, until it decides itself. */
export function mirrored(engine: AlertEngine, mirror: IncidentMirror, decides: () => boolean): AlertEngine {
  const shown = () => (decides() ? engine : mirror);
  return {
    ...engine,
    list: () => shown().list(),
    find: (id) => shown().find(id),
    counts: () => shown().counts(),
    acknowledge: (action) => shown().acknowledge(action),
    note: (action) => shown().note(action),
    subscribe(listener) {
      const ends = [engine, mirror].map((from) =>
        from.subscribe((change) => {
          if (shown() === from) listener(change);
        }),
      );
      return () => {
        for (const end of ends) end();
      };
    },
  };
}
