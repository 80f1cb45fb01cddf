import type { EpochMs } from '../../core/index.ts';
import type { Position } from '../feed/index.ts';
import { limits } from '../limits.ts';
import type { Ask, Greeting } from './protocol.ts';

/** What a standby has said last. */
export interface Follower {
  readonly name: string;
  readonly version: string;
  readonly lastContactAt: EpochMs;
  /** On its disk. */
  readonly position: Pick<Position, 'sequence'>;
  readonly records: number;
  /** It takes a whole copy now. */
  readonly copying: boolean;
  /** When it was last known to hold everything; undefined: never since this start. */
  readonly wholeAt: EpochMs | undefined;
}

/** Who follows, by name, bounded: the one that was silent for longest makes room. */
export interface Followers {
  seen(ask: Extract<Ask, { ask: 'changes' | 'copy' }>, now: EpochMs, whole: boolean): void;
  list(): readonly Follower[];
}

export function createFollowers(): Followers {
  const known = new Map<string, Follower>();
  return {
    seen(ask, now, whole) {
      const { name, version, records }: Greeting = ask.from;
      const before = known.get(name);
      known.delete(name);
      if (known.size >= limits.followers) {
        const [oldest] = [...known.values()].sort((a, b) => a.lastContactAt - b.lastContactAt);
        if (oldest !== undefined) known.delete(oldest.name);
      }
      known.set(name, {
        ...{ name, version, records, lastContactAt: now, copying: ask.ask === 'copy' },
        position:
          ask.ask === 'changes' ? { sequence: ask.after.sequence } : { sequence: before?.position.sequence ?? 0 },
        wholeAt: whole ? now : before?.wholeAt,
      });
    },
    list: () => [...known.values()],
  };
}
