import type { IsolationReading } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { Device } from '../../inventory/index.ts';
import type { SceneDevice } from './model.ts';

/** What devices told, the newest and the one before it. */
export interface HeldReadings {
  /** True when it says something newer than what is held. */
  take(reading: IsolationReading): boolean;
  /** A single miss hides nothing: what was read stands until it is older than its period. */
  sceneDevice(device: Device, now: EpochMs, periodMs: number): SceneDevice;
  /** The newest usable reading of each device. */
  newest(): ReadonlyMap<string, IsolationReading>;
  of(deviceId: string): IsolationReading | undefined;
  retain(known: (deviceId: string) => boolean): void;
}

/** Read at all, and not torn by a restart: a device that began anew in between has two halves of different tables. */
export function isUsable({ outcome, upTimeBeforeTicks, upTimeAfterTicks }: IsolationReading): boolean {
  if (outcome === 'silent') return false;
  return upTimeBeforeTicks === undefined || upTimeAfterTicks === undefined || upTimeAfterTicks >= upTimeBeforeTicks;
}

export function createHeldReadings(): HeldReadings {
  const newest = new Map<string, IsolationReading>();
  const earlier = new Map<string, IsolationReading>();
  /** The newest, where it was none that can be used. */
  const missed = new Map<string, IsolationReading>();
  return {
    take(reading) {
      const { deviceId, finishedAt } = reading;
      const held = newest.get(deviceId);
      if (held !== undefined && held.finishedAt >= finishedAt) return false;
      if (!isUsable(reading)) {
        missed.set(deviceId, reading);
        return true;
      }
      missed.delete(deviceId);
      if (held !== undefined) earlier.set(deviceId, held);
      newest.set(deviceId, reading);
      return true;
    },
    sceneDevice(device, now, periodMs) {
      const read = newest.get(device.id);
      const miss = missed.get(device.id);
      const stands = read !== undefined && (miss === undefined || now - read.finishedAt <= periodMs);
      // A torn reading is told as a silent one: none of its rows may be judged.
      const silent = miss === undefined || miss.outcome === 'silent' ? miss : { ...miss, outcome: 'silent' as const };
      return { device, reading: stands ? read : silent, earlier: earlier.get(device.id) };
    },
    newest: () => newest,
    of: (deviceId) => newest.get(deviceId),
    retain(known) {
      for (const held of [newest, earlier, missed]) {
        for (const id of held.keys()) if (!known(id)) held.delete(id);
      }
    },
  };
}
