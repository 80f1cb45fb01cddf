/** What collectors deliver becomes what the hub has: with the results, in one transaction, the number up to which they were taken. */
import { type Clock, createTurns, type EpochMs, errorText, type Log } from '../../../core/index.ts';
import type { Store } from '../../../store/index.ts';
import type { Delivery } from '../../services/model.ts';
import { lightBounds } from '../limits.ts';
import type { GapReason } from '../record.ts';
import type { CollectorState, FaultAnswer, SyncRequest } from '../wire.ts';
import { checkFigure, checkResult } from './check-result.ts';
import { type Taken, type TakeResult, take } from './take.ts';
import { correctionMs } from './true-time.ts';

/** What a collector handed over, in order; none of it was handed over before. */
export interface LightDelivery {
  readonly collectorId: string;
  readonly placeId: string;
  /** Times are the hub's. */
  readonly deliveries: readonly Delivery[];
  /** What will never come. */
  readonly gaps: readonly ToldGap[];
}

/** What never arrived, as it is shown. */
export interface ToldGap {
  readonly from: number;
  readonly to: number;
  /** `invalid`: it came, and was no result; `spool-replaced`: the folder of the collector is another one. */
  readonly reason: GapReason | 'invalid' | 'spool-replaced';
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  readonly toldAt: EpochMs;
}

/** How a collector stands with this hub; one document each. */
export interface Account {
  readonly taken: Taken;
  /** Results taken, and numbers that never came, since it is known here. */
  readonly results: number;
  readonly lost: number;
  /** The newest, at most `gapsShown`. */
  readonly gaps: readonly ToldGap[];
  readonly seenAt: EpochMs;
  readonly address: string;
  readonly state: CollectorState;
  /** What its wall clock is ahead of the hub's. */
  readonly clockOffMs: number;
}

/** What an auditor may ask about later. */
export type LightNote =
  | { readonly what: 'gap'; readonly gaps: readonly ToldGap[] }
  /** This hub was set back: what it had is taken again as far as the collector still has it. */
  | { readonly what: 'hub-set-back'; readonly from: number; readonly to: number }
  /** The collector's folder tells another story than what was taken: it was set back, or is in use twice. */
  | { readonly what: 'forked'; readonly taken: number };

export interface Intake {
  accounts(): ReadonlyMap<string, Account>;
  /** Takes what is new. Resolves when it is on the disk, or with why nothing was taken. */
  sync(
    who: { readonly id: string; readonly placeId: string; readonly address: string },
    request: SyncRequest,
  ): Promise<{ readonly ok: true; readonly taken: Taken } | FaultAnswer>;
}

export const accountCollection = 'light-accounts';
/** A collector that only says that it lives is noted on the disk so often. */
const keepSeenMs = 60_000;

