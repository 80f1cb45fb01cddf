/** One step of a drill's life: (drill, event) to (drill, effects). Pure. */
import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { DrillStep } from '../../inventory/index.ts';
import type { Actor } from '../approval/model.ts';
import type { DrillAnswer, DrillEffect, DrillEvent } from './events.ts';
import { type DrillResult, type PairDrill, type PairView, pairDrillLimits, type StepRun } from './model.ts';
import { goalMet, isAcceptable, viewText } from './view.ts';

type Moved = { readonly drill: PairDrill; readonly effects: readonly DrillEffect[] };

/** States in which a drill still waits or runs. */
export function isOpen({ state }: Pick<PairDrill, 'state'>): boolean {
  return ['planned', 'proposed', 'approved', 'running', 'falling-back'].includes(state);
}

export function stepPairDrill(drill: PairDrill, event: DrillEvent): DrillAnswer {
  switch (event.what) {
    case 'propose':
      if (drill.state !== 'planned') return no('state', drill);
      return yes({ ...drill, state: 'proposed', proposalId: event.proposalId }, 'proposed');
    case 'approve':
      return approve(drill, event);
    case 'drop':
      if (drill.state !== 'proposed' || drill.proposalId !== event.proposalId) return no('state', drill);
      return event.to === 'rejected'
        ? yes({ ...drill, state: 'rejected', endedAt: event.at }, 'rejected')
        : yes(without(drill, 'proposalId', 'planned'), 'proposal-dropped');
    case 'cancel':
      if (!['planned', 'proposed', 'approved'].includes(drill.state)) return no('state', drill);
      return yes({ ...drill, state: 'cancelled', endedAt: event.at }, 'cancelled');
    case 'begin':
      return begin(drill, event);
    case 'look':
      return moved(look(drill, event.at, event.view));
    case 'confirm':
      return confirm(drill, event);
    case 'command-ended':
      return moved(commandEnded(drill, event));
    case 'stop':
      if (drill.state !== 'running') return no('state', drill);
      return moved(abort(drill, event.at, message('drill.abort.stopped'), { by: event.by, note: event.note }));
    case 'fall-back':
      return fallBack(drill, event);
    case 'restarted':
      if (drill.state !== 'running') return { ok: true, drill, effects: [] };
      return moved(abort(drill, event.at, message('drill.abort.restarted')));
    case 'measured':
      return measured(drill, event.result);
    case 'reported':
      if (drill.state !== 'completed' && drill.state !== 'aborted') return no('state', drill);
      return yes({ ...drill, state: 'reported', reportId: event.reportId }, 'reported');
  }
}

function approve(drill: PairDrill, event: Extract<DrillEvent, { what: 'approve' }>): DrillAnswer {
  if (drill.state !== 'proposed' || drill.proposalId !== event.proposalId) return no('state', drill);
  if (event.at >= drill.window.to) return no('window-over', drill);
  if (event.digest !== drill.digest) return no('changed', drill);
  if (samePerson(event.by, drill.plannedBy)) return { ok: false, reason: message('approval.own') };
  const { by, at, proposalId } = event;
  return yes({ ...drill, state: 'approved', approval: { by, at, proposalId } }, 'approved');
}

function begin(drill: PairDrill, event: Extract<DrillEvent, { what: 'begin' }>): DrillAnswer {
  const { at, by, digest, view } = event;
  if (drill.state !== 'approved' || drill.approval === undefined) return no('state', drill);
  if (at < drill.window.from) return no('window-early', drill);
  if (at >= drill.window.to) return no('window-over', drill);
  if (digest !== drill.digest) return no('changed', drill);
  const [active] = view.active;
  const begun: PairDrill = {
    ...drill,
    state: 'running',
    startedAt: at,
    ...(active !== undefined && view.active.length === 1 ? { activeBefore: active } : {}),
  };
  const first = enter(begun, 0, at, view, [{ what: 'record', of: 'begun' }], by);
  return moved(first);
}

