import type { EpochMs } from '../../core/index.ts';
import { isFresh } from './judgement.ts';
import type { World } from './world.ts';

/** Which kinds of evidence of a device are fresh, as one number, so that a tick can see at a glance what turned. */
export function freshnessOf(world: World, deviceId: string, now: EpochMs): number {
  const contact = world.contacts.get(deviceId);
  const staleAfterMs = world.limits.staleAfterMs;
  const flag = (at: EpochMs | undefined, bit: number): number => (isFresh(at ?? 0, now, staleAfterMs) ? bit : 0);
  return flag(contact?.polledAt, 1) + flag(contact?.answeredAt, 2) + flag(world.ports.get(deviceId)?.oldestAt, 4);
}
