/** Procedures and drills in the shapes of Chaos Toolkit: experiment and journal. What others read there is true of ours. */
import type { DrillProcedure, DrillStep, DrillText } from '../../inventory/index.ts';
import type { PairDrill, StepRun } from './model.ts';

const iso = (at: number): string => new Date(at).toISOString();

interface Activity {
  readonly type: 'action' | 'probe';
  readonly name: string;
  readonly provider: { readonly type: 'process'; readonly path: string; readonly arguments: readonly string[] };
}

/**
 * A procedure as an experiment (version 1.0.0). Its steps are named for people and other tools; the extension `fangzhou` carries
 * the procedure itself, in the form in which a file of procedures has it, so that reading it back loses nothing.
 */
export function experimentOf(procedure: DrillProcedure) {
  const { id, title, standby, steps } = procedure;
  const activities = steps.map(activityOf);
  const backAt = steps.findIndex(({ kind }) => kind === 'fall-back');
  const probes = steps.flatMap((step, index) =>
    step.kind === 'check-readiness' && index < firstAct(steps) ? [index] : [],
  );
  return {
    version: '1.0.0',
    title: title.en,
    description: title.zh,
    tags: ['fangzhou', ...standby],
    'steady-state-hypothesis': {
      title: 'the standby would take over now',
      probes: probes.flatMap((index) => activities[index] ?? []).map((probe) => ({ ...probe, tolerance: 0 })),
    },
    method: activities.filter((_, index) => !probes.includes(index) && (backAt < 0 || index < backAt)),
    rollbacks: backAt < 0 ? [] : activities.slice(backAt, backAt + 1),
    extensions: [
      { name: 'fangzhou', procedure: { id, ...texts('title', title), standby, steps: steps.map(declared) } },
    ],
  };
}

/** A drill that ended, or runs, as a journal. `completed` says that it ran to its end, `deviated` that something was not as it should have been. */
export function journalOf(drill: PairDrill, product: { readonly version: string; readonly node: string }) {
  const { startedAt, endedAt, outcome, deviations, steps } = drill;
  const runs = steps.map((run) => ({ run, step: drill.procedure.steps[run.index] }));
  const told = runs.flatMap(({ run, step }) =>
    step === undefined ? [] : [{ kind: step.kind, told: runOf(run, step) }],
  );
  const passed = (kind: DrillStep['kind']) => told.findLast((each) => each.kind === kind)?.told.status === 'succeeded';
  return {
    'chaoslib-version': `fangzhou-${product.version}`,
    platform: 'fangzhou',
    node: product.node,
    experiment: experimentOf(drill.procedure),
    start: startedAt === undefined ? null : iso(startedAt),
    end: endedAt === undefined ? null : iso(endedAt),
    duration: startedAt === undefined || endedAt === undefined ? null : (endedAt - startedAt) / 1000,
    status:
      outcome === 'completed'
        ? 'completed'
        : drill.abort?.reason.key === 'drill.abort.stopped'
          ? 'interrupted'
          : 'aborted',
    deviated: deviations.length > 0,
    steady_states: {
      before: {
        steady_state_met: told.some(
          ({ kind, told: { status } }) => kind === 'check-readiness' && status === 'succeeded',
        ),
      },
      after: { steady_state_met: outcome === 'completed' && passed('verify-services') },
    },
    run: told.filter(({ kind }) => kind !== 'fall-back').map(({ told: each }) => each),
    rollbacks: told.filter(({ kind }) => kind === 'fall-back').map(({ told: each }) => each),
  };
}

function runOf(run: StepRun, step: DrillStep) {
  const { startedAt, endedAt, outcome, output, said } = run;
  return {
    activity: activityOf(step),
    status:
      outcome === 'done' ? ('succeeded' as const) : outcome === 'running' ? ('running' as const) : ('failed' as const),
    start: iso(startedAt),
    end: endedAt === undefined ? null : iso(endedAt),
    duration: endedAt === undefined ? null : (endedAt - startedAt) / 1000,
    output: output === undefined ? (said?.key ?? null) : { exitCode: output.exitCode ?? null, text: output.text },
  };
}

function activityOf(step: DrillStep): Activity {
  const acts = step.kind === 'act' || step.kind === 'fall-back';
  const name = step.text?.en ?? step.kind;
  const command = 'command' in step ? ['--command', step.command, '--on', step.on] : [];
  return {
    type: acts ? 'action' : 'probe',
    name,
    provider: { type: 'process', path: 'fangzhou', arguments: ['drill', step.kind, ...command] },
  };
}

const firstAct = (steps: readonly DrillStep[]): number => steps.findIndex(({ kind }) => kind === 'act');

function texts(key: string, text: DrillText | undefined): Record<string, string> {
  return text === undefined ? {} : { [`${key}_zh`]: text.zh, [`${key}_en`]: text.en };
}

/** A step as a file of procedures has it. */
function declared(step: DrillStep) {
  const timeout = { timeout: `${step.timeoutSeconds}s` };
  const base = { do: step.kind, ...texts('text', step.text) };
  switch (step.kind) {
    case 'check-readiness':
      return { ...base, ...timeout, least: step.least };
    case 'observe':
      return { ...base, ...timeout, until: step.until };
    case 'verify-services':
      return { ...base, ...timeout, good_for: `${step.goodSeconds}s` };
    case 'act':
    case 'fall-back':
      return { ...base, ...timeout, by: step.by, ...('command' in step ? { command: step.command, on: step.on } : {}) };
    default:
      return base;
  }
}
