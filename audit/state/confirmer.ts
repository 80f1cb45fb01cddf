import type { StateView } from './engine.ts';
import type { ElementRef } from './model.ts';

/** Links of one device that are settled after a hint; a chassis that loses a card is polled all the same. */
const linksPerHint = 8;

/** Has a device asked at once, and whatever else its answer leaves open. */
export interface Confirmer {
  /** A device told by itself that something has changed. Never rejects. One confirmation of a device runs at a time. */
  hint(deviceId: string): Promise<void>;
}

/**
 * A hint is confirmed by a poll. Where that leaves a link open, because its other end was last seen before the change, the other
 * end is asked too, and then the first one again if it spoke before the other's change: both are up to date within two polls.
 */
export function createConfirmer(deps: {
  readonly states: StateView;
  readonly pollNow: (deviceId: string) => Promise<boolean>;
}): Confirmer {
  const { states, pollNow } = deps;
  const running = new Set<string>();

  /** Far ends of the device's links that are unknown although nothing dead hides them. */
  const openEnds = (deviceId: string): readonly string[] => {
    const far = new Set<string>();
    for (const link of states.topology.linksOfDevice(deviceId)) {
      const other = link.a.deviceId === deviceId ? link.b.deviceId : link.a.deviceId;
      const isOpen = isUnsettled({ kind: 'link', id: link.id });
      if (isOpen && states.peek('device', other)?.state === 'up' && far.size < linksPerHint) far.add(other);
    }
    return [...far];
  };

  const isUnsettled = ({ kind, id }: ElementRef): boolean => states.peek(kind, id)?.state === 'unknown';

  const confirm = async (deviceId: string): Promise<void> => {
    await pollNow(deviceId);
    const ends = openEnds(deviceId);
    if (ends.length === 0) return;
    await Promise.all(ends.map(pollNow));
    if (openEnds(deviceId).length > 0) await pollNow(deviceId);
  };

  return {
    async hint(deviceId) {
      // What is told while one runs is told to its next poll, which the scheduler makes one of all.
      if (running.has(deviceId)) return void (await pollNow(deviceId));
      running.add(deviceId);
      try {
        await confirm(deviceId);
      } finally {
        running.delete(deviceId);
      }
    },
  };
}
