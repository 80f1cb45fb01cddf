/**
 * Due times in buckets of one tick, so that thousands of devices need one timer. An entry is due at the end of its tick: never
 * early, at most a tick late.
 */
export interface Wheel<T> {
  /** Sets when `entry` is due; an entry is in the wheel once, the last time wins. */
  set(entry: T, dueMs: number): void;
  remove(entry: T): void;
  /** Takes out everything that is due, in the order of ticks. */
  takeDue(nowMs: number): T[];
  /** When the next entry is due; undefined when the wheel is empty. */
  nextDueMs(): number | undefined;
}

/** A wheel whose entries are mostly due within `horizonMs`; those further off cost a look per turn. */
export function createWheel<T>(tickMs: number, horizonMs: number): Wheel<T> {
  const size = Math.ceil(horizonMs / tickMs) + 1;
  /** Only those that hold something: an hour has 72,000 ticks, and a set for each takes megabytes. */
  const buckets = new Map<number, Set<T>>();
  const nothing: ReadonlySet<T> = new Set();
  const tickOf = new Map<T, number>();
  /** No entry is due at an earlier tick than this. */
  let cursor = 0;

  const bucket = (tick: number): ReadonlySet<T> => buckets.get(tick % size) ?? nothing;
  const remove = (entry: T): void => {
    const tick = tickOf.get(entry);
    if (tick === undefined) return;
    tickOf.delete(entry);
    const slot = tick % size;
    const held = buckets.get(slot);
    if (held?.delete(entry) === true && held.size === 0) buckets.delete(slot);
  };

  return {
    set(entry, dueMs) {
      remove(entry);
      if (tickOf.size === 0) cursor = Math.ceil(dueMs / tickMs);
      const tick = Math.ceil(dueMs / tickMs);
      cursor = Math.min(cursor, tick);
      tickOf.set(entry, tick);
      const slot = tick % size;
      const held = buckets.get(slot);
      if (held === undefined) buckets.set(slot, new Set([entry]));
      else held.add(entry);
    },
    remove,
    takeDue(nowMs) {
      const last = Math.floor(nowMs / tickMs);
      const due: { entry: T; tick: number }[] = [];
      // After a long sleep one look at each bucket finds them all.
      const until = Math.min(last, cursor + size - 1);
      for (let tick = cursor; tick <= until && tickOf.size > 0; tick++) {
        for (const entry of bucket(tick)) {
          const at = tickOf.get(entry) ?? 0;
          if (at > last) continue;
          due.push({ entry, tick: at });
          remove(entry);
        }
      }
      cursor = Math.max(cursor, last + 1);
      return due.sort((a, b) => a.tick - b.tick).map(({ entry }) => entry);
    },
    nextDueMs() {
      if (tickOf.size === 0) return undefined;
      for (let tick = cursor; tick < cursor + size; tick++) {
        for (const entry of bucket(tick)) if (tickOf.get(entry) === tick) return tick * tickMs;
      }
      // Everything lies beyond the horizon.
      return Math.min(...tickOf.values()) * tickMs;
    },
  };
}
