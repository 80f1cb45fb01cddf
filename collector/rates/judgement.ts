import type { InterfaceReading } from '../observation.ts';
import type { Baseline } from './interface-rates.ts';
import type { GapReason, Restart } from './model.ts';
import { type Moment, passage } from './moment.ts';

/** What is remembered of one device between two polls. Bounded by the rows of its last whole answer. */
export interface RateState {
  /** The last poll that was believed and told sysUpTime. */
  readonly moment: Moment;
  /** By the interface's stable name, so that a series continues when ifIndex is dealt anew. */
  readonly baselines: ReadonlyMap<string, Baseline>;
  /** Turns of sysUpTime seen since the last restart. */
  readonly upTimeWraps: number;
  /** The agent's clock disagreed with ours at the last poll. */
  readonly unsound: boolean;
  /** The last answer was dropped as older than the one before it; a second one in a row is believed. */
  readonly droppedLast: boolean;
}

/** What the time between a poll and the one before it means for all interfaces of the device. */
export interface Judgement {
  /** Set where the whole poll gives no rates. */
  readonly blank: GapReason | undefined;
  /** Whether the baselines from before stay as they are, are continued, or are forgotten. */
  readonly baselines: 'keep' | 'continue' | 'forget';
  readonly restart: Restart['evidence'] | undefined;
  readonly wraps: number;
  readonly unsound: boolean;
}

/** True where every interface says exactly what it said before. */
function repeats(state: RateState, interfaces: readonly InterfaceReading[]): boolean {
  return interfaces.every((reading) => {
    const before = state.baselines.get(reading.name)?.counters;
    if (before === undefined) return false;
    const now = reading.counters;
    const names = Object.keys(now) as (keyof typeof now)[];
    return names.every((name) => before[name]?.value === now[name]?.value);
  });
}

/** Judges a poll by the one before it. */
export function judge(
  state: RateState | undefined,
  moment: Moment,
  interfaces: readonly InterfaceReading[],
): Judgement {
  const calm = { restart: undefined, wraps: state?.upTimeWraps ?? 0, unsound: state?.unsound ?? false };
  if (state === undefined) return { ...calm, blank: 'first-reading', baselines: 'forget' };
  const between = passage(state.moment, moment, state.unsound);
  switch (between.kind) {
    case 'onward':
      return {
        restart: undefined,
        wraps: calm.wraps + (between.wrapped ? 1 : 0),
        unsound: state.unsound && passage(state.moment, moment, false).kind !== 'onward',
        blank: undefined,
        baselines: 'continue',
      };
    case 'restart':
      return { blank: 'agent-restart', baselines: 'forget', restart: between.evidence, wraps: 0, unsound: false };
    case 'duplicate':
      return { ...calm, blank: 'duplicate', baselines: 'keep' };
    case 'out-of-order': {
      if (!state.droppedLast) return { ...calm, blank: 'out-of-order', baselines: 'keep' };
      // Twice in a row no answer was overtaken: the agent that speaks now has a lower uptime (a pair that failed over).
      const restart: Restart['evidence'] | undefined = moment.sysUpTimeTicks === undefined ? undefined : ['upTimeFell'];
      return { blank: 'agent-restart', baselines: 'forget', restart, wraps: 0, unsound: false };
    }
    case 'disagreement':
      if (moment.sysUpTimeTicks === state.moment.sysUpTimeTicks && repeats(state, interfaces)) {
        return { ...calm, blank: 'duplicate', baselines: 'keep' };
      }
      return { ...calm, unsound: true, blank: 'clock-disagrees', baselines: 'forget' };
  }
}