export async function openIntake(deps: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Puts what came into the store, in this turn: it is written in the same transaction as the number. Must not throw. */
  readonly onDelivery: (delivery: LightDelivery) => void;
  readonly onNote: (collectorId: string, note: LightNote) => void;
}): Promise<Intake> {
  const { store, clock, log, onDelivery, onNote } = deps;
  const accounts = new Map<string, Account>();
  /** What of an account is on the disk; behind it while the disk does not take it. */
  const durable = new Map<string, Taken>();
  const keptSeenMs = new Map<string, number>();
  const turns = new Map<string, ReturnType<typeof createTurns>>();
  for (const { key, body } of await store.documents(accountCollection)) {
    const account = body as Account;
    accounts.set(key, account);
    durable.set(key, account.taken);
  }

  const keep = (id: string, account: Account): void => {
    accounts.set(id, account);
    keptSeenMs.set(id, clock.monotonicMs());
    store.put({ collection: accountCollection, key: id, body: account });
  };

  /** Whether what is queued is on the disk by now. */
  const flushed = async (id: string): Promise<boolean> => {
    const { taken } = accounts.get(id) ?? {};
    try {
      await store.flush();
    } catch (error) {
      log.warn({ collector: id, reason: errorText(error) }, 'light-delivery-waits');
      return false;
    }
    if (taken !== undefined) durable.set(id, taken);
    return true;
  };

  /** Few rows may wait for the disk, so that what comes now and its number are written together. */
  const hasRoom = async (id: string): Promise<boolean> => {
    if (store.stats().condition !== 'writable') return flushed(id);
    return store.stats().rowsPending < lightBounds.rowsPending || (await flushed(id));
  };

  const handed = (delivery: LightDelivery): boolean => {
    try {
      onDelivery(delivery);
      return true;
    } catch (error) {
      log.error({ collector: delivery.collectorId, reason: errorText(error) }, 'light-delivery-failed');
      return false;
    }
  };

  return {
    accounts: () => accounts,
    sync({ id, placeId, address }, request) {
      const inTurn = turns.get(id) ?? createTurns();
      turns.set(id, inTurn);
      return inTurn(async () => {
        const before = accounts.get(id);
        const isSaved = before?.taken.sequence === durable.get(id)?.sequence || (await flushed(id));
        if (!isSaved || (request.records.length > 0 && !(await hasRoom(id)))) return { ok: false, fault: 'busy' };
        const now = clock.now();
        const result = take(before?.taken, request);
        if (result.kind === 'malformed') return { ok: false, fault: 'protocol' };
        const stand = standing(before, request, { now, address });
        if (result.kind !== 'taken') {
          const { sequence, digest } = stand.taken;
          if (result.kind === 'forked') onNote(id, { what: 'forked', taken: sequence });
          return { ok: false, fault: result.kind, taken: sequence, digest };
        }
        // From here on in one turn: what was taken and its number are queued together.
        const delivery = deliveryOf(result, { id, placeId, request, now });
        const gaps = [...replaced(before, request, now), ...delivery.told];
        const news = delivery.deliveries.length + gaps.length > 0 || result.taken.spool !== before?.taken.spool;
        const account: Account = {
          ...stand,
          taken: result.taken,
          results: stand.results + delivery.deliveries.length,
          lost: stand.lost + gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0),
          gaps: [...stand.gaps, ...gaps].slice(-lightBounds.gapsShown),
        };
        if (news && !handed({ collectorId: id, placeId, deliveries: delivery.deliveries, gaps }))
          return { ok: false, fault: 'busy' };
        const isSeenLongAgo = clock.monotonicMs() - (keptSeenMs.get(id) ?? Number.NEGATIVE_INFINITY) >= keepSeenMs;
        if (news || isSeenLongAgo) keep(id, account);
        else accounts.set(id, account);
        if (gaps.length > 0) onNote(id, { what: 'gap', gaps });
        const isSetBack = before?.taken.spool === request.spool && request.delivered > before.taken.sequence;
        if (isSetBack) onNote(id, { what: 'hub-set-back', from: before.taken.sequence + 1, to: request.delivered });
        if (news && !(await flushed(id))) return { ok: false, fault: 'busy' };
        return { ok: true, taken: account.taken };
      });
    },
  };
}

/** What is known of the collector by this request, before anything of it is taken. */
function standing(
  before: Account | undefined,
  { spool, now: theirNow, state }: SyncRequest,
  { now, address }: { readonly now: EpochMs; readonly address: string },
): Account {
  const isSame = before?.taken.spool === spool;
  const taken = isSame ? before.taken : { spool, sequence: 0, digest: '0'.repeat(32) };
  const { results = 0, lost = 0, gaps = [] } = before ?? {};
  return { taken, results, lost, gaps, seenAt: now, address, state, clockOffMs: Math.round(theirNow - now) };
}

/** Another folder: what the one before still had will never come. */
function replaced(before: Account | undefined, { spool }: SyncRequest, toldAt: EpochMs): readonly ToldGap[] {
  if (before === undefined || before.taken.spool === spool) return [];
  const [from, to] = [before.taken.sequence + 1, before.state.last];
  return from > to ? [] : [{ from, to, reason: 'spool-replaced', since: before.seenAt, until: toldAt, toldAt }];
}

/** The records as results, with the hub's times; what is none is counted. */
function deliveryOf(
  { fresh, gaps }: Extract<TakeResult, { kind: 'taken' }>,
  of: { readonly id: string; readonly placeId: string; readonly request: SyncRequest; readonly now: EpochMs },
) {
  const deliveries: Delivery[] = [];
  const told: ToldGap[] = gaps.map((gap) => ({ ...gap, toldAt: of.now }));
  for (const record of fresh) {
    const byMs = correctionMs(record, of.request, of.now);
    const result = record.r === undefined ? undefined : checkResult(record.r, of.id);
    const figure = record.f === undefined ? undefined : checkFigure(record.f, of.id);
    const { s: sequence } = record;
    if (result !== undefined)
      deliveries.push({ sequence, result: { ...result, startedAt: Math.max(0, result.startedAt + byMs) } });
    else if (figure !== undefined)
      deliveries.push({ sequence, figure: { ...figure, at: Math.max(0, figure.at + byMs) } });
    else told.push({ from: sequence, to: sequence, reason: 'invalid', toldAt: of.now });
  }
  return { deliveries, told };
}