/** Enters a step; steps that need nobody end at once and lead to the next. */
function enter(
  drill: PairDrill,
  index: number,
  at: EpochMs,
  view: PairView,
  effects: readonly DrillEffect[],
  by?: Actor,
): Moved {
  const step = drill.procedure.steps[index];
  if (step === undefined || step.kind === 'report') return complete(drill, index, at, effects);
  const run: StepRun = {
    index,
    kind: step.kind,
    startedAt: at,
    outcome: 'running',
    ...(by === undefined ? {} : { by }),
  };
  const entered: PairDrill = { ...drill, steps: [...drill.steps, run] };
  const begun: readonly DrillEffect[] = [...effects, { what: 'record', of: 'step-begun', index }];
  if (step.kind === 'announce-maintenance') {
    const said = message('drill.said.announced', { to: new Date(drill.window.to).toISOString() });
    return next({ ...entered, announcedAt: at }, at, view, said, begun);
  }
  if (step.kind === 'act' || step.kind === 'fall-back') {
    // What an operator does may be seen before he has said so.
    const acting: PairDrill = { ...entered, actingSince: entered.actingSince ?? at };
    return step.by === 'operator' ? { drill: acting, effects: begun } : start(acting, step, index, at, view, begun);
  }
  return { drill: entered, effects: begun };
}

/** Starts the declared command of the step that runs, on the member that its role names: there must be exactly one. */
function start(
  drill: PairDrill,
  step: Extract<DrillStep, { by: 'command' }>,
  index: number,
  at: EpochMs,
  view: PairView,
  effects: readonly DrillEffect[],
): Moved {
  if (!isWithin(drill, at)) return abort(drill, at, message('drill.abort.window'), {}, effects);
  const named = step.on === 'active' ? view.active : view.standby;
  const [deviceId] = named;
  if (deviceId === undefined || named.length !== 1)
    return abort(drill, at, message('drill.abort.member', { role: `key:drill.role.${step.on}` }), {}, effects);
  const run: DrillEffect = { what: 'run', index, command: step.command, deviceId };
  return { drill: { ...drill, guarded: false, actedAt: at }, effects: [...effects, run] };
}

/** The step that runs is done; on to the next one. */
function next(
  drill: PairDrill,
  at: EpochMs,
  view: PairView,
  said: Message | undefined,
  effects: readonly DrillEffect[] = [],
  change: Partial<StepRun> = {},
): Moved {
  const run = drill.steps.at(-1);
  if (run === undefined) return { drill, effects };
  const done = endStep(drill, { ...change, outcome: 'done', endedAt: at, ...(said === undefined ? {} : { said }) });
  return enter(done, run.index + 1, at, view, [...effects, { what: 'record', of: 'step-done', index: run.index }]);
}

function look(drill: PairDrill, at: EpochMs, view: PairView): Moved {
  const idle = { drill, effects: [] };
  if (['planned', 'proposed', 'approved'].includes(drill.state)) {
    if (at < drill.window.to) return idle;
    return { drill: { ...drill, state: 'lapsed', endedAt: at }, effects: [{ what: 'record', of: 'lapsed' }] };
  }
  if (drill.state === 'falling-back') {
    if (at < (drill.abort?.at ?? at) + pairDrillLimits.fallBackMs) return idle;
    return leave(drill, at, 'left');
  }
  const run = drill.steps.at(-1);
  const step = run === undefined ? undefined : drill.procedure.steps[run.index];
  if (drill.state !== 'running' || run === undefined || step === undefined) return idle;
  // Before it too: the machine's clock may have been set back.
  if (!isWithin(drill, at)) return abort(drill, at, message('drill.abort.window'));
  const dropped = drill.guarded && !isAcceptable(view, leastOf(drill, run.index));
  if (dropped && view.word !== 'unknown') return abort(drill, at, message('drill.abort.readiness', viewText(view)));
  // One late reading is no reason to break off, and none to go on.
  const doubt = dropped ? (drill.doubt ?? { since: at, until: at + view.patienceMs }) : undefined;
  if (doubt !== undefined && !(at >= doubt.since && at < doubt.until))
    return abort(drill, at, message('drill.abort.readiness-unknown', { seconds: secondsOf(doubt) }));
  const splitAt = view.active.length > 1 ? (drill.splitAt ?? view.observedAt) : undefined;
  if (drill.splitAt !== undefined && splitAt !== undefined && view.observedAt !== drill.splitAt)
    return abort(drill, at, message('drill.abort.split', { members: view.active.join(', ') }));
  const { splitAt: _, doubt: __, ...rest } = drill;
  const seen: PairDrill = {
    ...rest,
    ...(splitAt === undefined ? {} : { splitAt }),
    ...(doubt === undefined ? {} : { doubt }),
  };
  if (doubt === undefined && isReached(seen, step, run, at, view)) {
    const checked: PairDrill = step.kind === 'check-readiness' ? { ...seen, guarded: true } : seen;
    return next(checked, at, view, message(`drill.said.${step.kind}`, viewText(view)));
  }
  if (at >= run.startedAt + step.timeoutSeconds * 1000)
    return abort(
      seen,
      at,
      message(`drill.abort.timeout.${step.kind}`, { seconds: step.timeoutSeconds, ...viewText(view) }),
    );
  return { drill: seen, effects: [] };
}

