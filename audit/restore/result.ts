import type { CatalogueSnapshot, RestoreOutcome } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { DataSetSettings } from '../../inventory/index.ts';
import type { JsonObject, NewRecord } from '../../ledger/index.ts';
import type { Actor } from '../approval/model.ts';
import { backupSubject } from '../backups/records.ts';
import { type DrillCause, type DrillResult, restoreMatter } from './model.ts';

/** What an outcome means for the data set: measured times against the declared ones. Pure. */
export function resultOf(drill: {
  readonly backupId: string;
  readonly repositoryId: string;
  readonly snapshot: CatalogueSnapshot | undefined;
  readonly settings: Pick<DataSetSettings, 'rtoSeconds' | 'rpoSeconds'> | undefined;
  readonly cause: DrillCause;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  readonly outcome: RestoreOutcome;
  /** Who ended it, where it was a person. */
  readonly aborted?: { readonly by: Actor; readonly reason: string } | undefined;
}): DrillResult {
  const { backupId, repositoryId, snapshot, settings, cause, startedAt, finishedAt, outcome, aborted } = drill;
  const { ok, level, sampled, restored, verifyMs, fault, dataAt, compared, seed } = outcome;
  const newestAt = snapshot === undefined ? undefined : Math.max(snapshot.startedAt, dataAt ?? 0);
  const rpoMs = newestAt === undefined ? undefined : Math.max(0, startedAt - newestAt);
  const measuredMs = restored === undefined || verifyMs === undefined ? undefined : restored.restoreMs + verifyMs;
  const rtoMs = sampled ? extrapolated(measuredMs, restored?.bytes, snapshot?.sourceBytes) : measuredMs;
  const within = (value: number | undefined, seconds: number | undefined): boolean | undefined =>
    value === undefined || seconds === undefined ? undefined : value <= seconds * 1000;
  return {
    ...{ backupId, repositoryId, snapshotId: snapshot?.id, cause, startedAt, finishedAt, ok, level, sampled },
    ...(compared === undefined ? {} : { compared }),
    ...(seed === undefined ? {} : { seed }),
    ...{
      bytes: restored?.bytes,
      files: restored?.files,
      restoreMs: restored?.restoreMs,
      verifyMs,
      rtoMs,
      rpoMs,
      fault,
    },
    isWithinRto: within(rtoMs, settings?.rtoSeconds),
    isWithinRpo: within(rpoMs, settings?.rpoSeconds),
    ...(settings?.rtoSeconds === undefined ? {} : { rtoTargetMs: settings.rtoSeconds * 1000 }),
    ...(settings?.rpoSeconds === undefined ? {} : { rpoTargetMs: settings.rpoSeconds * 1000 }),
    // What was over before the word came is a result as any other.
    ...(aborted === undefined || fault?.reason !== 'stopped'
      ? {}
      : { abortedBy: aborted.by, abortReason: aborted.reason }),
  };
}

/** Of a sample the whole is guessed by its share of bytes; where that is not known nothing is. */
function extrapolated(ms: number | undefined, bytes: number | undefined, all: number | undefined): number | undefined {
  if (ms === undefined || bytes === undefined || bytes === 0 || all === undefined) return undefined;
  return Math.round((ms * Math.max(all, bytes)) / bytes);
}

/** The record of a drill, under the data set's own subject. */
export function drillRecord(result: DrillResult, checks: RestoreOutcome['checks'] = []): NewRecord {
  const { cause, startedAt, finishedAt, ...rest } = result;
  const body = {
    what: restoreMatter,
    ...rest,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    cause,
    checks,
  };
  return {
    kind: 'drill',
    subject: backupSubject({ kind: 'data-set', id: result.backupId }),
    sealed: true,
    at: finishedAt,
    // What is not known is left out.
    body: JSON.parse(JSON.stringify(body)) as JsonObject,
  };
}

/** The record of one that was approved, and ended by a person before its turn came. */
export function droppedRecord(drill: {
  readonly backupId: string;
  readonly cause: DrillCause | undefined;
  readonly by: Actor;
  readonly reason: string;
  readonly at: EpochMs;
}): NewRecord {
  const { backupId, cause, by, reason, at } = drill;
  const body = { what: `${restoreMatter}-dropped`, backupId, cause, by, reason };
  return {
    ...{ kind: 'drill', subject: backupSubject({ kind: 'data-set', id: backupId }), sealed: true, at },
    body: JSON.parse(JSON.stringify(body)) as JsonObject,
  };
}
