/**
 * What waits for the disk, oldest first, bounded: the oldest are dropped and counted. What is being written stays visible
 * until it is on disk, and stays queued when that fails.
 */
export interface Queue<T> {
  add(items: readonly T[]): void;
  /** Marks up to `most` of the oldest as being written, and gives them. */
  begin(most: number): readonly T[];
  /** Ends what `begin` began: `written` takes them out. */
  end(written: boolean): void;
  /** Everything not on disk. */
  all(): readonly T[];
  readonly size: number;
  /** Dropped for want of room since the start. */
  readonly dropped: number;
}

/**
 * With `keyOf`, a newer item replaces older ones of the same key when room is needed, before anything is dropped.
 */
export function createQueue<T>(bound: number, keyOf?: (item: T) => string): Queue<T> {
  let items: T[] = [];
  let writing = 0;
  let dropped = 0;
  const trim = () => {
    // Those being written are not touched: they may be on disk already. Replacing takes a while, so it waits for twice the bound.
    const waiting = items.length - writing;
    if (waiting <= (keyOf === undefined ? bound : bound * 2)) return;
    if (keyOf !== undefined) {
      const newest = new Map(items.slice(writing).map((item) => [keyOf(item), item]));
      items = [...items.slice(0, writing), ...newest.values()];
    }
    const excess = Math.max(0, items.length - writing - bound);
    items.splice(writing, excess);
    dropped += excess;
  };
  return {
    add(more) {
      for (const item of more) items.push(item);
      trim();
    },
    begin(most) {
      writing = Math.min(most, items.length);
      return items.slice(0, writing);
    },
    end(written) {
      if (written) items = items.slice(writing);
      writing = 0;
      trim();
    },
    all: () => items,
    get size() {
      return items.length;
    },
    get dropped() {
      return dropped;
    },
  };
}
