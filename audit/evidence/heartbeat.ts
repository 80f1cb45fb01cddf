import type { Observation } from '../../collector/index.ts';
import type { Clock, EpochMs } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { JsonObject, NewRecord } from '../../ledger/index.ts';
import type { StateView } from '../state/engine.ts';

/** One record for each point and interval, so that silence is itself on record: nothing is proven by a missing leaf. */
export interface Heartbeat {
  polled(observation: Pick<Observation, 'deviceId' | 'outcome' | 'finishedAt'>): void;
  /** The records of the interval, when it is over; call it every second or so. */
  tick(): readonly NewRecord[];
  /** The records of the interval so far, at the end of a run. */
  close(): readonly NewRecord[];
}

/** What was seen of one device since the interval began. */
interface Seen {
  answered: number;
  failed: number;
  /** Last answer; at the begin of the interval, its begin. */
  lastAt: EpochMs;
  longestGapMs: number;
}

/**
 * Coverage is the share of the polls that were due which were answered, over all devices of the point that have an agent.
 * `longestGapSeconds` is the longest time within the interval that one of them was not heard.
 */
export function createHeartbeat(deps: {
  readonly city: () => City;
  readonly states: Pick<StateView, 'peek'>;
  readonly clock: Clock;
  /** Read at every use, for they change with a reload. */
  readonly settings: () => { readonly heartbeatSeconds: number; readonly periodSeconds: number };
  /** What is known of the isolation of a point since its last heartbeat. */
  readonly isolation?: (pointId: string) => JsonObject | undefined;
}): Heartbeat {
  const { city, states, clock, settings, isolation = () => undefined } = deps;
  let from = clock.now();
  const seen = new Map<string, Seen>();

  const seenOf = (deviceId: string): Seen => {
    let known = seen.get(deviceId);
    if (known === undefined) {
      known = { answered: 0, failed: 0, lastAt: from, longestGapMs: 0 };
      seen.set(deviceId, known);
    }
    return known;
  };

  const records = (to: EpochMs): readonly NewRecord[] => {
    const devices = Map.groupBy(
      [...city().devices.values()].filter(({ snmp }) => snmp !== 'none'),
      ({ pointId }) => pointId,
    );
    const due = (to - from) / (settings().periodSeconds * 1000);
    const made = [...city().points.keys()].map((id): NewRecord => {
      const own = (devices.get(id) ?? []).map((device) => seenOf(device.id));
      const answered = own.reduce((sum, each) => sum + each.answered, 0);
      const failed = own.reduce((sum, each) => sum + each.failed, 0);
      const expected = own.length * due;
      const coverage = expected === 0 ? 0 : Math.min(1, answered / Math.max(expected, answered + failed));
      const gapMs = own.reduce((longest, each) => Math.max(longest, each.longestGapMs, to - each.lastAt), 0);
      return {
        kind: 'heartbeat',
        subject: `point ${id}`,
        sealed: true,
        at: to,
        body: {
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
          devices: own.length,
          answered,
          failed,
          coverage: Math.round(coverage * 1000) / 1000,
          longestGapSeconds: Math.round(gapMs / 1000),
          state: states.peek('point', id)?.state ?? 'unknown',
          isolation: isolation(id),
        },
      };
    });
    from = to;
    // Who was heard last interval is still waited for from then; who is no longer declared is forgotten.
    for (const deviceId of [...seen.keys()]) {
      if (!city().devices.has(deviceId)) seen.delete(deviceId);
      else seen.set(deviceId, { answered: 0, failed: 0, lastAt: to, longestGapMs: 0 });
    }
    return made;
  };

  return {
    polled({ deviceId, outcome, finishedAt }) {
      const each = seenOf(deviceId);
      if (outcome !== 'answered' && outcome !== 'partial') {
        each.failed += 1;
        return;
      }
      each.answered += 1;
      each.longestGapMs = Math.max(each.longestGapMs, finishedAt - each.lastAt);
      each.lastAt = Math.max(each.lastAt, finishedAt);
    },
    tick() {
      const now = clock.now();
      const everyMs = settings().heartbeatSeconds * 1000;
      // On the hour and its parts, so that intervals of different runs meet. A clock set back begins anew.
      if (now < from) from = now;
      const end = Math.floor(now / everyMs) * everyMs;
      return end > from ? records(end) : [];
    },
    close() {
      const now = clock.now();
      return now > from ? records(now) : [];
    },
  };
}
