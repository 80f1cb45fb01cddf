import type { Cancel, Clock, EpochMs } from '../../core/index.ts';
import { receiveLimits } from './limits.ts';

interface Remembered<T> {
  readonly message: T;
  readonly untilMs: number;
  repeats: number;
  lastAt: EpochMs;
}

/** Tells a message that came before from a new one, and afterwards how often it came. */
export interface Repetitions<T> {
  /** True for a new message, which is then remembered for `repetitionMs`. */
  isNew(key: string, message: T): boolean;
  readonly size: number;
  /** Tells what is still being counted. */
  close(): void;
}

/**
 * `ended` is called for each series of repetitions when its time is over: at most one entry for each remembered message. When
 * too many different ones come, the oldest series ends before its time.
 */
export function createRepetitions<T>(deps: {
  readonly clock: Clock;
  readonly ended: (message: T, repeats: number, lastAt: EpochMs) => void;
}): Repetitions<T> {
  const { clock, ended } = deps;
  const { repetitionMs, remembered } = receiveLimits;
  // In the order of their time, since all are remembered equally long.
  const series = new Map<string, Remembered<T>>();
  let cancel: Cancel | undefined;

  const end = (key: string, { message, repeats, lastAt }: Remembered<T>): void => {
    series.delete(key);
    if (repeats > 0) ended(message, repeats, lastAt);
  };

  const sweep = (): void => {
    cancel = undefined;
    const now = clock.monotonicMs();
    for (const [key, entry] of series) {
      if (entry.untilMs > now) {
        cancel = clock.after(Math.ceil(entry.untilMs - now), sweep);
        return;
      }
      end(key, entry);
    }
  };

  return {
    isNew(key, message) {
      const now = clock.monotonicMs();
      const known = series.get(key);
      if (known !== undefined && known.untilMs > now) {
        known.repeats += 1;
        known.lastAt = clock.now();
        return false;
      }
      if (known !== undefined) end(key, known);
      if (series.size >= remembered) {
        const [oldest] = series;
        if (oldest !== undefined) end(...oldest);
      }
      series.set(key, { message, untilMs: now + repetitionMs, repeats: 0, lastAt: clock.now() });
      cancel ??= clock.after(repetitionMs, sweep);
      return true;
    },
    get size() {
      return series.size;
    },
    close() {
      cancel?.();
      for (const [key, entry] of [...series]) end(key, entry);
    },
  };
}
