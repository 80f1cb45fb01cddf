import { type Clock, errorText, type Log } from '../../core/index.ts';

/** One clean-up may take this long; then the next begins all the same. */
const cleanUpWithinMs = 10_000;

/** What must be ended, by name, in the reverse order of its start. */
export interface CleanUps {
  add(name: string, end: () => Promise<unknown>): void;
  run(): Promise<void>;
}

/** Ends what was started, the newest first; one that fails or hangs does not keep the others from their turn. */
export function createCleanUps(clock: Clock, log: Log): CleanUps {
  const ends: { readonly name: string; readonly end: () => Promise<unknown> }[] = [];
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    for (const { name, end } of ends.reverse()) {
      let cancel = (): void => {};
      const tooLong = new Promise<never>((_, reject) => {
        cancel = clock.after(cleanUpWithinMs, () => reject(new Error('takes too long')));
      });
      await Promise.race([Promise.resolve().then(end), tooLong]).catch((thrown: unknown) =>
        log.error({ name, reason: errorText(thrown) }, 'clean-up-failed'),
      );
      cancel();
    }
    log.info({}, 'stopped');
  };
  return {
    add: (name, end) => void ends.push({ name, end }),
    run: () => {
      running ??= run();
      return running;
    },
  };
}
