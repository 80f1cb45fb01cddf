import type { CatalogueSnapshot } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { BackupCalendar } from './calendar.ts';
import { backupLimits } from './limits.ts';

/** A snapshot as it was first seen; it stays on record when its tool has forgotten it. */
export interface SeenSnapshot {
  readonly id: string;
  /** Empty: nobody's that is declared. */
  readonly backupId: string;
  readonly tag: string;
  readonly host: string;
  readonly startedAt: EpochMs;
  readonly firstSeenAt: EpochMs;
  readonly bytes?: number;
  readonly partial?: true;
  /** When it was first missing from the list although it should be there. */
  readonly goneAt?: EpochMs;
}

/** What a reading changed. */
export interface SeenChanges {
  readonly added: readonly SeenSnapshot[];
  /** Missing before their retention was over. */
  readonly gone: readonly SeenSnapshot[];
  /** Missing no more. */
  readonly back: readonly SeenSnapshot[];
  /** Rightly removed: so many. */
  readonly expired: number;
}

/**
 * The ledger of seen snapshots: every tool's own check passes after somebody deleted a snapshot, so that only who has seen it can
 * miss it. Kept by repository and data set, over restarts.
 */
export interface SeenBook {
  /** Takes a list that could be read; `setOf` and `retentionMs` are those of the declared sets (empty id: nobody's). */
  take(
    repositoryId: string,
    snapshots: readonly CatalogueSnapshot[],
    deps: {
      readonly setOf: (snapshot: CatalogueSnapshot) => string;
      readonly retentionMs: (backupId: string) => number;
      readonly calendar: BackupCalendar;
      readonly now: EpochMs;
    },
  ): SeenChanges;
  vanished(repositoryId: string, backupId?: string): readonly SeenSnapshot[];
  /** Misses no more what went away since a moment; gives it. */
  forgive(repositoryId: string, since: EpochMs): readonly SeenSnapshot[];
  everSeen(repositoryId: string, backupId: string): boolean;
  /** Of every data set of a repository, for the store; the empty id is nobody's. */
  of(repositoryId: string): ReadonlyMap<string, readonly SeenSnapshot[]>;
  restore(repositoryId: string, snapshots: readonly SeenSnapshot[]): void;
}

export function createSeenBook(): SeenBook {
  const byRepository = new Map<string, Map<string, SeenSnapshot>>();
  /** Sets that had a snapshot once, though all of it may have expired. */
  const ever = new Set<string>();
  const bookOf = (repositoryId: string): Map<string, SeenSnapshot> => {
    const known = byRepository.get(repositoryId) ?? new Map<string, SeenSnapshot>();
    byRepository.set(repositoryId, known);
    return known;
  };

  return {
    take(repositoryId, snapshots, { setOf, retentionMs, calendar, now }) {
      const book = bookOf(repositoryId);
      const listed = new Set(snapshots.map(({ id }) => id));
      const added: SeenSnapshot[] = [];
      const back: SeenSnapshot[] = [];
      const gone: SeenSnapshot[] = [];
      let expired = 0;
      const daysHeld = new Set<string>();
      for (const snapshot of snapshots) {
        const backupId = setOf(snapshot);
        if (backupId !== '') {
          ever.add(`${repositoryId} ${backupId}`);
          daysHeld.add(`${backupId} ${calendar.dayOf(snapshot.startedAt)}`);
        }
        const known = book.get(snapshot.id);
        if (known === undefined) {
          const seen = seenOf(snapshot, backupId, now);
          book.set(snapshot.id, seen);
          added.push(seen);
        } else if (known.goneAt !== undefined || known.backupId !== backupId) {
          const { goneAt, ...rest } = known;
          book.set(snapshot.id, { ...rest, backupId });
          if (goneAt !== undefined) back.push(rest);
        }
      }
      for (const seen of book.values()) {
        if (listed.has(seen.id)) continue;
        const { backupId, startedAt } = seen;
        const over = now - startedAt >= retentionMs(backupId) - backupLimits.retentionToleranceMs;
        // Thinned out: another run of the same day is kept. What broke off is cleaned up by the tool itself.
        const replaced = daysHeld.has(`${backupId} ${calendar.dayOf(startedAt)}`) || seen.partial === true;
        if (over || replaced || backupId === '') {
          book.delete(seen.id);
          expired += 1;
        } else if (seen.goneAt === undefined) {
          const missing = { ...seen, goneAt: now };
          book.set(seen.id, missing);
          gone.push(missing);
        }
      }
      trim(book);
      return { added, gone, back, expired };
    },
    vanished: (repositoryId, backupId) =>
      [...bookOf(repositoryId).values()].filter(
        (seen) => seen.goneAt !== undefined && (backupId === undefined || seen.backupId === backupId),
      ),
    forgive(repositoryId, since) {
      const book = bookOf(repositoryId);
      const gone = [...book.values()].filter(({ goneAt }) => goneAt !== undefined && goneAt >= since);
      for (const { id } of gone) book.delete(id);
      return gone;
    },
    everSeen: (repositoryId, backupId) => ever.has(`${repositoryId} ${backupId}`),
    of: (repositoryId) => Map.groupBy(bookOf(repositoryId).values(), ({ backupId }) => backupId),
    restore(repositoryId, snapshots) {
      const book = bookOf(repositoryId);
      for (const seen of snapshots) {
        book.set(seen.id, seen);
        if (seen.backupId !== '') ever.add(`${repositoryId} ${seen.backupId}`);
      }
    },
  };
}

function seenOf(snapshot: CatalogueSnapshot, backupId: string, now: EpochMs): SeenSnapshot {
  const { id, tags, host, startedAt, sourceBytes, partial } = snapshot;
  return {
    ...{ id, backupId, tag: tags[0] ?? '', host, startedAt, firstSeenAt: now },
    ...(sourceBytes === undefined ? {} : { bytes: sourceBytes }),
    ...(partial === true ? { partial } : {}),
  };
}

/** The oldest of a set that has too many are given up; they are in the ledger. */
function trim(book: Map<string, SeenSnapshot>): void {
  if (book.size <= backupLimits.seenOfSet) return;
  for (const of of Map.groupBy(book.values(), ({ backupId }) => backupId).values()) {
    if (of.length <= backupLimits.seenOfSet) continue;
    const oldest = of.toSorted((a, b) => a.startedAt - b.startedAt).slice(0, of.length - backupLimits.seenOfSet);
    for (const { id } of oldest) book.delete(id);
  }
}
