import type { Clock, EpochMs } from '../../core/index.ts';
import type { World } from './world.ts';

/** The devices that should be polled at once, because their answer settles a doubt. */
export interface PollWishes {
  /** Wishes for a poll of the device, unless it was polled after `since` already. */
  want(deviceId: string, since: EpochMs): void;
  /** Wishes for polls of whatever stands next on the ways to a device. */
  wantPathOf(deviceId: string, since: EpochMs): void;
  /** What was wished since the last time, each once. */
  take(): readonly string[];
}

/** No device is asked for more often than every half period, so that a flapping port cannot make the collector hasten. */
export function createPollWishes(deps: { readonly world: World; readonly clock: Clock }): PollWishes {
  const { world, clock } = deps;
  const askedAt = new Map<string, EpochMs>();
  let wanted = new Set<string>();
  const want = (deviceId: string, since: EpochMs): void => {
    const device = world.topology.city.devices.get(deviceId);
    if (device === undefined || device.snmp === 'none') return;
    const contact = world.contacts.get(deviceId);
    if (contact !== undefined && contact.startedAt >= since) return;
    const asked = askedAt.get(deviceId);
    const agoMs = clock.now() - (asked ?? Number.NEGATIVE_INFINITY);
    if (agoMs >= 0 && agoMs < world.limits.periodMs / 2) return;
    askedAt.set(deviceId, clock.now());
    wanted.add(deviceId);
  };
  return {
    want,
    wantPathOf(deviceId, since) {
      for (const hop of world.topology.hopsTo(deviceId)) want(hop.deviceId, since);
    },
    take() {
      if (wanted.size === 0) return [];
      const taken = [...wanted];
      wanted = new Set();
      return taken;
    },
  };
}
