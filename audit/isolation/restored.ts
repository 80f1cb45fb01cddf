import type { CheckId, CheckJudgement } from './model.ts';
import type { IsolationPlace } from './places.ts';
import type { PlaceStanding, SettledJudgement } from './standing.ts';

/**
 * What was judged before a restart stands for a device until it has been read again, and no longer than its evidence is
 * fresh: settling looks at its age as at any other's.
 */
export interface Restored {
  keep(standings: readonly PlaceStanding[], deviceIds: Iterable<string>): void;
  /** The device has been read: what it said before is of no use any more. */
  read(deviceId: string): void;
  /** The judgements with those of devices that were not read yet replaced by what is remembered of them. */
  complete(place: IsolationPlace, checkId: CheckId, judgements: readonly CheckJudgement[]): readonly CheckJudgement[];
}

export function createRestored(): Restored {
  const unread = new Set<string>();
  const known = new Map<string, readonly SettledJudgement[]>();
  const keyOf = (placeId: string, checkId: CheckId): string => `${placeId} ${checkId}`;
  return {
    keep(standings, deviceIds) {
      for (const id of deviceIds) unread.add(id);
      for (const { placeId, checks } of standings) {
        for (const { checkId, judgements } of checks) known.set(keyOf(placeId, checkId), judgements);
      }
    },
    read(deviceId) {
      unread.delete(deviceId);
      if (unread.size === 0) known.clear();
    },
    complete(place, checkId, judgements) {
      if (known.size === 0) return judgements;
      const remembered = known.get(keyOf(place.id, checkId));
      if (remembered === undefined || !place.devices.some(({ id }) => unread.has(id))) return judgements;
      const decided = new Set(
        judgements.filter(({ verdict }) => verdict !== 'unknown').map(({ deviceId }) => deviceId),
      );
      // Of the whole place: what is remembered stands until all of it has been read.
      const wanted = remembered.filter(
        ({ deviceId }) => !decided.has(deviceId) && (deviceId === undefined || unread.has(deviceId)),
      );
      const replaced = new Set(wanted.map(({ deviceId }) => deviceId));
      return [...judgements.filter(({ deviceId }) => !replaced.has(deviceId)), ...wanted.map(asJudged)];
    },
  };
}

/** As it was judged, before waivers: they are looked at anew. */
function asJudged({ waiver: _, findingCount: __, verdict, ...rest }: SettledJudgement): CheckJudgement {
  return { ...rest, verdict: verdict === 'waived' ? 'fail' : verdict };
}
