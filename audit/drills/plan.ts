import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { DrillCommand, DrillProcedure, HostPair } from '../../inventory/index.ts';
import type { Actor } from '../approval/model.ts';
import { commandsOf } from './digest.ts';
import { type DrillWindow, type PairDrill, pairDrillLimits } from './model.ts';

/** What somebody wants to rehearse, and when. */
export interface DrillPlan {
  readonly pairId: string;
  readonly procedureId: string;
  readonly window: DrillWindow;
  readonly reason: string;
  readonly by: Actor;
}

/** Why a drill cannot be planned so; undefined: it can. Pure. */
export function planObstacle(
  { procedureId, window: { from, to }, pairId }: DrillPlan,
  known: {
    readonly pair: HostPair | undefined;
    /** Those written for the pair's engine. */
    readonly procedures: readonly DrillProcedure[];
    readonly commands: readonly DrillCommand[];
    /** Drills that wait or run. */
    readonly open: readonly PairDrill[];
    readonly now: EpochMs;
  },
): Message | undefined {
  const { pair, now } = known;
  const no = (why: string, params: Record<string, string | number> = {}): Message =>
    message(`drill.refused.${why}`, params);
  if (pair === undefined) return no('no-pair', { pair: pairId });
  const procedure = known.procedures.find(({ id }) => id === procedureId);
  if (procedure === undefined) return no('no-procedure', { procedure: procedureId, engine: pair.standby });
  const missing = missingCommands(procedure, pair, known.commands);
  if (missing.length > 0) return no('no-command', { command: missing.join(', ') });
  const { leastWindowMs, mostWindowMs, aheadMs } = pairDrillLimits;
  if (!(to - from >= leastWindowMs && to - from <= mostWindowMs))
    return no('window-length', { least: leastWindowMs / 60_000, most: mostWindowMs / 3_600_000 });
  if (to <= now) return no('window-over');
  if (from > now + aheadMs) return no('window-far', { days: aheadMs / 86_400_000 });
  if (known.open.length >= pairDrillLimits.open) return no('too-many', { most: pairDrillLimits.open });
  const other = known.open.find((each) => each.pairId === pairId && each.window.from < to && from < each.window.to);
  return other === undefined ? undefined : no('overlap', { drill: other.id });
}

/** Commands that the procedure calls and that are not declared on both members: either may be the one. */
export function missingCommands(
  procedure: DrillProcedure,
  pair: HostPair,
  commands: readonly DrillCommand[],
): readonly string[] {
  const declared = new Set(commandsOf(procedure, pair, commands).map(({ name, deviceId }) => `${name} ${deviceId}`));
  const called = new Set(procedure.steps.flatMap((step) => ('command' in step ? [step.command] : [])));
  return [...called].flatMap((name) =>
    [pair.memberA, pair.memberB].map((id) => `${name} ${id}`).filter((key) => !declared.has(key)),
  );
}
