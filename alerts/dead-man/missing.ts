/** Who is to be missed, and since when: the other side of a dead-man's switch, without a network and without a clock of its own. */
import type { Cancel, Clock, EpochMs } from '../../core/index.ts';

export type MissingState = 'waiting' | 'heard' | 'silent';

export interface MissingChange {
  readonly state: 'silent' | 'heard';
  /** The last message before it fell silent; undefined where there never was one. */
  readonly heardAt: EpochMs | undefined;
  /** How long nothing was heard, in all. */
  readonly silentMs: number;
  /** 0 when it is noticed, and then how often it was told again. */
  readonly again: number;
}

export interface Missing {
  heard(): void;
  standing(): { readonly state: MissingState; readonly heardAt: EpochMs | undefined };
  stop(): void;
}

/**
 * Tells when nothing was heard for `silentAfterMs`, again each `againMs` while that lasts, and once when it is heard again. Counting
 * begins at once: whoever never calls is missed as well.
 */
export function createMissing(options: {
  readonly silentAfterMs: number;
  readonly againMs: number;
  readonly clock: Clock;
  readonly tell: (change: MissingChange) => void;
}): Missing {
  const { silentAfterMs, againMs, clock, tell } = options;
  let state: MissingState = 'waiting';
  let heardAt: EpochMs | undefined;
  let sinceMs = clock.monotonicMs();
  let again = 0;
  let cancel: Cancel = clock.after(silentAfterMs, miss);

  function miss(): void {
    if (state !== 'silent') again = 0;
    state = 'silent';
    tell({ state, heardAt, silentMs: clock.monotonicMs() - sinceMs, again });
    again += 1;
    cancel = clock.after(againMs, miss);
  }

  return {
    heard() {
      cancel();
      const before = { heardAt, silentMs: clock.monotonicMs() - sinceMs };
      const wasSilent = state === 'silent';
      state = 'heard';
      heardAt = clock.now();
      sinceMs = clock.monotonicMs();
      cancel = clock.after(silentAfterMs, miss);
      if (wasSilent) tell({ state, ...before, again: 0 });
    },
    standing: () => ({ state, heardAt }),
    stop: () => cancel(),
  };
}
