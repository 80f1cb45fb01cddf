import type { Clock, Log } from '../../core/index.ts';
import { errorText } from '../../core/index.ts';
import { fromHex, type Ledger, ledgerCompany, toHex } from '../../ledger/index.ts';
import type { Feed } from '../feed/index.ts';
import { limits } from '../limits.ts';
import { beginCopy } from './copying.ts';
import { type AnswerFrames, json } from './door.ts';
import type { Followers } from './followers.ts';
import type { Ask, Beyond, ChangesHead, CopyHead, Greeting } from './protocol.ts';

/** A look for news while a request waits. */
const lookMs = 500;

/** What the primary tells a standby. */
export interface Primary {
  answer(ask: Ask): AnswerFrames;
  /** Called with the greeting of each request. */
  readonly onGreeting?: (greeting: Greeting) => void;
}

export function createPrimary(deps: {
  readonly feed: Feed;
  readonly ledger: Pick<Ledger, 'head' | 'root' | 'entries' | 'blob'>;
  readonly folders: { readonly data: string; readonly ledger: string };
  readonly followers: Followers;
  readonly greeting: () => Greeting;
  readonly clock: Clock;
  readonly log: Log;
  readonly onGreeting?: (greeting: Greeting) => void;
}): Primary {
  const { feed, ledger, folders, followers, greeting, clock, log } = deps;
  let copies = 0;

  async function* changes(ask: Extract<Ask, { ask: 'changes' }>): AnswerFrames {
    const head = (kind: ChangesHead['kind'], more: Partial<ChangesHead> = {}): ChangesHead => ({
      ...{ from: greeting(), kind, ledgerComplete: false, more: false, ledgerFrom: ask.ledger.size },
      ...more,
    });
    const news = () => ledger.head().size > ask.ledger.size || feed.position().sequence > ask.after.sequence;
    followers.seen(ask, clock.now(), !news());
    const foreign = ask.from.generation?.id !== feed.generation().id;
    const refusal = foreign ? 'other-generation' : await ledgerRefusal(ask.ledger);
    if (refusal !== undefined) return yield json(head(refusal));
    const until = clock.monotonicMs() + Math.min(ask.waitMs, limits.waitMs);
    while (!news()) {
      const left = until - clock.monotonicMs();
      if (left <= 0) break;
      await feed.wait(ask.after.sequence, Math.min(left, lookMs));
    }
    // First the sets, then the signed head, then the entries: each holds at least what the one before it speaks of.
    const read = await feed.read(ask.after, limits.answerBytes);
    if (read.kind !== 'sets') {
      const behind = ask.after.sequence > feed.position().sequence;
      return yield json(head(read.kind === 'gone' ? 'gone' : behind ? 'set-back' : 'diverged'));
    }
    const company = await ledgerCompany(folders.ledger);
    const { frames, complete } = await ledgerFrames(ask.ledger.size);
    yield json(head('changes', { ledgerComplete: complete, more: !complete || read.more }));
    yield* frames;
    if (!complete) return;
    yield json(company);
    for (const set of read.sets) yield { type: 'S', bytes: set };
  }

  /** Why the ledger there cannot go on to be a copy of the one here. */
  async function ledgerRefusal({ size, root }: { readonly size: number; readonly root: string }) {
    if (size > ledger.head().size) return 'ledger-diverged' as const;
    return size > 0 && toHex(await ledger.root(size)) !== root ? ('ledger-diverged' as const) : undefined;
  }

  /** The entries after a size, with the blobs that they name before them, up to the bound of an answer. */
  async function ledgerFrames(from: number) {
    const frames: { readonly type: 'E' | 'B'; readonly bytes: Uint8Array }[] = [];
    const { size } = ledger.head();
    let bytes = 0;
    let next = from;
    const entries: Uint8Array[] = [];
    for await (const { entry, index, altered } of ledger.entries(from, size)) {
      // What was tampered with here must not spoil the copy: it is asked for again until this ledger is restored.
      if (altered || index !== next) throw new Error(`entry ${next} of the ledger is not as it was written`);
      for (const sha256 of blobsIn(entry)) {
        const blob = await ledger.blob(sha256);
        if (blob === undefined) continue;
        frames.push({ type: 'B', bytes: blob });
        bytes += blob.length;
      }
      entries.push(Uint8Array.of(entry.length >> 8, entry.length & 255), entry);
      bytes += entry.length + 2;
      next = index + 1;
      if (bytes >= limits.answerBytes) break;
    }
    if (entries.length > 0) frames.push({ type: 'E', bytes: Buffer.concat(entries) });
    return { frames, complete: next === size };
  }

  async function* copy(ask: Extract<Ask, { ask: 'copy' }>): AnswerFrames {
    // One at a time: each holds a reading of the whole store.
    if (copies > 0) return;
    copies += 1;
    try {
      const { head, rows, cancel } = await beginCopy(folders.data, clock);
      try {
        log.info({ standby: ask.from.name, sequence: head.position.sequence }, 'standby-copy-begun');
        const first: CopyHead = { from: greeting(), ...head };
        yield json(first);
        for await (const bytes of rows) {
          followers.seen(ask, clock.now(), false);
          yield { type: 'R', bytes };
        }
        log.info({ standby: ask.from.name }, 'standby-copy-done');
      } finally {
        await rows.return(undefined);
        await cancel();
      }
    } finally {
      copies -= 1;
    }
  }

  async function* beyond(ask: Extract<Ask, { ask: 'beyond' }>): AnswerFrames {
    const { size } = ledger.head();
    let incidents: number | undefined = 0;
    if (size - ask.ledgerSize > limits.beyondEntries) incidents = undefined;
    else
      for await (const { entry } of ledger.entries(ask.ledgerSize, size))
        if (Buffer.from(entry).includes('"kind":"incident"')) incidents += 1;
    const answer: Beyond = {
      from: greeting(),
      changes: Math.max(0, feed.position().sequence - ask.sequence),
      records: Math.max(0, size - ask.ledgerSize),
      incidents,
      firstAt: await feed.committedAt(ask.sequence + 1),
    };
    yield json(answer);
  }

  return {
    async *answer(ask) {
      deps.onGreeting?.(ask.from);
      try {
        if (ask.ask === 'hello') yield json(greeting());
        else if (ask.ask === 'changes') yield* changes(ask);
        else if (ask.ask === 'copy') yield* copy(ask);
        else yield* beyond(ask);
      } catch (error) {
        log.error({ ask: ask.ask, reason: errorText(error) }, 'standby-answer-failed');
        throw error;
      }
    },
  };
}

/** Names of the blobs that an entry speaks of. */
function blobsIn(entry: Uint8Array): readonly string[] {
  const text = Buffer.from(entry.buffer, entry.byteOffset, entry.length).toString('latin1');
  return [...text.matchAll(/"sha256":"([0-9a-f]{64})"/g)].flatMap(([, name]) =>
    name !== undefined && fromHex(name) !== undefined ? [name] : [],
  );
}