function isReached(drill: PairDrill, step: DrillStep, run: StepRun, at: EpochMs, view: PairView): boolean {
  if (step.kind === 'check-readiness') return isAcceptable(view, step.least);
  if (step.kind === 'observe') {
    // A reading from before the act tells nothing of what it did.
    return (view.observedAt ?? 0) > (drill.actedAt ?? 0) && goalMet(view, step.until, drill.activeBefore);
  }
  if (step.kind !== 'verify-services' || view.goodSince === undefined) return false;
  return at - Math.max(view.goodSince, run.startedAt) >= step.goodSeconds * 1000;
}

const secondsOf = ({ since, until }: NonNullable<PairDrill['doubt']>): number => Math.round((until - since) / 1000);

function isWithin({ window }: PairDrill, at: EpochMs): boolean {
  return at >= window.from && at < window.to;
}

/** What the newest check of readiness before this step asked for. */
function leastOf({ procedure }: PairDrill, index: number): 'ready' | 'at-risk' {
  const before = procedure.steps.slice(0, index + 1).findLast(({ kind }) => kind === 'check-readiness');
  return before?.kind === 'check-readiness' ? before.least : 'ready';
}

function confirm(drill: PairDrill, event: Extract<DrillEvent, { what: 'confirm' }>): DrillAnswer {
  const { at, by, note, view } = event;
  // What has changed since the last look counts before anything is done.
  const now = look(drill, at, view);
  if (now.drill.state !== 'running') return drill.state === 'running' ? moved(now) : no('state', drill);
  const run = now.drill.steps.at(-1);
  const step = run === undefined ? undefined : now.drill.procedure.steps[run.index];
  if (step === undefined || !('by' in step) || step.by !== 'operator') return no('nothing-to-confirm', drill);
  if (now.drill.doubt !== undefined) return no('readiness-unknown', drill);
  const acted: PairDrill = { ...now.drill, guarded: false, actedAt: at };
  return moved(next(acted, at, view, undefined, now.effects, { by, note }));
}

function commandEnded(drill: PairDrill, event: Extract<DrillEvent, { what: 'command-ended' }>): Moved {
  const { at, index, output, view } = event;
  const step = drill.procedure.steps[index];
  if (step === undefined || !('command' in step)) return { drill, effects: [] };
  const effects: readonly DrillEffect[] = [{ what: 'record', of: 'command-ended', index }];
  const kept: PairDrill = {
    ...drill,
    steps: drill.steps.map((run) => (run.index === index ? { ...run, output } : run)),
  };
  if (drill.state === 'falling-back') {
    if (output.exitCode === 0) return leave(kept, at, 'fallen-back', effects);
    return { drill: kept, effects };
  }
  const run = kept.steps.at(-1);
  if (kept.state !== 'running' || run?.index !== index || run.outcome !== 'running') return { drill: kept, effects };
  if (output.exitCode === 0) return next(kept, at, view, message('drill.said.command'), effects);
  const code = output.exitCode === undefined ? 'key:drill.no-exit-code' : output.exitCode;
  return abort(kept, at, message('drill.abort.command', { command: output.command, code }), {}, effects);
}

function fallBack(drill: PairDrill, event: Extract<DrillEvent, { what: 'fall-back' }>): DrillAnswer {
  const { at, choice, by, note, view } = event;
  if (drill.state !== 'falling-back') return no('state', drill);
  const abortNote = {
    ...drill.abort,
    at: drill.abort?.at ?? at,
    reason: drill.abort?.reason ?? message('drill.abort.stopped'),
  };
  if (choice !== 'command') {
    const said: PairDrill = { ...drill, abort: { ...abortNote, by, note } };
    return moved(leave(said, at, choice === 'done' ? 'fallen-back' : 'left'));
  }
  const index = drill.procedure.steps.findIndex(({ kind }) => kind === 'fall-back');
  const step = drill.procedure.steps[index];
  if (step?.kind !== 'fall-back' || step.by !== 'command') return no('no-fall-back-command', drill);
  if (!isWithin(drill, at)) return no('window-over', drill);
  if (drill.steps.some((run) => run.index === index && run.outcome === 'running')) return no('command-runs', drill);
  const named = step.on === 'active' ? view.active : view.standby;
  const [deviceId] = named;
  if (deviceId === undefined || named.length !== 1) return no('no-member', drill);
  const run: StepRun = { index, kind: 'fall-back', startedAt: at, outcome: 'running', by, note };
  return {
    ok: true,
    drill: { ...drill, steps: [...drill.steps, run] },
    effects: [
      { what: 'record', of: 'step-begun', index },
      { what: 'run', index, command: step.command, deviceId },
    ],
  };
}

