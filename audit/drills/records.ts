import type { Message } from '../../core/index.ts';
import type { JsonObject, NewRecord } from '../../ledger/index.ts';
import type { AgainstTarget, DrillResult, PairDrill } from './model.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** What a record of a drill is about. */
export const drillSubject = (id: string): string => `drill ${id}`;

/**
 * The record of one thing that happened to a drill: `of` says what, `index` which step of the procedure. It stands in the ledger
 * by itself: an auditor needs no database to read what was approved, done and seen.
 */
export function drillRecord(drill: PairDrill, of: string, index?: number): NewRecord {
  const { id, pairId, procedure, digest, state } = drill;
  const about: JsonObject = { what: of, drill: id, pair: pairId, procedure: procedure.id, digest, state };
  return { kind: 'drill', subject: drillSubject(id), body: { ...about, ...bodyOf(drill, of, index) } };
}

function bodyOf(drill: PairDrill, of: string, index: number | undefined): JsonObject {
  const { window, reason, plannedBy, approval, abort, leftAs, result, reportId } = drill;
  if (of === 'planned') {
    return {
      window: { from: iso(window.from), to: iso(window.to) },
      reason,
      plannedBy: { ...plannedBy },
      standby: [...drill.procedure.standby],
      steps: drill.procedure.steps.map(({ kind }) => kind),
    };
  }
  if (of === 'approved' && approval !== undefined)
    return { approvedBy: { ...approval.by }, proposal: approval.proposalId };
  if (index !== undefined) return stepBody(drill, index);
  if (of === 'begun') return { activeBefore: drill.activeBefore ?? null };
  if (abort !== undefined && (of === 'aborted' || leftAs === of)) {
    const { by, note } = abort;
    return {
      reason: told(abort.reason),
      by: by === undefined ? null : { ...by },
      note: note ?? '',
      leftAs: leftAs ?? null,
    };
  }
  if (of === 'result' && result !== undefined)
    return { outcome: drill.outcome ?? null, deviations: drill.deviations.map(told), ...resultBody(result) };
  if (of === 'reported') return { report: reportId ?? null };
  return {};
}

function stepBody(drill: PairDrill, index: number): JsonObject {
  const run = drill.steps.findLast((each) => each.index === index);
  if (run === undefined) return {};
  const { kind, startedAt, endedAt, outcome, by, note, said, output } = run;
  return {
    step: index,
    kind,
    startedAt: iso(startedAt),
    endedAt: endedAt === undefined ? null : iso(endedAt),
    outcome,
    by: by === undefined ? null : { ...by },
    note: note ?? '',
    said: said === undefined ? null : told(said),
    ...(output === undefined
      ? {}
      : {
          command: output.command,
          member: output.deviceId,
          exitCode: output.exitCode ?? null,
          output: output.text,
          cut: output.cut,
        }),
  };
}

export function resultBody({ takeoverIds, rtoMs, rpoMs, rpoBytes, probes, resolutionMs }: DrillResult): JsonObject {
  const one = ({ measured, target, verdict }: AgainstTarget): JsonObject => ({
    least: measured?.least ?? null,
    most: measured?.most ?? null,
    target,
    verdict,
  });
  return {
    takeovers: [...takeoverIds],
    rtoMs: one(rtoMs),
    rpoMs: one(rpoMs),
    rpoBytes: one(rpoBytes),
    probes,
    resolutionMs: resolutionMs ?? null,
  };
}

function told({ key, params }: Message): JsonObject {
  return params === undefined ? { key } : { key, params: { ...params } };
}
