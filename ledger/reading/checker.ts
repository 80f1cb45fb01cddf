import { type Cancel, type Clock, type EpochMs, errorText, type Log } from '../../core/index.ts';
import { nodeHash } from '../crypto.ts';
import type { Blobs } from '../files/blobs.ts';
import type { RecordTraits, Summaries } from '../files/summaries.ts';
import type { TreeFiles } from '../files/tree.ts';
import { limits } from '../limits.ts';
import {
  CompactRange,
  equal,
  type Fault,
  faulty,
  type Hash,
  readRecord,
  splitTile,
  type TreeHead,
  tileWidth,
} from '../verify/index.ts';
import type { Reader } from './reader.ts';
import { traitsOf } from './traits.ts';

/** Goes through the whole ledger, over and over, a bundle at a time, and says what is not as it was signed. */
export interface Checker {
  readonly faults: readonly Fault[];
  readonly faultCount: number;
  /** Records checked of this round. */
  readonly checked: number;
  /** When the last whole round ended. */
  readonly checkedAt: EpochMs | undefined;
  /** Checks the newest bundles now, then all of it in the background. */
  start(): Promise<void>;
  /** A whole round at full speed. */
  round(): Promise<readonly Fault[]>;
  /** Adds something that was found elsewhere. */
  report(fault: Fault): void;
  stop(): void;
}

export function createChecker(deps: {
  readonly reader: Reader;
  readonly tree: TreeFiles;
  readonly blobs: Blobs;
  readonly summaries: Summaries;
  readonly size: () => number;
  readonly head: () => TreeHead | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFault: (fault: Fault) => void;
}): Checker {
  const { reader, tree, blobs, summaries, size, head, clock, log, onFault } = deps;
  const known = new Map<string, Fault>();
  let [faultCount, checked, stopped] = [0, 0, false];
  let checkedAt: EpochMs | undefined;
  let cancel: Cancel = () => {};

  const report = (fault: Fault): void => {
    const place = JSON.stringify(fault);
    if (known.has(place)) return;
    faultCount += 1;
    if (known.size < limits.maxFaults) known.set(place, fault);
    log.error({ fault: fault.key, ...fault.params }, 'ledger-tampered');
    onFault(fault);
  };
  const found = (name: string, params: NonNullable<Fault['params']>): void => report(faulty(name, params).fault);

  /** Entries against leaves, leaves against the node above, blobs against their names, what searches pass over against entries. */
  const checkBundle = async (number: number, onLeaf?: (leaf: Hash) => void): Promise<void> => {
    const first = number * tileWidth;
    const count = Math.min(tileWidth, size() - first);
    const leaves = splitTile(await tree.tile(0, number)).slice(0, count);
    const entries = await reader.bundle(number);
    let hidden = false;
    if (entries === undefined) found('entries-broken', { first, last: first + count - 1 });
    for (const [offset, leaf] of leaves.entries()) {
      onLeaf?.(leaf);
      const entry = entries?.[offset];
      if (entry === undefined) continue;
      const index = first + offset;
      if (!equal(nodeHash.leaf(entry), leaf)) {
        found('entry-altered', { index });
        continue;
      }
      await checkBlob(entry, index);
      const traits = traitsOf(entry, index);
      if (traits !== undefined) hidden ||= !mayFind(number, traits);
    }
    if (hidden) {
      summaries.forget(number);
      found('summary-wrong', { first, last: first + count - 1 });
    }
    if (leaves.length < count) found('tree-broken', { first: first + leaves.length });
    else if (count === tileWidth) await checkNode(number, leaves);
  };

  const mayFind = (number: number, { kind, subject, at }: RecordTraits): boolean =>
    summaries.may(number, { kinds: [kind], subject, from: at, to: at + 1 });

  /** The node over a full tile stands in the tile above. */
  const checkNode = async (number: number, leaves: readonly Hash[]): Promise<void> => {
    const range = new CompactRange(nodeHash);
    for (const leaf of leaves) range.append(leaf);
    const above = splitTile(await tree.tile(1, Math.floor(number / tileWidth)))[number % tileWidth];
    if (above === undefined || !equal(above, range.root())) found('tree-broken', { first: number * tileWidth });
  };

  const checkBlob = async (entry: Uint8Array, index: number): Promise<void> => {
    // Most entries name none: looked for before the entry is read.
    if (!Buffer.from(entry.buffer, entry.byteOffset, entry.length).includes('"blob":{"bytes"')) return;
    const record = readRecord(entry, index);
    const sha256 = record.ok ? record.value.blob?.sha256 : undefined;
    if (sha256 !== undefined && (await blobs.get(sha256)) === undefined) found('blob-missing', { index, sha256 });
  };

  const round = async (pause?: () => Promise<void>): Promise<void> => {
    const signed = head();
    const range = new CompactRange(nodeHash);
    checked = 0;
    for (let number = 0; number * tileWidth < size() && !stopped; number++) {
      await checkBundle(number, (leaf) => {
        range.append(leaf);
        if (range.size !== signed?.size || equal(range.root(), signed.root)) return;
        found('forked', { signed: signed.size, size: size() });
      });
      checked = Math.min(size(), (number + 1) * tileWidth);
      await pause?.();
    }
    if (!stopped) checkedAt = clock.now();
  };

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      cancel = clock.after(limits.checkPauseMs, resolve);
    });

  const goOn = (): void => {
    if (stopped) return;
    round(pause).then(
      () => {
        cancel = clock.after(limits.checkEveryMs, goOn);
      },
      (thrown: unknown) => {
        log.error({ reason: errorText(thrown) }, 'ledger-check-failed');
        cancel = clock.after(limits.checkEveryMs, goOn);
      },
    );
  };

  return {
    get faults() {
      return [...known.values()];
    },
    get faultCount() {
      return faultCount;
    },
    get checked() {
      return checked;
    },
    get checkedAt() {
      return checkedAt;
    },
    report,
    async start() {
      const bundles = Math.ceil(size() / tileWidth);
      for (let number = Math.max(0, bundles - limits.bundlesCheckedAtOpen); number < bundles; number++) {
        await checkBundle(number);
      }
      cancel = clock.after(limits.checkPauseMs, goOn);
    },
    async round() {
      await round();
      return [...known.values()];
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}
