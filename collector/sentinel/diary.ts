import type { Clock, EpochMs } from '../../core/index.ts';
import type { JsonObject, Ledger } from '../../ledger/index.ts';
import { type HeardBy, type SentinelNote, sentinelBounds } from './model.ts';

/** A sentinel's own signed notes; they are carried over, so what is not in them did not happen. */
export interface Diary {
  heard(heard: { readonly by: HeardBy; readonly from: string; readonly nonce: string }): void;
  note(note: SentinelNote): void;
  /** Tells that it is alive; call it every few seconds. After a stop of the process the time in between is not claimed. */
  alive(listening: readonly string[]): void;
  /** Notes that it was up since the last such note. Call it at least once an hour, and at the end. */
  up(listening: readonly string[]): void;
  readonly dropped: number;
}

export function createDiary({
  ledger,
  clock,
  name,
}: {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly name: string;
}): Diary {
  const recent = new Map<string, EpochMs>();
  let upSince = clock.now();
  let aliveAt = upSince;
  let hourStartedAt = clock.now();
  let notesInHour = 0;
  let dropped = 0;
  const subject = `sentinel ${name}`;

  function note(note: SentinelNote): void {
    ledger.append({ kind: 'probe', subject, body: { ...note } as unknown as JsonObject, at: clock.now() });
  }

  return {
    note,
    get dropped() {
      return dropped;
    },
    heard({ by, from, nonce }) {
      const at = clock.now();
      const key = `${nonce} ${by} ${from}`;
      const before = recent.get(key);
      if (before !== undefined && at - before < sentinelBounds.repeatMs && at >= before) return;
      if (at - hourStartedAt >= 3_600_000 || at < hourStartedAt) {
        hourStartedAt = at;
        notesInHour = 0;
        recent.clear();
      }
      notesInHour += 1;
      if (notesInHour > sentinelBounds.notesPerHour) {
        dropped += 1;
        return;
      }
      recent.set(key, at);
      note({ what: 'heard', at, by, from, nonce });
    },
    alive(listening) {
      const now = clock.now();
      const held = now - aliveAt > sentinelBounds.aliveMs * 3 || now < aliveAt;
      if (held) noteUp(aliveAt, listening);
      if (held) upSince = now;
      aliveAt = now;
    },
    up(listening) {
      this.alive(listening);
      noteUp(aliveAt, listening);
    },
  };

  function noteUp(to: EpochMs, listening: readonly string[]): void {
    // A clock that was set back would claim a time that was not.
    if (to > upSince)
      note({ what: 'up', from: upSince, to, listening: [...listening], ...(dropped === 0 ? {} : { dropped }) });
    upSince = to;
  }
}
