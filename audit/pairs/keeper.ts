import type { Cancel, Clock } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';
import type { PairChange } from './changes.ts';
import type { PairEngine, PairKept } from './engine.ts';
import { jsonOf } from './json.ts';
import { pairLimits } from './model.ts';

/** One document for each pair, written when it is another one. */
const collection = 'pairs';
/** The journal of checks' verdicts; its subject is the pair. */
export const pairCheckJournal = 'pair-checks';
/** The journal of takeovers, each when it begins and when it is over; its subject is the pair. */
export const pairTakeoverJournal = 'pair-takeovers';
/** Documents are written at most so often: replication is sampled with every reading. */
const writeMs = 10_000;

/** Keeps verdicts, takeovers and who served over a restart. */
export interface PairKeeper {
  /** Puts what was kept back into the engine. Call once, before observing. */
  start(): Promise<readonly PairChange[]>;
  /** Writes the changes into the journals, and pairs that are others than before. */
  changed(changes: readonly PairChange[]): void;
  /** After a reload: forgets pairs that are no more. */
  apply(): void;
  close(): void;
}

export function createPairKeeper(deps: {
  readonly engine: PairEngine;
  readonly store: Store;
  readonly clock: Clock;
}): PairKeeper {
  const { engine, store, clock } = deps;
  const stored = new Set<string>();
  let cancel: Cancel = () => {};

  const write = (): void => {
    for (const kept of engine.takeTouched()) {
      stored.add(kept.pairId);
      store.put({ collection, key: kept.pairId, body: jsonOf(kept) });
    }
  };
  const again = (): void => {
    write();
    cancel = clock.after(writeMs, again);
  };

  const changed = (changes: readonly PairChange[]): void => {
    for (const { what, pairId: subject, at, ...change } of changes) {
      if ('takeover' in change) {
        store.record({ journal: pairTakeoverJournal, at, subject, body: jsonOf(change.takeover) });
        continue;
      }
      const { checkId, before, after } = change;
      const body = { checkId, before: before?.verdict ?? null, after: after ?? null };
      store.record({ journal: pairCheckJournal, at, subject, body: jsonOf(body) });
    }
    if (changes.length > 0) write();
  };

  return {
    changed,
    async start() {
      const kept: PairKept[] = [];
      for (const { key, body } of await store.documents(collection)) {
        stored.add(key);
        if (isKept(body)) kept.push({ ...body, memory: bounded(body.memory) });
      }
      const changes = engine.restore(kept);
      changed(changes);
      cancel = clock.after(writeMs, again);
      return changes;
    },
    apply() {
      const present = new Set(engine.pairs().map(({ pairId }) => pairId));
      for (const key of stored) {
        if (present.has(key)) continue;
        stored.delete(key);
        store.put({ collection, key, body: undefined });
      }
    },
    close() {
      cancel();
      write();
    },
  };
}

function bounded(memory: PairKept['memory']): PairKept['memory'] {
  return { ...memory, takeovers: memory.takeovers.slice(0, pairLimits.takeovers) };
}

/** A document of another version, or a torn one, is as none: what it said is in the ledger. */
function isKept(body: unknown): body is PairKept {
  if (typeof body !== 'object' || body === null) return false;
  const { pairId, declaredAt, since, word, memory, judgements } = body as Partial<Record<keyof PairKept, unknown>>;
  if (typeof pairId !== 'string' || typeof word !== 'string') return false;
  if (typeof declaredAt !== 'number' || typeof since !== 'number') return false;
  if (typeof memory !== 'object' || memory === null) return false;
  const { counters, takeovers } = memory as Partial<Record<keyof PairKept['memory'], unknown>>;
  if (typeof counters !== 'object' || counters === null || !Array.isArray(takeovers)) return false;
  if (!takeovers.every((one) => typeof one?.id === 'string' && typeof one.detectedAt === 'number')) return false;
  return Array.isArray(judgements) && judgements.every(isJudgement);
}

function isJudgement(one: unknown): boolean {
  if (typeof one !== 'object' || one === null) return false;
  const { checkId, verdict, severity, trouble, reason, evidence } = one as Record<string, unknown>;
  if (![checkId, verdict, severity, trouble].every((each) => typeof each === 'string')) return false;
  return typeof (reason as { key?: unknown } | null)?.key === 'string' && Array.isArray(evidence);
}
