import type { Clock } from '../../core/index.ts';

const everyMs = 200;
/** A timer that is so much late is not: they are never exact. */
const jitterMs = 10;

/**
 * Watches how late this process is from now on: stopped, or the machine has no time for it. The function given back ends the watch and
 * tells for how many milliseconds nothing could be done. What was timed meanwhile took at most so much less.
 */
export function watchOwnDelay(clock: Clock): () => number {
  let lateMs = 0;
  let dueMs = clock.monotonicMs() + everyMs;
  const late = (): number => {
    const byMs = clock.monotonicMs() - dueMs;
    return byMs > jitterMs ? byMs : 0;
  };
  const turn = (): void => {
    lateMs += late();
    dueMs = clock.monotonicMs() + everyMs;
    cancel = clock.after(everyMs, turn);
  };
  let cancel = clock.after(everyMs, turn);
  return () => {
    cancel();
    return lateMs + late();
  };
}
