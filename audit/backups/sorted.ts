import type { CatalogueReading, CatalogueReason, CatalogueSnapshot } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import { backupLimits } from './limits.ts';
import type { Matcher } from './matching.ts';

/** What was found in a repository, by whose it is. */
export interface Sorted {
  readonly reading: CatalogueReading;
  /** Oldest first. */
  readonly bySet: ReadonlyMap<string, readonly CatalogueSnapshot[]>;
  /** Newest first. */
  readonly orphans: readonly CatalogueSnapshot[];
}

/** Sorts a list by data set; what is dated ahead of the clock proves nothing and is left out. */
export function sortSnapshots(reading: CatalogueReading, matcher: Matcher, now: EpochMs): Sorted {
  const bySet = new Map<string, CatalogueSnapshot[]>();
  const orphans: CatalogueSnapshot[] = [];
  const latest = now + backupLimits.aheadMs;
  for (const snapshot of reading.snapshots.toSorted((a, b) => a.startedAt - b.startedAt)) {
    if (snapshot.startedAt > latest) continue;
    const id = matcher.setOf(snapshot);
    const own = id === undefined ? orphans : bySet.get(id);
    if (own !== undefined) own.push(snapshot);
    else if (id !== undefined) bySet.set(id, [snapshot]);
  }
  return { reading, bySet, orphans: orphans.reverse() };
}

/** What a list that is not whole lacks says nothing: nobody is missed by it. */
const tearing: readonly CatalogueReason[] = ['malformed', 'too-large', 'timed-out'];
export function isWhole({ findings }: CatalogueReading): boolean {
  return !findings.some(({ weight, reason, snapshotId }) => {
    return weight === 'unknown' && snapshotId === undefined && tearing.includes(reason);
  });
}
