import type { EpochMs } from '../../core/index.ts';

/** How long devices were not read: what a report says beside every verdict. */
export interface Gaps {
  /** A device was read: what it told can be judged. */
  read(deviceId: string, at: EpochMs): void;
  /** When it was last read before a restart. */
  restore(deviceId: string, at: EpochMs): void;
  /** The time since the device was last read; since `begin` for one that never was. */
  openMs(deviceId: string, now: EpochMs): number;
  /** The longest gap of any of these devices since the last asking, open ones included; the asking begins anew. */
  take(deviceIds: readonly string[], now: EpochMs): number;
  /** Number of readings of these devices since the last asking of this. */
  takeCount(deviceIds: readonly string[]): number;
  retain(known: (deviceId: string) => boolean): void;
}

interface Seen {
  lastAt: EpochMs;
  longestMs: number;
  count: number;
}

export function createGaps(begin: EpochMs): Gaps {
  const seen = new Map<string, Seen>();
  const of = (deviceId: string): Seen => {
    const known = seen.get(deviceId) ?? { lastAt: begin, longestMs: 0, count: 0 };
    seen.set(deviceId, known);
    return known;
  };
  const openMs = (deviceId: string, now: EpochMs): number => Math.max(0, now - of(deviceId).lastAt);
  return {
    read(deviceId, at) {
      const each = of(deviceId);
      each.longestMs = Math.max(each.longestMs, at - each.lastAt);
      each.lastAt = Math.max(each.lastAt, at);
      each.count += 1;
    },
    restore(deviceId, at) {
      of(deviceId).lastAt = at;
    },
    openMs,
    take(deviceIds, now) {
      let longest = 0;
      for (const id of deviceIds) {
        longest = Math.max(longest, of(id).longestMs, openMs(id, now));
        of(id).longestMs = 0;
      }
      return longest;
    },
    takeCount(deviceIds) {
      let count = 0;
      for (const id of deviceIds) {
        count += of(id).count;
        of(id).count = 0;
      }
      return count;
    },
    retain(known) {
      for (const id of seen.keys()) if (!known(id)) seen.delete(id);
    },
  };
}
