/** The own warm standby: whether this one may start, what is followed, who takes over from whom. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { AlertEngine } from '../../alerts/index.ts';
import { type Clock, type Log, message, UserError } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import {
  createPeer,
  type Generation,
  type Greeting,
  openWarm,
  type Peer,
  peekGeneration,
  readPart,
  rivalOf,
  type Warm,
  writePart,
} from '../../standby/index.ts';
import type { Store, StoreOptions } from '../../store/index.ts';

export interface WarmStandby {
  /** For the store: what is written is followed. Empty where no standby is declared. */
  readonly storeOptions: Pick<StoreOptions, 'tap'>;
  readonly warm: Warm | undefined;
  /** Once ledger and alerts run. */
  serve(deps: { readonly ledger: Ledger; readonly alerts: AlertEngine }): Promise<void>;
  /** At a clean end, before the api is closed: what is written reaches the standby, so that roles can be changed without a loss. */
  handOver(deps: { readonly ledger: Ledger; readonly store: Store }): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the primary's side of a warm standby, where one is declared.
 * @throws UserError when the data are a standby's, or when the other side has taken over.
 */
export async function openWarmStandby(deps: {
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Called once when the other side is found to decide in a newer generation. */
  readonly onSuperseded?: ((error: UserError) => void) | undefined;
}): Promise<WarmStandby> {
  const { inventory, clock, log, version, onSuperseded } = deps;
  const { dataFolder: data, warmStandby: settings, writeIntervalSeconds } = inventory.settings;
  const part = await readPart(data);
  if (part?.part === 'standby') {
    const params = { folder: data, url: part.url };
    throw new UserError(
      message('standby.start.is-standby', params),
      message('standby.start.is-standby.remedy', params),
    );
  }
  if (settings === undefined)
    return { storeOptions: {}, warm: undefined, async serve() {}, async handOver() {}, async close() {} };
  const name = settings.name ?? hostname();
  const peer =
    settings.peer === undefined ? undefined : createPeer({ url: settings.peer, secret: settings.key, clock });
  const own = await peekGeneration(data);
  if (peer !== undefined && own !== undefined) await refuseSuperseded({ peer, own, name, version, clock, log });
  const warm = openWarm({
    ...{ folders: { data, ledger: join(data, 'ledger') }, secret: settings.key, peer, name, version, clock, log },
    silentAfterMs: settings.silentAfterSeconds * 1_000,
    behindAfterMs: settings.behindAfterSeconds * 1_000,
    writeIntervalMs: writeIntervalSeconds * 1_000,
    spoolBytes: settings.keptBytes,
  });
  return {
    storeOptions: { tap: warm.tap },
    warm,
    async serve({ ledger, alerts }) {
      await recordPromotion(data, ledger);
      warm.onJudged((judgements) => alerts.standbyJudged(judgements));
      warm.superseded.then((greeting) => {
        const error = superseded(greeting, warm.view().feed.generation, settings.peer ?? '');
        log.error({ by: greeting.name, generation: greeting.generation }, 'superseded');
        onSuperseded?.(error);
      });
      warm.serve(ledger);
    },
    async handOver({ ledger, store }) {
      await ledger.sign().catch(() => undefined);
      await store.flush().catch(() => undefined);
      log.info({ complete: await warm.handOver() }, 'standby-handed-over');
    },
    close: () => warm.close(),
  };
}

/** One that was away must not decide when the other side took over meanwhile. One that gives no answer cannot be asked: said in the log. */
async function refuseSuperseded(deps: {
  readonly peer: Peer;
  readonly own: Generation;
  readonly name: string;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<void> {
  const { peer, own, name, version, clock, log } = deps;
  const greeting: Greeting = {
    ...{ name, version, role: 'primary', generation: own, position: undefined, records: 0, at: clock.now() },
  };
  let answer: Greeting;
  try {
    answer = await peer.hello(greeting);
  } catch (error) {
    log.warn({ peer: peer.url, detail: error instanceof Error ? error.message : '' }, 'standby-peer-not-asked');
    return;
  }
  const rival = rivalOf(own, { greeting: answer });
  if (rival === 'newer' || rival === 'split') throw superseded(answer, own, peer.url);
}

function superseded(by: Greeting, own: Generation, url: string): UserError {
  const params = { name: by.name, url, theirs: by.generation?.number ?? 0, own: own.number };
  const key = by.generation?.number === own.number ? 'standby.start.split' : 'standby.start.superseded';
  return new UserError(message(key, params), message(`${key}.remedy`, params));
}

/** The first start after a promotion puts it on record, with what was known of the loss. */
async function recordPromotion(folder: string, ledger: Ledger): Promise<void> {
  const part = await readPart(folder);
  if (part?.promotion === undefined) return;
  const { from, to, primary, loss, beyond, position, records } = part.promotion;
  ledger.append({
    kind: 'failover',
    subject: '',
    body: {
      what: 'promotion',
      fromGeneration: from?.number ?? null,
      toGeneration: to.number,
      promotedAt: new Date(to.since).toISOString(),
      primaryAnswered: primary,
      lostChanges: loss.changes ?? null,
      lostSeconds: loss.seconds ?? null,
      lostRecords: beyond?.records ?? null,
      lastChange: position?.sequence ?? null,
      records,
    },
  });
  await ledger.flush();
  const { promotion, ...rest } = part;
  await writePart(folder, rest);
}
