import type { Clock, EpochMs } from '../../core/index.ts';
import type { LookUps, RuleHistory } from './history.ts';
import type { RuleReading } from './judge/machine.ts';
import type { Subject } from './subjects.ts';
import type { Watched } from './watched.ts';

/** Elements that should have values, and how long none came while somebody looked. */
export interface Absences {
  /** From now on it is watched; time in which nobody looked is no absence. */
  begin(one: Watched): void;
  /** Goes on with one whose time is known. */
  add(one: Watched): void;
  delete(one: Watched): void;
  clear(): void;
  look(now: EpochMs): void;
}

export function createAbsences(deps: {
  readonly clock: Clock;
  readonly history: RuleHistory;
  readonly lookUps: LookUps;
  readonly isSeen: (subject: Subject) => boolean;
  readonly settle: (one: Watched, said: RuleReading, at: EpochMs, limits: { readonly forMs: number }) => void;
  /** Until when somebody looked before this start; undefined: nobody was away. */
  readonly quietSince: () => EpochMs | undefined;
}): Absences {
  const { clock, history, lookUps, isSeen, settle } = deps;
  const all = new Set<Watched>();
  return {
    begin(one) {
      const { info } = one.compiled;
      if (all.has(one) || info === undefined) return;
      all.add(one);
      if (one.valueAt > 0) return;
      const now = clock.now();
      const reference = deps.quietSince() ?? now;
      one.valueAt = now;
      lookUps.ask(
        () => history.latestAt(info.kind, one.entityId),
        (at) => {
          if (at !== undefined && one.valueAt === now) one.valueAt = now - Math.max(0, reference - at);
        },
      );
    },
    add: (one) => void all.add(one),
    delete: (one) => void all.delete(one),
    clear: () => all.clear(),
    look(now) {
      for (const one of all) {
        if (one.track.isFiring) continue;
        // Nothing is absent at what cannot be seen: its time begins anew.
        if (!isSeen(one.subject)) one.valueAt = now;
        else if (now - one.valueAt >= one.compiled.rule.forMs) settle(one, 'bad', now, { forMs: 0 });
      }
    },
  };
}
