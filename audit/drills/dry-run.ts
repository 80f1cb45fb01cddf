import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { DrillCommand, DrillProcedure, DrillStep, DrillStepKind, HostPair } from '../../inventory/index.ts';
import { commandsOf } from './digest.ts';
import type { PairView } from './model.ts';
import { missingCommands } from './plan.ts';
import { isAcceptable, viewText } from './view.ts';

/** A drill gone through without doing anything. */
export interface DryRun {
  readonly pairId: string;
  readonly procedureId: string;
  readonly at: EpochMs;
  readonly word: PairView['word'];
  readonly score: number | undefined;
  /** Whether every step could begin as things stand now. */
  readonly ready: boolean;
  readonly steps: readonly {
    readonly index: number;
    readonly kind: DrillStepKind;
    /** `pass`: it would go on from here; `fail`: it would be aborted; `unknown`: only doing it would tell. */
    readonly outlook: 'pass' | 'fail' | 'unknown';
    readonly would: Message;
  }[];
}

/** What each step would find or do now. Pure. */
export function dryRunOf(input: {
  readonly pair: HostPair;
  readonly procedure: DrillProcedure;
  readonly commands: readonly DrillCommand[];
  readonly view: PairView;
  readonly at: EpochMs;
  /** Why a command could not be run from here, as things stand now. */
  readonly obstacle?: ((command: DrillCommand) => Message | undefined) | undefined;
}): DryRun {
  const { pair, procedure, commands, view, at, obstacle = () => undefined } = input;
  const missing = missingCommands(procedure, pair, commands);
  const ofPair = commandsOf(procedure, pair, commands);
  const steps = procedure.steps.map((step, index) => ({
    index,
    kind: step.kind,
    ...outlookOf(step, view, missing, ofPair, obstacle),
  }));
  const { word, score } = view;
  const ready = steps.every(({ outlook }) => outlook !== 'fail') && view.active.length === 1;
  return { pairId: pair.id, procedureId: procedure.id, at, word, score, ready, steps };
}

function outlookOf(
  step: DrillStep,
  view: PairView,
  missing: readonly string[],
  commands: readonly DrillCommand[],
  obstacle: (command: DrillCommand) => Message | undefined,
): Pick<DryRun['steps'][number], 'outlook' | 'would'> {
  const say = (outlook: 'pass' | 'fail' | 'unknown', of: string, params: Record<string, string | number> = {}) => ({
    outlook,
    would: message(`drill.would.${of}`, { ...viewText(view), ...params }),
  });
  if (step.kind === 'check-readiness') return say(isAcceptable(view, step.least) ? 'pass' : 'fail', step.kind);
  if (step.kind === 'announce-maintenance' || step.kind === 'report') return say('pass', step.kind);
  if (step.kind === 'observe') return say('unknown', step.kind, { goal: `key:drill.goal.${step.until}` });
  if (step.kind === 'verify-services')
    return say(
      view.goodSince === undefined ? 'fail' : 'pass',
      view.goodSince === undefined ? 'no-service' : step.kind,
      {
        seconds: step.goodSeconds,
      },
    );
  if (step.by === 'operator') return say('unknown', 'operator');
  if (missing.some((key) => key.startsWith(`${step.command} `)))
    return say('fail', 'no-command', { command: step.command });
  // Either member may be the one when the step comes.
  for (const each of commands) {
    const why = each.name === step.command ? obstacle(each) : undefined;
    if (why !== undefined) return { outlook: 'fail', would: why };
  }
  const now = step.on === 'active' ? view.active : view.standby;
  const deviceId = now.length === 1 ? now[0] : undefined;
  const declared = commands.find((each) => each.name === step.command && each.deviceId === deviceId);
  // Who is active when a later step comes is not known yet.
  return say('unknown', 'command', {
    command: declared?.command ?? step.command,
    member: deviceId ?? `key:drill.role.${step.on}`,
  });
}
