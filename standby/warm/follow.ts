import { type Clock, errorText, type Log } from '../../core/index.ts';
import { type LedgerCompany, openReplica as openLedgerReplica, setLedgerAside, toHex } from '../../ledger/index.ts';
import { hasDatabase } from '../../store/index.ts';
import { compareGenerations, type Generation } from '../feed/index.ts';
import { limits } from '../limits.ts';
import { writeCopy } from './copying.ts';
import {
  DivergedError,
  dropIncoming,
  dropSpool,
  incomingFile,
  isFullOfAsides,
  openReplica,
  peekGeneration,
  placeOfIncoming,
  type Replica,
  stampOf,
  takeIncoming,
} from './data.ts';
import { type Peer, PeerError } from './peer.ts';
import type { ChangesHead, CopyHead, Greeting } from './protocol.ts';
import type { FollowCondition, FollowState } from './state.ts';

/** The condition that an error of a round is. */
class FollowError extends Error {
  readonly condition: FollowCondition;
  constructor(condition: FollowCondition, text: string) {
    super(text);
    this.condition = condition;
  }
}

type CopyReason = 'first' | 'behind' | 'generation' | 'diverged' | 'set-back';
type Incoming = Awaited<ReturnType<typeof placeOfIncoming>> & { readonly reason: CopyReason };

/** A standby that runs. */
export interface Follower {
  state(): FollowState;
  greeting(): Greeting;
  /** Ends the round under way and closes everything. */
  stop(): Promise<void>;
}

/**
 * Follows a primary into a data folder that the caller has locked: asks for what is new, applies it, and takes a whole copy where
 * that is not possible. Never gives up; what is wrong is its state. The store here is always as it was in the primary at one
 * moment, and the ledger beside it is at least as far.
 */
