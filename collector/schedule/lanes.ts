/**
 * Devices that wait for a slot: those asked for now before those whose time has come, then by rank, each in order of arrival.
 */
export interface Lanes<T> {
  add(entry: T, urgent: boolean): void;
  remove(entry: T): void;
  has(entry: T): boolean;
  /** Takes the next one that `mayRun`; where `slowAllowed` is false, the next such that is not slow. */
  take(slowAllowed: boolean, mayRun?: (entry: T) => boolean): T | undefined;
  clear(): void;
  readonly size: number;
}

/** Ranks beyond this wait like the last. */
export const lastRank = 3;

interface Lane<T> {
  readonly slow: boolean;
  readonly waiting: Set<T>;
}

/** Lanes for entries that know their rank and whether they are slow; neither must change while one waits. */
export function createLanes<T extends { readonly slow: boolean; readonly rank: number }>(): Lanes<T> {
  // Urgent ones first; within, by rank, and of one rank the swift before the slow.
  const lanes: Lane<T>[] = Array.from({ length: 2 * (lastRank + 1) * 2 }, (_, index) => ({
    slow: index % 2 === 1,
    waiting: new Set<T>(),
  }));
  const laneOf = ({ slow, rank }: T, urgent: boolean): Lane<T> | undefined => {
    const row = (urgent ? 0 : lastRank + 1) + Math.min(lastRank, Math.max(0, Math.floor(rank)));
    return lanes[row * 2 + (slow ? 1 : 0)];
  };
  const remove = (entry: T): void => {
    for (const lane of lanes) lane.waiting.delete(entry);
  };
  return {
    add(entry, urgent) {
      remove(entry);
      laneOf(entry, urgent)?.waiting.add(entry);
    },
    remove,
    has: (entry) => lanes.some((lane) => lane.waiting.has(entry)),
    take(slowAllowed, mayRun = () => true) {
      for (const { slow, waiting } of lanes) {
        if (slow && !slowAllowed) continue;
        for (const entry of waiting) {
          if (!mayRun(entry)) continue;
          waiting.delete(entry);
          return entry;
        }
      }
      return undefined;
    },
    clear() {
      for (const lane of lanes) lane.waiting.clear();
    },
    get size() {
      return lanes.reduce((sum, lane) => sum + lane.waiting.size, 0);
    },
  };
}
