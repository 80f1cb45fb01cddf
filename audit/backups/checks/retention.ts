import { isoTime, judgementsOf } from '../judgement.ts';
import { backupLimits } from '../limits.ts';
import type { BackupCheck, DataSetScene, RepositoryScene } from '../model.ts';
import type { SeenSnapshot } from '../seen.ts';

const factOf = ({ id, tag, startedAt, goneAt }: SeenSnapshot) =>
  ['gone', `${id} ${tag} ${isoTime(startedAt)}, missed ${goneAt === undefined ? '-' : isoTime(goneAt)}`] as const;

const kept = judgementsOf('BA-16', { severity: 'P1', trouble: 'vanished' });
/** BA-16: no snapshot that was seen went away before its retention was over. No tool can tell this by itself. */
export const isKept: BackupCheck<DataSetScene> = {
  id: 'BA-16',
  judge(scene) {
    const { listed, vanished, everSeen } = scene;
    const at = listed?.finishedAt;
    if (vanished.length > 0) {
      const facts = vanished.map(factOf);
      return kept.ofSet(scene, 'fail', { why: 'gone', params: { count: vanished.length }, facts, at });
    }
    if (listed === undefined) return kept.ofSet(scene, 'unknown', { why: 'no-list' });
    if (!everSeen) return undefined;
    return kept.ofSet(scene, 'pass', { why: 'kept', at });
  },
};

const burst = judgementsOf('BA-17', { severity: 'P1', trouble: 'vanished' });
/** BA-17: not many snapshots of a repository went away before their time: somebody forgets more than is declared. */
export const isNotForgotten: BackupCheck<RepositoryScene> = {
  id: 'BA-17',
  judge(scene) {
    const { listed, vanished } = scene;
    const at = listed?.finishedAt;
    const params = { count: vanished.length };
    if (vanished.length >= backupLimits.burst)
      return burst.ofRepository(scene, 'fail', { why: 'many', params, facts: vanished.map(factOf), at });
    if (listed === undefined) return burst.ofRepository(scene, 'unknown', { why: 'no-list' });
    return burst.ofRepository(scene, 'pass', { why: 'few', params, at });
  },
};

const identity = judgementsOf('BA-18', { severity: 'P1', trouble: 'vanished' });
/** BA-18: it is still the same repository, and not a new one in its place that no person has accepted. */
export const isTheSame: BackupCheck<RepositoryScene> = {
  id: 'BA-18',
  judge(scene) {
    const { memory, listed } = scene;
    const at = listed?.finishedAt;
    const { identity: is, otherIdentity: other, accepted } = memory;
    if (is === undefined) return undefined;
    if (other !== undefined && other.was !== is) {
      const facts = [
        ['was', other.was],
        ['is', is],
        ['changedAt', isoTime(other.at)],
      ] as const;
      return identity.ofRepository(scene, 'fail', { why: 'changed', facts, at });
    }
    if (accepted?.is === is) {
      const facts = [
        ['was', accepted.was],
        ['is', is],
        ['acceptedAt', isoTime(accepted.at)],
        ['reason', accepted.reason],
      ] as const;
      return identity.ofRepository(scene, 'pass', { why: 'accepted', params: { user: accepted.by.user }, facts, at });
    }
    return identity.ofRepository(scene, 'pass', { why: 'same', facts: [['is', is]], at });
  },
};

const live = judgementsOf('BA-25', { severity: 'P1', trouble: 'damaged' });
/** BA-25: the backup is of the database that serves, by PostgreSQL's system identifier. */
export const isOfTheLive: BackupCheck<RepositoryScene> = {
  id: 'BA-25',
  judge(scene) {
    const { memory, liveIdentity, listed, repository } = scene;
    const isPostgres = repository?.tool === 'pgbackrest' || repository?.tool === 'postgresql';
    if (!isPostgres || liveIdentity === undefined || memory.identity === undefined) return undefined;
    const facts = [
      ['backup', memory.identity],
      ['live', liveIdentity],
    ] as const;
    const same = memory.identity === liveIdentity;
    return live.ofRepository(scene, same ? 'pass' : 'fail', {
      why: same ? 'same' : 'other',
      facts,
      at: listed?.finishedAt,
    });
  },
};
