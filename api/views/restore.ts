import type { DrillCause, DrillResult, DrillStanding } from '../../audit/index.ts';
import type { WireRestoreCause, WireRestoreDrill, WireRestoreDrillDetail, WireRestoreResult } from '../wire-restore.ts';
import { isoTime } from './element.ts';

const rank = { running: 0, waiting: 1, idle: 2 } as const;

/** Those of which a restore was tried or is to be: what runs and waits first, then the newest result. */
export function restoresNewestFirst(standings: readonly DrillStanding[]): readonly DrillStanding[] {
  const at = ({ results }: DrillStanding): number => results[0]?.finishedAt ?? 0;
  return standings
    .filter(({ state, results }) => state !== 'idle' || results.length > 0)
    .sort((a, b) => rank[a.state] - rank[b.state] || at(b) - at(a));
}

export function wireRestoreDrill({ backupId, state, startedAt, cause, results }: DrillStanding): WireRestoreDrill {
  const [last] = results;
  return {
    dataSetId: backupId,
    state,
    startedAt: startedAt === undefined ? null : isoTime(startedAt),
    cause: cause === undefined ? null : wireCause(cause),
    last: last === undefined ? null : wireResult(last),
  };
}

export function wireRestoreDetail(standing: DrillStanding): WireRestoreDrillDetail {
  return { ...wireRestoreDrill(standing), results: standing.results.map(wireResult) };
}

function wireCause(cause: DrillCause): WireRestoreCause {
  if (cause.kind === 'schedule') return { kind: 'schedule', proposedBy: null, approvedBy: null, reason: null };
  const { kind, proposedBy, approvedBy, reason } = cause;
  return { kind, proposedBy, approvedBy, reason };
}

function wireResult(result: DrillResult): WireRestoreResult {
  const { repositoryId, snapshotId, cause, startedAt, finishedAt, ok, level, sampled, bytes, files } = result;
  const { rtoMs, rpoMs, isWithinRto, isWithinRpo, fault } = result;
  const seconds = (ms: number | undefined): number | null => (ms === undefined ? null : ms / 1000);
  return {
    ...{ repositoryId, ok, sampled },
    snapshotId: snapshotId ?? null,
    cause: wireCause(cause),
    startedAt: isoTime(startedAt),
    finishedAt: isoTime(finishedAt),
    level: level ?? null,
    bytes: bytes ?? null,
    files: files ?? null,
    rtoSeconds: seconds(rtoMs),
    rpoSeconds: seconds(rpoMs),
    isWithinRto: isWithinRto ?? null,
    isWithinRpo: isWithinRpo ?? null,
    fault: fault ?? null,
  };
}
