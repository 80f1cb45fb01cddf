/** Devices that wait for a slot: those asked for now before those whose time has come, each in order of arrival. */
export interface Lanes<T> {
  add(entry: T, urgent: boolean): void;
  remove(entry: T): void;
  has(entry: T): boolean;
  /** Takes the next one; where `slowAllowed` is false, the next one that is not slow. */
  take(slowAllowed: boolean): T | undefined;
  clear(): void;
  readonly size: number;
}

/** Lanes for entries that know whether they are slow; that must not change while one waits. */
export function createLanes<T extends { readonly slow: boolean }>(): Lanes<T> {
  const lanes = [
    { urgent: true, slow: false, waiting: new Set<T>() },
    { urgent: true, slow: true, waiting: new Set<T>() },
    { urgent: false, slow: false, waiting: new Set<T>() },
    { urgent: false, slow: true, waiting: new Set<T>() },
  ];
  const remove = (entry: T): void => {
    for (const lane of lanes) lane.waiting.delete(entry);
  };
  return {
    add(entry, urgent) {
      remove(entry);
      lanes.find((lane) => lane.urgent === urgent && lane.slow === entry.slow)?.waiting.add(entry);
    },
    remove,
    has: (entry) => lanes.some((lane) => lane.waiting.has(entry)),
    take(slowAllowed) {
      for (const lane of lanes) {
        if (lane.slow && !slowAllowed) continue;
        for (const entry of lane.waiting) {
          lane.waiting.delete(entry);
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