export async function startFollower(options: {
  readonly folder: string;
  readonly ledgerFolder: string;
  readonly peer: Peer;
  readonly name: string;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onState?: (state: FollowState) => void;
}): Promise<Follower> {
  const { folder, ledgerFolder, peer, name, version, clock, log } = options;
  await dropIncoming(folder);
  await dropSpool(folder);
  let store = await openReplica(folder);
  let ledger = await openLedgerReplica(ledgerFolder, clock);
  let incoming: Incoming | undefined;
  let stopped = false;
  let wake = () => {};
  let repeatedBefore = 0;
  let state: FollowState = {
    ...{ condition: 'starting', since: clock.now(), detail: undefined, primary: undefined, lastContactAt: undefined },
    ...{ position: store?.position, generation: store?.generation, records: ledger.head().size, wholeAt: undefined },
    ...{ applied: 0, repeated: 0, copies: 0, copyReason: undefined, copyRows: 0, asides: [] },
  };

  const tell = (change: Partial<FollowState>): void => {
    const condition = change.condition ?? state.condition;
    const turned = condition !== state.condition;
    if (turned) log.info({ condition, detail: change.detail }, 'standby-condition');
    state = {
      ...state,
      ...change,
      since: turned ? clock.now() : state.since,
      ...{ position: store?.position, generation: store?.generation, records: ledger.head().size },
      repeated: repeatedBefore + (store?.repeated ?? 0),
    };
    options.onState?.(state);
  };

  const greeting = (place: Pick<Replica, 'position' | 'generation'> | undefined = store): Greeting => ({
    ...{ name, version, role: 'standby', at: clock.now(), records: ledger.head().size },
    ...{ generation: place?.generation, position: place?.position },
  });

  const met = (from: Greeting): void => {
    if (from.role !== 'primary') throw new FollowError('failing', 'the other side is no primary');
    tell({ primary: from, lastContactAt: clock.now() });
  };

  const copy = async (reason: CopyReason): Promise<void> => {
    if (reason !== 'first' && reason !== 'behind' && (await isFullOfAsides(folder)))
      throw new FollowError('kept-aside', reason);
    tell({ condition: 'copying', detail: undefined, copyReason: reason, copyRows: 0 });
    log.warn({ reason }, 'standby-copy-needed');
    await dropIncoming(folder);
    let writing: Awaited<ReturnType<typeof writeCopy>> | undefined;
    try {
      for await (const { type, bytes } of peer.ask({ ask: 'copy', from: greeting() }, limits.copyStallMs)) {
        if (stopped) return;
        if (type === 'J') {
          const head = JSON.parse(bytes.toString('utf8')) as CopyHead;
          met(head.from);
          writing = await writeCopy(incomingFile(folder), head);
        } else if (type === 'R') {
          const rows = (await writing?.row(bytes)) ?? 0;
          tell({ copyRows: state.copyRows + rows, lastContactAt: clock.now() });
        }
      }
      if (writing === undefined) throw new PeerError('broken', 'another standby takes a copy');
      await writing.finish();
      writing = undefined;
      incoming = { ...(await placeOfIncoming(folder)), reason };
      tell({ copies: state.copies + 1 });
    } finally {
      await writing?.cancel();
      if (incoming === undefined) await dropIncoming(folder);
    }
  };

  /** The copy counts once the ledger beside it is as far as it is. */
  const swap = async ({ reason }: Incoming): Promise<void> => {
    repeatedBefore += store?.repeated ?? 0;
    await store?.close();
    store = undefined;
    incoming = undefined;
    const aside = await takeIncoming(folder, { keep: reason !== 'first' && reason !== 'behind', clock });
    if (aside !== undefined) log.warn({ aside, reason }, 'standby-database-aside');
    store = await openReplica(folder);
    tell(aside === undefined ? {} : { asides: [...state.asides, aside] });
  };

  const putLedgerAside = async (): Promise<void> => {
    if (await isFullOfAsides(folder)) throw new FollowError('kept-aside', 'ledger');
    await ledger.close();
    const aside = await setLedgerAside(ledgerFolder, stampOf(clock.now()));
    log.warn({ aside }, 'standby-ledger-aside');
    ledger = await openLedgerReplica(ledgerFolder, clock);
    tell({ asides: [...state.asides, aside] });
  };

  /** There is no copy that can go on. Data that are no copy are kept, and not given up for older ones. */
  const begin = async (): Promise<void> => {
    if (!(await hasDatabase(folder))) return copy('first');
    const from = await peer.hello(greeting());
    met(from);
    refuseOlder(await peekGeneration(folder), from.generation);
    return copy('generation');
  };

  /** One question for what is new, and what follows from its answer. */
  const round = async (): Promise<void> => {
    const place = incoming ?? store;
    if (place === undefined) return begin();
    const { size, root } = ledger.head();
    const waitMs = state.condition === 'following' ? limits.waitMs : 0;
    const { sequence, checksum } = place.position;
    const ask = { ask: 'changes', from: greeting(place), after: { sequence, checksum }, waitMs } as const;
    let head: ChangesHead | undefined;
    const sets: Uint8Array[] = [];
    const ledgerAsked = { size, root: toHex(root) };
    for await (const { type, bytes } of peer.ask({ ...ask, ledger: ledgerAsked }, limits.answerWithinMs + waitMs)) {
      if (stopped) return;
      if (type === 'J' && head === undefined) {
        head = JSON.parse(bytes.toString('utf8')) as ChangesHead;
        met(head.from);
      } else if (type === 'J') {
        if (!(await ledger.accompany(JSON.parse(bytes.toString('utf8')) as LedgerCompany)))
          throw new FollowError('failing', 'the signed head is not that of the entries');
      } else if (type === 'B') await ledger.putBlob(bytes);
      else if (type === 'E') await ledger.take(ledger.head().size, entriesOf(bytes));
      else if (type === 'S') sets.push(bytes);
    }
    if (head === undefined) throw new PeerError('broken', 'no answer');
    await settle(head, sets);
  };

  const settle = async (
    { kind, from, ledgerComplete, more }: ChangesHead,
    sets: readonly Uint8Array[],
  ): Promise<void> => {
    if (kind === 'ledger-diverged') return putLedgerAside();
    if (kind !== 'changes') {
      incoming = undefined;
      if (kind === 'gone') return copy('behind');
      if (kind !== 'other-generation') return copy(kind);
      refuseOlder(store?.generation, from.generation);
      return copy('generation');
    }
    if (incoming !== undefined && ledgerComplete) await swap(incoming);
    if (store === undefined) return;
    const applied = sets.length === 0 ? 0 : await store.apply(sets);
    const whole = ledgerComplete && !more;
    tell({
      condition: whole ? 'following' : 'catching-up',
      detail: undefined,
      applied: state.applied + applied,
      ...(whole ? { wholeAt: clock.now() } : {}),
    });
  };

  const failed = async (error: unknown): Promise<void> => {
    if (stopped) return;
    if (error instanceof DivergedError) {
      log.error({ reason: error.message }, 'standby-diverged');
      await copy('diverged').catch(failed);
      return;
    }
    tell({ condition: conditionOf(error), detail: errorText(error) });
  };

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopped) {
      try {
        await round();
        failures = 0;
      } catch (error) {
        await failed(error);
        const waitMs = limits.retryMs[Math.min(failures++, limits.retryMs.length - 1)] ?? 0;
        await new Promise<void>((resolve) => {
          const cancel = clock.after(waitMs, resolve);
          wake = () => {
            cancel();
            resolve();
          };
          if (stopped) wake();
        });
      }
    }
  };

  const running = run();
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopped = true;
    wake();
    peer.hangUp();
    await running;
    await store?.close();
    await ledger.close();
  };
  return {
    state: () => state,
    greeting: () => greeting(),
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** What is here was promoted since: following an older life of the data would undo that. */
function refuseOlder(own: Generation | undefined, theirs: Generation | undefined): void {
  if (own === undefined || theirs === undefined || compareGenerations(own, theirs) !== 'newer') return;
  throw new FollowError('newer', `${own.number} > ${theirs.number}`);
}

function conditionOf(error: unknown): FollowCondition {
  if (error instanceof FollowError) return error.condition;
  if (error instanceof PeerError && error.kind !== 'broken') return error.kind;
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'SQLITE_FULL' || code === 'ENOSPC' ? 'disk-full' : 'failing';
}

/** The entries of a frame: each has two bytes of length before it. */
function entriesOf(bytes: Buffer): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt16BE(at);
    if (at + 2 + length > bytes.length) throw new RangeError('entries that are cut off');
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}
