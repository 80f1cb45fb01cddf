import { type CarriedDiary, readDiary, type SentinelNote } from '../../../collector/index.ts';
import { type Clock, type EpochMs, type Message, message } from '../../../core/index.ts';
import type { Ledger } from '../../../ledger/index.ts';
import { fromBase64, nodeSha256, parseVerifierKey, type TreeHead, toBase64, toHex } from '../../../ledger/index.ts';
import type { Store } from '../../../store/index.ts';
import type { OuterView } from '../model.ts';

const collection = 'outer-sentinels';

/** Every bound of what is held of one sentinel; the whole is in its own signed file. */
export const outerLimits = { intervals: 20_000, heard: 5_000, reached: 5_000, rounds: 2_000 } as const;

type Sentinel = OuterView['sentinels'][number];

/** Where a sentinel's notes stand. */
export interface SentinelStanding {
  readonly id: string;
  /** Undefined until the first file was carried over. */
  readonly importedAt: EpochMs | undefined;
  readonly records: number;
  /** When it was last known to be up. */
  readonly upTo: EpochMs | undefined;
  readonly heard: number;
  readonly reached: number;
}

/** What importing a file did. */
export type OuterImport =
  | { readonly ok: true; readonly sentinel: SentinelStanding; readonly newNotes: number; readonly newHeard: number }
  | { readonly ok: false; readonly what: Message; readonly remedy: Message };

/** What was carried over from outside, and the way in for more of it. */
export interface OuterKeeper {
  start(): Promise<void>;
  view(): OuterView | undefined;
  standings(): readonly SentinelStanding[];
  /** Takes a file of a declared sentinel; puts on record what it is and by whom it was brought. Never throws on any bytes. */
  take(bytes: Uint8Array, by: string): Promise<OuterImport>;
}

interface Kept {
  readonly sentinel: Sentinel;
  readonly head: { readonly origin: string; readonly size: number; readonly root: string };
}

/** `sentinels`: id and vkey of those that are declared; read at every use. */
export function createOuterKeeper(deps: {
  readonly sentinels: () => readonly { readonly id: string; readonly key: string }[];
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
}): OuterKeeper {
  const { sentinels, store, ledger, clock } = deps;
  const kept = new Map<string, Kept>();

  const standingOf = (id: string): SentinelStanding => {
    const known = kept.get(id);
    return {
      id,
      importedAt: known?.sentinel.importedAt,
      records: known?.head.size ?? 0,
      upTo: known?.sentinel.up.at(-1)?.to,
      heard: known?.sentinel.heard.length ?? 0,
      reached: known?.sentinel.reached.length ?? 0,
    };
  };

  return {
    async start() {
      for (const { key, body } of await store.documents(collection)) if (isKept(body)) kept.set(key, body);
    },
    view() {
      const declared = new Set(sentinels().map(({ id }) => id));
      const known = [...kept].filter(([id]) => declared.has(id)).map(([, { sentinel }]) => sentinel);
      return declared.size === 0 ? undefined : { sentinels: known, stations: [] };
    },
    standings: () => sentinels().map(({ id }) => standingOf(id)),
    async take(bytes, by) {
      let refused: CarriedDiary | undefined;
      for (const { id, key: text } of sentinels()) {
        const key = parseVerifierKey(text, nodeSha256);
        if (key === undefined) continue;
        const before = kept.get(id);
        const read = await readDiary(bytes, { key, last: headOf(before) });
        if (!read.ok) {
          // The reason of the sentinel whose file it is says more than that it is not another's.
          if (refused === undefined || read.what.key !== 'collector.sentinel.carry.signature') refused = read;
          continue;
        }
        const sentinel = sentinelOf(id, read.notes, clock.now());
        const { origin, size, root } = read.head;
        const now: Kept = { sentinel, head: { origin, size, root: toBase64(root) } };
        kept.set(id, now);
        store.put({ collection, key: id, body: now });
        const newHeard = sentinel.heard.length - (before?.sentinel.heard.length ?? 0);
        ledger.append({
          kind: 'probe',
          subject: `sentinel ${id}`,
          body: {
            what: 'carried-over',
            by,
            origin,
            size,
            root: now.head.root,
            file: toHex(nodeSha256(bytes)),
            heard: sentinel.heard.length,
            reached: sentinel.reached.length,
          },
        });
        return { ok: true, sentinel: standingOf(id), newNotes: size - (before?.head.size ?? 0), newHeard };
      }
      const none = {
        ok: false as const,
        what: message('isolation.outer.nobody'),
        remedy: message('isolation.outer.nobody.remedy'),
      };
      return refused?.ok === false ? refused : none;
    },
  };
}

function headOf(known: Kept | undefined): TreeHead | undefined {
  const root = known === undefined ? undefined : fromBase64(known.head.root);
  return known === undefined || root === undefined ? undefined : { ...known.head, root };
}

function sentinelOf(id: string, notes: readonly SentinelNote[], importedAt: EpochMs): Sentinel {
  const up = notes.flatMap((note) => (note.what === 'up' ? [{ from: note.from, to: note.to }] : []));
  return {
    id,
    importedAt,
    up: joined(up).slice(-outerLimits.intervals),
    heard: notes
      .flatMap((note) => (note.what === 'heard' ? [{ nonce: note.nonce, at: note.at, from: note.from }] : []))
      .slice(-outerLimits.heard),
    reached: notes
      .flatMap((note) =>
        note.what === 'reached' ? [{ address: note.address, at: note.at, detail: `${note.by} ${note.detail}` }] : [],
      )
      .slice(-outerLimits.reached),
    tried: notes
      .flatMap((note) => {
        if (note.what !== 'tried') return [];
        const { from, to, prefixes, addresses, control } = note;
        return [{ from, to, prefixes, addresses, control }];
      })
      .slice(-outerLimits.rounds),
  };
}

/** Intervals that touch become one. */
function joined(
  intervals: readonly { readonly from: EpochMs; readonly to: EpochMs }[],
): { from: EpochMs; to: EpochMs }[] {
  const result: { from: EpochMs; to: EpochMs }[] = [];
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

function isKept(body: unknown): body is Kept {
  const { sentinel, head } = (body ?? {}) as Partial<Kept>;
  return typeof head?.size === 'number' && typeof head.root === 'string' && Array.isArray(sentinel?.up);
}
