import { type Cancel, type Clock, errorText, type Log } from '../core/index.ts';
import type { OnDamage } from './codec/chunk.ts';
import type { Driver } from './driver.ts';
import { limits } from './limits.ts';
import { type Retention, retain } from './retention.ts';
import { closeParts, closeRawHours } from './series/rolling.ts';
import { fiveMinutes, hours } from './series/tiers.ts';
import { createTurns } from './turns.ts';

/** Roll-ups, then retention, every few minutes; after a failure (a full disk) again the next time. */
export function createMaintenance(options: {
  readonly driver: Driver;
  readonly retention: Retention;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFailure: (error: unknown) => Promise<Error>;
  readonly onDamage: OnDamage;
}): { run(): Promise<void>; stop(): Promise<void> } {
  const { driver, retention, clock, log, onFailure, onDamage } = options;
  const inTurn = createTurns();
  let cancel: Cancel = () => undefined;
  let stopped = false;
  const context = { onDamage, stopped: () => stopped };

  const run = () =>
    inTurn(async () => {
      if (stopped) return;
      try {
        const closed = clock.now() - limits.closeAfterMs;
        await closeRawHours(driver, closed, context);
        await closeParts(driver, fiveMinutes, closed, context);
        await closeParts(driver, hours, closed, context);
        if (stopped) return;
        await retain(driver, retention, clock.now());
      } catch (error) {
        throw await onFailure(error);
      }
    });
  const schedule = () => {
    cancel = clock.after(limits.maintainEveryMs, () => {
      run()
        .catch((error: unknown) => log.warn({ detail: errorText(error) }, 'store-maintenance-failed'))
        .then(() => (stopped ? undefined : schedule()));
    });
  };
  schedule();
  return {
    run,
    /** Waits for a run that has begun. */
    async stop() {
      cancel();
      stopped = true;
      await inTurn(async () => undefined);
    },
  };
}
