import type { AgainstTarget, DrillDue, DryRun, PairDrill, PairStanding, StepRun } from '../../audit/index.ts';
import type { City, DrillProcedure, DrillStep } from '../../inventory/index.ts';
import type {
  WireAgainstTarget,
  WireDrillCalendar,
  WireDrillProcedure,
  WireDrillRun,
  WireDrillStep,
  WireDryRun,
  WirePairDrill,
  WirePairDrillDetail,
} from '../wire-drills.ts';
import { isoTime } from './element.ts';

const isoOrNull = (at: number | undefined): string | null => (at === undefined ? null : isoTime(at));

export function wireProcedure({ id, title, standby, steps }: DrillProcedure): WireDrillProcedure {
  return { id, titleZh: title.zh, titleEn: title.en, standby, steps: steps.map(wireStep) };
}

function wireStep(step: DrillStep): WireDrillStep {
  return {
    kind: step.kind,
    textZh: step.text?.zh ?? null,
    textEn: step.text?.en ?? null,
    timeoutSeconds: step.timeoutSeconds,
    by: 'by' in step ? step.by : null,
    command: 'command' in step ? step.command : null,
    on: 'on' in step ? step.on : null,
    least: 'least' in step ? step.least : null,
    until: 'until' in step ? step.until : null,
    goodSeconds: 'goodSeconds' in step ? step.goodSeconds : null,
  };
}

export function wirePairDrill(drill: PairDrill, city: City): WirePairDrill {
  const { id, pairId, procedure, state, window, reason, plannedBy, plannedAt, proposalId, approval } = drill;
  return {
    id,
    pairId,
    districtId: city.hostPairs.get(pairId)?.districtId ?? null,
    procedureId: procedure.id,
    titleZh: procedure.title.zh,
    titleEn: procedure.title.en,
    state,
    from: isoTime(window.from),
    to: isoTime(window.to),
    reason,
    plannedBy,
    plannedAt: isoTime(plannedAt),
    proposalId: proposalId ?? null,
    approval: approval === undefined ? null : { by: approval.by, at: isoTime(approval.at) },
    startedAt: isoOrNull(drill.startedAt),
    endedAt: isoOrNull(drill.endedAt),
    step: state === 'running' ? (drill.steps.at(-1)?.index ?? null) : null,
    may: mayOf(drill),
    outcome: drill.outcome ?? null,
    deviations: drill.deviations,
    reportId: drill.reportId ?? null,
  };
}

function mayOf(drill: PairDrill): WirePairDrill['may'] {
  if (drill.state === 'planned') return ['propose', 'cancel'];
  if (drill.state === 'proposed') return ['cancel'];
  if (drill.state === 'approved') return ['begin', 'cancel'];
  if (drill.state === 'falling-back') return ['fall-back'];
  if (drill.state !== 'running') return [];
  const step = drill.procedure.steps[drill.steps.at(-1)?.index ?? -1];
  if (drill.doubt !== undefined) return ['stop'];
  return step !== undefined && 'by' in step && step.by === 'operator' ? ['confirm', 'stop'] : ['stop'];
}

export function wireDrillDetail(drill: PairDrill, city: City, standing: PairStanding | undefined): WirePairDrillDetail {
  const { procedure, steps, abort, result } = drill;
  return {
    ...wirePairDrill(drill, city),
    procedure: wireProcedure(procedure),
    steps: steps.map((run) => wireRun(run, procedure)),
    activeBefore: drill.activeBefore ?? null,
    doubt: drill.doubt === undefined ? null : { since: isoTime(drill.doubt.since), until: isoTime(drill.doubt.until) },
    abort:
      abort === undefined
        ? null
        : { at: isoTime(abort.at), reason: abort.reason, by: abort.by ?? null, note: abort.note ?? '' },
    leftAs: drill.leftAs ?? null,
    result:
      result === undefined
        ? null
        : {
            takeoverIds: result.takeoverIds,
            rtoSeconds: wireAgainst(result.rtoMs, 1000),
            rpoSeconds: wireAgainst(result.rpoMs, 1000),
            rpoBytes: wireAgainst(result.rpoBytes, 1),
            probes: result.probes,
            resolutionSeconds: result.resolutionMs === undefined ? null : result.resolutionMs / 1000,
          },
    pair: {
      word: standing?.readiness.word ?? 'unknown',
      score: standing?.readiness.score ?? null,
      observedAt: isoOrNull(standing?.observedAt),
      roles: (standing?.roles ?? []).map(({ deviceId, role }) => ({ deviceId, role })),
    },
  };
}

function wireRun(run: StepRun, { steps }: DrillProcedure): WireDrillRun {
  const { index, kind, startedAt, endedAt, outcome, by, note, said, output } = run;
  const seconds = steps[index]?.timeoutSeconds ?? 0;
  return {
    index,
    kind,
    startedAt: isoTime(startedAt),
    endedAt: isoOrNull(endedAt),
    outcome,
    deadline: outcome === 'running' ? isoTime(startedAt + seconds * 1000) : null,
    by: by ?? null,
    note: note ?? '',
    said: said ?? null,
    output: output === undefined ? null : { ...output, exitCode: output.exitCode ?? null },
  };
}

function wireAgainst({ measured, target, verdict }: AgainstTarget, unit: number): WireAgainstTarget {
  return {
    least: measured === undefined ? null : measured.least / unit,
    most: measured === undefined ? null : measured.most / unit,
    target: target / unit,
    verdict,
  };
}

export function wireDryRun({ at, score, ...rest }: DryRun): WireDryRun {
  return { ...rest, at: isoTime(at), score: score ?? null };
}

export function wireCalendar(due: readonly DrillDue[], dueDays: number, now: number): WireDrillCalendar {
  return {
    at: isoTime(now),
    dueDays,
    pairs: due.map(({ pairId, districtId, lastAt, dueAt, status, next }) => ({
      pairId,
      districtId,
      lastAt: isoOrNull(lastAt),
      dueAt: isoTime(dueAt),
      status,
      next:
        next === undefined
          ? null
          : { id: next.id, from: isoTime(next.window.from), to: isoTime(next.window.to), state: next.state },
    })),
  };
}
