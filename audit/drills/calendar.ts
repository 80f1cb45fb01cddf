/** Which pair is due for a drill, which is overdue, what is planned. */
import type { EpochMs } from '../../core/index.ts';
import type { HostPair } from '../../inventory/index.ts';
import { isOpen } from './machine.ts';
import type { PairDrill } from './model.ts';

const dayMs = 86_400_000;
/** A drill that is due within this time is told of. */
const soonMs = 30 * dayMs;

export interface DrillDue {
  readonly pairId: string;
  readonly districtId: string;
  /** End of the last drill that went well; undefined: never, as far as is known. */
  readonly lastAt: EpochMs | undefined;
  readonly dueAt: EpochMs;
  /** `planned` only where the plan lies before the day on which it is due, or the pair is overdue in spite of it. */
  readonly status: 'overdue' | 'due-soon' | 'planned' | 'fine';
  /** The next drill that is planned, or that runs. */
  readonly next: PairDrill | undefined;
}

/** The calendar, what is due first. `declaredAt`: since when a pair is known; it is due so many days after. */
export function drillCalendar(input: {
  readonly pairs: Iterable<HostPair>;
  readonly drills: readonly PairDrill[];
  readonly lastGoodAt: (pairId: string) => EpochMs | undefined;
  readonly declaredAt: (pairId: string) => EpochMs;
  readonly dueDays: number;
  readonly now: EpochMs;
}): readonly DrillDue[] {
  const { drills, now, dueDays } = input;
  const open = drills
    .filter((drill) => isOpen(drill) && drill.window.to > now)
    .toSorted((one, other) => one.window.from - other.window.from);
  const due = [...input.pairs].map(({ id: pairId, districtId }): DrillDue => {
    const lastAt = input.lastGoodAt(pairId);
    const dueAt = (lastAt ?? input.declaredAt(pairId)) + dueDays * dayMs;
    const next = open.find((drill) => drill.pairId === pairId);
    const planned = next !== undefined && next.window.from <= dueAt;
    const status = dueAt <= now ? 'overdue' : planned ? 'planned' : dueAt <= now + soonMs ? 'due-soon' : 'fine';
    return { pairId, districtId, lastAt, dueAt, status, next };
  });
  return due.sort((one, other) => one.dueAt - other.dueAt || (one.pairId < other.pairId ? -1 : 1));
}
