import type { CatalogueReading } from '../../collector/index.ts';
import type { JsonObject, NewRecord } from '../../ledger/index.ts';
import { isoTime } from './judgement.ts';
import { backupLimits } from './limits.ts';
import type { RepositoryMemory } from './memory.ts';
import type { BackupChange, BackupJudgement } from './model.ts';
import type { SeenChanges, SeenSnapshot } from './seen.ts';

/** Records about a data set or a repository have this subject, so that one search finds all of them. */
export function backupSubject({ kind, id }: BackupJudgement['about']): string {
  return `${kind === 'data-set' ? 'backup' : 'backup-repository'} ${id}`;
}

/** Each change of a verdict, with what decides it. */
export function backupChangeRecords(changes: readonly BackupChange[]): readonly NewRecord[] {
  return changes.map(({ about, checkId, before, after, at, judgement }) => ({
    kind: 'backup',
    subject: backupSubject(about),
    sealed: true,
    at,
    body: plain({
      what: checkId === undefined ? 'verdict' : 'check',
      check: checkId,
      before,
      verdict: after,
      at: isoTime(at),
      severity: judgement?.severity,
      trouble: judgement?.trouble,
      reason: judgement?.reason,
      observedAt: judgement?.observedAt === undefined ? undefined : isoTime(judgement.observedAt),
      evidence: judgement?.evidence.map((each) => ({ ...each, at: isoTime(each.at) })),
    }),
  }));
}

/** That a person accepted another repository in the place of one, and which snapshots are no longer missed with it. */
export function acceptedRecord(
  repositoryId: string,
  { was, is, at, by, reason }: NonNullable<RepositoryMemory['accepted']>,
  forgiven: readonly SeenSnapshot[],
): NewRecord {
  const snapshots = forgiven.slice(0, backupLimits.perRecord).map(snapshotJson);
  return {
    ...{ kind: 'backup', subject: backupSubject({ kind: 'repository', id: repositoryId }), sealed: true, at },
    body: plain({ what: 'identity-accepted', was, is, by, reason, forgiven: forgiven.length, snapshots }),
  };
}

/** Snapshots that were first seen or missed by a reading, in parts that fit; nothing where nothing changed. */
export function seenRecords(reading: CatalogueReading, changes: SeenChanges): readonly NewRecord[] {
  const { repositoryId: id, finishedAt: at, tool, toolVersion, identity } = reading;
  const head = { at: isoTime(at), tool, toolVersion, identity };
  return (['added', 'gone', 'back'] as const).flatMap((what) => {
    const parts: NewRecord[] = [];
    const list = changes[what];
    for (let from = 0; from < list.length; from += backupLimits.perRecord) {
      const snapshots = list.slice(from, from + backupLimits.perRecord).map(snapshotJson);
      const body = plain({ what: `snapshots-${what}`, ...head, snapshots });
      parts.push({ kind: 'backup', subject: backupSubject({ kind: 'repository', id }), sealed: true, at, body });
    }
    return parts;
  });
}

function snapshotJson({ id, backupId, tag, host, startedAt, firstSeenAt, bytes, goneAt }: SeenSnapshot): object {
  return {
    id,
    dataSet: backupId,
    tag,
    host,
    startedAt: isoTime(startedAt),
    firstSeenAt: isoTime(firstSeenAt),
    bytes,
    goneAt: goneAt === undefined ? undefined : isoTime(goneAt),
  };
}

/** What the ledger can hold: no undefined, no broken characters. */
function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value).toWellFormed(), (_, each: unknown) =>
    typeof each === 'string' ? each.toWellFormed() : each,
  ) as JsonObject;
}