function complete(drill: PairDrill, index: number, at: EpochMs, effects: readonly DrillEffect[]): Moved {
  const step = drill.procedure.steps[index];
  const run: StepRun | undefined =
    step === undefined ? undefined : { index, kind: step.kind, startedAt: at, endedAt: at, outcome: 'done' };
  const steps = run === undefined ? drill.steps : [...drill.steps, run];
  return {
    drill: { ...drill, steps, state: 'completed', outcome: 'completed', endedAt: at, guarded: false },
    effects: [...effects, { what: 'record', of: 'completed' }, { what: 'measure' }],
  };
}

/** Ends what runs. Where something was done already, a person says how the pair is left. */
function abort(
  drill: PairDrill,
  at: EpochMs,
  reason: Message,
  by: { readonly by?: Actor; readonly note?: string } = {},
  effects: readonly DrillEffect[] = [],
): Moved {
  const ended = endStep(drill, { outcome: 'stopped', endedAt: at, said: reason });
  const { doubt: _, ...known } = ended;
  const stopped: PairDrill = { ...known, abort: { at, reason, ...by }, guarded: false };
  const told: readonly DrillEffect[] = [...effects, { what: 'stop-command' }, { what: 'record', of: 'aborted' }];
  if (drill.actedAt === undefined) return leave(stopped, at, 'untouched', told);
  return { drill: { ...stopped, state: 'falling-back' }, effects: told };
}

function leave(
  drill: PairDrill,
  at: EpochMs,
  leftAs: NonNullable<PairDrill['leftAs']>,
  effects: readonly DrillEffect[] = [],
): Moved {
  const ended = endStep(drill, { outcome: leftAs === 'fallen-back' ? 'done' : 'stopped', endedAt: at });
  const deviations = leftAs === 'left' ? [...drill.deviations, message('drill.deviation.left')] : drill.deviations;
  return {
    drill: { ...ended, state: 'aborted', outcome: 'aborted', leftAs, endedAt: at, deviations },
    effects: [...effects, { what: 'record', of: leftAs }, { what: 'measure' }],
  };
}

function measured(drill: PairDrill, result: DrillResult): DrillAnswer {
  if (drill.state !== 'completed' && drill.state !== 'aborted') return no('state', drill);
  const missed = (['rtoMs', 'rpoMs', 'rpoBytes'] as const).filter((name) => result[name].verdict === 'missed');
  const unmeasured = drill.state === 'completed' && result.rtoMs.measured === undefined;
  const deviations = [
    ...drill.deviations,
    ...missed.map((name) => message(`drill.deviation.${name}`)),
    ...(unmeasured ? [message('drill.deviation.unmeasured')] : []),
    ...(result.takeoverIds.length > 2
      ? [message('drill.deviation.takeovers', { count: result.takeoverIds.length })]
      : []),
  ].slice(0, pairDrillLimits.deviations);
  return yes({ ...drill, result, deviations }, 'result');
}

/** Changes the step that runs; one that is over stays as it is. */
function endStep(drill: PairDrill, change: Partial<StepRun>): PairDrill {
  const last = drill.steps.length - 1;
  return {
    ...drill,
    steps: drill.steps.map((run, place) => (place === last && run.outcome === 'running' ? { ...run, ...change } : run)),
  };
}

function without(drill: PairDrill, _: 'proposalId', state: PairDrill['state']): PairDrill {
  const { proposalId: __, ...rest } = drill;
  return { ...rest, state };
}

function samePerson(one: Actor, other: Actor): boolean {
  const plain = ({ user }: Actor): string => user.normalize('NFKC').toLowerCase();
  return plain(one) === plain(other);
}

function yes(drill: PairDrill, of: string): DrillAnswer {
  return { ok: true, drill, effects: [{ what: 'record', of }] };
}

function moved({ drill, effects }: Moved): DrillAnswer {
  return { ok: true, drill, effects };
}

function no(why: string, { state }: PairDrill): DrillAnswer {
  return { ok: false, reason: message(`drill.refused.${why}`, { state: `key:drill.state.${state}` }) };
}
