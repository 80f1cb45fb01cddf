import type { Cancel, Clock } from '../../core/index.ts';
import type { DeviceMessage } from './device-message.ts';
import { receiveLimits } from './limits.ts';
import { createRepetitions } from './repetitions.ts';
import { createTokenBuckets } from './token-buckets.ts';

type Sender = Pick<DeviceMessage, 'deviceId' | 'from' | 'via'>;

/** Decides what of the messages becomes an entry: the first of a series, how often it came again, how many were left out. */
export interface MessageKeeper {
  /** False for a repetition. `key` says what makes two messages of a device the same. */
  take(key: string, message: DeviceMessage): boolean;
  /** One more of this device that was not looked at. True for the first in a while. */
  suppressed(message: Sender): boolean;
  /** Messages whose repetitions are being counted, and devices of which some are left out. */
  readonly depth: number;
  close(): void;
}

/** `keep` gets at most `keptPerSecond` entries of a device on average, and one each `repetitionMs` that counts the others. */
export function createMessageKeeper(deps: {
  readonly clock: Clock;
  readonly keep: (message: DeviceMessage) => void;
}): MessageKeeper {
  const { clock, keep } = deps;
  const { keptPerSecond, keptBurst, sources, repetitionMs } = receiveLimits;
  const kept = createTokenBuckets({ perSecond: keptPerSecond, burst: keptBurst }, sources);
  const leftOut = new Map<string, { readonly entry: DeviceMessage; count: number; unread: boolean }>();
  let cancel: Cancel | undefined;

  /** True for the first that was not even read since the last entry: those that were read have said what they had to say. */
  const suppress = ({ deviceId, from, via }: Sender, unread: boolean): boolean => {
    const known = leftOut.get(deviceId);
    if (known !== undefined) {
      known.count += 1;
      const isFirst = unread && !known.unread;
      known.unread ||= unread;
      return isFirst;
    }
    const entry = { deviceId, at: clock.now(), kind: 'suppressed', from, via, name: '', text: '', repeats: 0 } as const;
    leftOut.set(deviceId, { entry, count: 1, unread });
    cancel ??= clock.after(repetitionMs, tellLeftOut);
    return unread;
  };

  const tellLeftOut = (): void => {
    cancel = undefined;
    const entries = [...leftOut.values()];
    leftOut.clear();
    for (const { entry, count } of entries) keep({ ...entry, at: clock.now(), repeats: count });
  };

  const tryKeep = (message: DeviceMessage): void => {
    if (kept.take(message.deviceId, clock.monotonicMs())) keep(message);
    else suppress(message, false);
  };

  const repetitions = createRepetitions<DeviceMessage>({
    clock,
    ended: (message, repeats, lastAt) => tryKeep({ ...message, at: lastAt, repeats }),
  });

  return {
    take(key, message) {
      if (!repetitions.isNew(`${message.deviceId} ${message.via} ${key}`, message)) return false;
      tryKeep(message);
      return true;
    },
    suppressed: (message) => suppress(message, true),
    get depth() {
      return repetitions.size + leftOut.size;
    },
    close() {
      repetitions.close();
      cancel?.();
      tellLeftOut();
    },
  };
}
