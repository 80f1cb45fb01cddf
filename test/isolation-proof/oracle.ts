import type { CheckId, PlaceStanding } from '../../audit/index.ts';

/** A violation that lasts, as the oracle knows it: not by judging anything, but because it was there when it was done. */
export interface Injected {
  readonly placeId: string;
  readonly check: CheckId;
  readonly also: readonly CheckId[];
}

export interface Tally {
  /** Done, and seen by a sweep. */
  injected: number;
  /** Told by the right check at the right place in the first sweep after it was done. */
  found: number;
  /** Told at the right place by a check that has nothing to do with it. */
  wrongCheck: number;
  /** Told at another place, in the sweep in which something changed elsewhere. */
  wrongPoint: number;
  /** Told where nothing is, or still told after the repair. */
  falseAlarms: number;
}

/** Compares what the engine says after each sweep with what was done to the city. */
export interface Oracle {
  readonly tally: Tally;
  began(injected: Injected): void;
  ended(injected: Injected): void;
  /** After a sweep of all devices. */
  sweep(places: readonly PlaceStanding[]): void;
}

export function createOracle(onWrong: (kind: keyof Tally, placeId: string, check: CheckId) => void = () => {}): Oracle {
  const tally: Tally = { injected: 0, found: 0, wrongCheck: 0, wrongPoint: 0, falseAlarms: 0 };
  const active = new Set<Injected>();
  const fresh = new Set<Injected>();
  /** Failures that were counted as wrong already, while they last. */
  const counted = new Set<string>();
  let changed = false;

  return {
    tally,
    began(injected) {
      active.add(injected);
      fresh.add(injected);
      changed = true;
    },
    ended(injected) {
      active.delete(injected);
      fresh.delete(injected);
      changed = true;
    },
    sweep(places) {
      const failing = new Map(
        places.map(({ placeId, checks }) => [
          placeId,
          checks.filter(({ verdict }) => verdict === 'fail').map(({ checkId }) => checkId),
        ]),
      );
      for (const each of fresh) {
        tally.injected += 1;
        if (failing.get(each.placeId)?.includes(each.check) === true) tally.found += 1;
        else onWrong('found', each.placeId, each.check);
      }
      fresh.clear();
      const wrong = new Set<string>();
      for (const [placeId, checks] of failing) {
        const here = [...active].filter((each) => each.placeId === placeId);
        const right = new Set(here.flatMap(({ check, also }) => [check, ...also]));
        for (const check of checks) {
          if (right.has(check)) continue;
          const key = `${placeId} ${check}`;
          wrong.add(key);
          if (counted.has(key)) continue;
          const kind = here.length > 0 ? 'wrongCheck' : changed ? 'wrongPoint' : 'falseAlarms';
          tally[kind] += 1;
          onWrong(kind, placeId, check);
        }
      }
      counted.clear();
      for (const key of wrong) counted.add(key);
      changed = false;
    },
  };
}
