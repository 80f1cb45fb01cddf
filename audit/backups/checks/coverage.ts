import { isGood } from '../days.ts';
import { daysOf, hoursOf, isoTime, judgementsOf } from '../judgement.ts';
import type { BackupCheck, DataSetScene, RepositoryScene } from '../model.ts';

/** How long after its declaration a set may have nothing: as long as its newest backup may be old. */
const graceOf = ({ backup, own }: DataSetScene): number => rpoMsOf({ backup, own });

/** The greatest age that is allowed, in milliseconds. */
export function rpoMsOf({ backup, own }: Pick<DataSetScene, 'backup' | 'own'>): number {
  return (own?.rpoSeconds ?? backup.maxAgeSeconds) * 1000;
}

const included = judgementsOf('BA-01', { severity: 'P1', trouble: 'missed' });
/** BA-01: a good snapshot of the set is in its own repository. */
export const isIncluded: BackupCheck<DataSetScene> = {
  id: 'BA-01',
  judge(scene) {
    const { listed, snapshots, backup, declaredAt, now, calendar } = scene;
    if (listed === undefined) return included.ofSet(scene, 'unknown', { why: 'no-list' });
    const at = listed.finishedAt;
    const good = snapshots.filter(isGood);
    const newest = good.at(-1);
    if (newest !== undefined) {
      const facts = [
        ['snapshot', newest.id],
        ['snapshots', good.length],
      ] as const;
      return included.ofSet(scene, 'pass', { why: 'held', params: { count: good.length }, facts, at });
    }
    const params = { repository: backup.repository };
    if (calendar.workingMs(declaredAt, now) <= graceOf(scene) && !scene.everSeen)
      return included.ofSet(scene, 'unknown', { why: 'not-yet', params, at });
    const facts = [
      ['snapshots', snapshots.length],
      ['tags', scene.own?.tag ?? backup.id],
    ] as const;
    return included.ofSet(scene, 'fail', { why: snapshots.length === 0 ? 'missing' : 'none-good', params, facts, at });
  },
};

const never = judgementsOf('BA-02', { severity: 'P1', trouble: 'missed' });
/** BA-02: a set that was never backed up since it was declared. */
export const wasEverBackedUp: BackupCheck<DataSetScene> = {
  id: 'BA-02',
  judge(scene) {
    const { listed, snapshots, everSeen, declaredAt, now, calendar } = scene;
    if (snapshots.length > 0 || everSeen) return never.ofSet(scene, 'pass', { why: 'seen', at: listed?.finishedAt });
    const ageMs = calendar.workingMs(declaredAt, now);
    const facts = [['declaredAt', isoTime(declaredAt)]] as const;
    if (listed === undefined || ageMs <= graceOf(scene))
      return never.ofSet(scene, 'unknown', { why: 'not-yet', facts });
    return never.ofSet(scene, 'fail', { why: 'never', params: { days: daysOf(ageMs) }, facts, at: listed.finishedAt });
  },
};

const placed = judgementsOf('BA-04', { severity: 'P2', trouble: 'missed' });
/** BA-04: the set lies where it should, and comes from the host that it should. */
export const isInItsPlace: BackupCheck<DataSetScene> = {
  id: 'BA-04',
  judge(scene) {
    const { listed, snapshots, elsewhere, backup, own } = scene;
    const strays = elsewhere.filter(({ isCopy }) => !isCopy);
    const newest = snapshots.at(-1);
    const stray = strays.find((each) => each.newest.startedAt > (newest?.startedAt ?? 0));
    if (stray !== undefined) {
      const facts = [
        ['repository', stray.repositoryId],
        ['snapshot', stray.newest.id],
      ] as const;
      const params = { repository: stray.repositoryId, own: backup.repository };
      return placed.ofSet(scene, 'fail', { why: 'elsewhere', params, facts, at: listed?.finishedAt });
    }
    if (listed === undefined) return placed.ofSet(scene, 'unknown', { why: 'no-list' });
    if (newest === undefined) return undefined;
    const at = listed.finishedAt;
    if (own?.host !== undefined && newest.host !== own.host) {
      const params = { host: newest.host, own: own.host };
      return placed.ofSet(scene, 'fail', { why: 'other-host', params, facts: [['host', newest.host]], at });
    }
    return placed.ofSet(scene, 'pass', { why: 'in-place', facts: [['host', newest.host]], at });
  },
};

const fresh = judgementsOf('BA-05', { severity: 'P1', trouble: 'missed' });
/** BA-05: the newest good snapshot is no older than allowed; days on which none is expected do not count. */
export const isRecent: BackupCheck<DataSetScene> = {
  id: 'BA-05',
  judge(scene) {
    const { listed, snapshots, calendar, now } = scene;
    if (listed === undefined) return fresh.ofSet(scene, 'unknown', { why: 'no-list' });
    const newest = snapshots.findLast(isGood);
    if (newest === undefined) return undefined;
    const limitMs = rpoMsOf(scene);
    const ageMs = calendar.workingMs(newest.startedAt, now);
    const params = { hours: hoursOf(ageMs), limit: hoursOf(limitMs) };
    const facts = [
      ['snapshot', newest.id],
      ['startedAt', isoTime(newest.startedAt)],
      ['ageSeconds', Math.round((now - newest.startedAt) / 1000)],
      ['countedSeconds', Math.round(ageMs / 1000)],
    ] as const;
    const said = { params, facts, at: listed.finishedAt };
    if (ageMs <= limitMs) return fresh.ofSet(scene, 'pass', { why: 'recent', ...said });
    return fresh.ofSet(scene, 'fail', { why: 'old', ...said, severity: ageMs > 2 * limitMs ? 'P1' : 'P2' });
  },
};

const known = judgementsOf('BA-03', { severity: 'P3', trouble: 'undeclared' });
/** BA-03: nothing lies in the repository that nobody declared; one that began when a declared set fell silent may be that set. */
export const isDeclared: BackupCheck<RepositoryScene> = {
  id: 'BA-03',
  judge(scene) {
    const { listed, orphans, silent } = scene;
    if (listed === undefined) return known.ofRepository(scene, 'unknown', { why: 'no-list' });
    const at = listed.finishedAt;
    const [newest] = orphans;
    if (newest === undefined) return known.ofRepository(scene, 'pass', { why: 'none', at });
    const tags = [...new Set(orphans.map(({ tags: [tag = ''], host }) => `${tag} ${host}`.trim()))];
    const facts = tags.map((tag) => ['undeclared', tag] as const);
    const renamed = renamedOf(scene, silent);
    if (renamed !== undefined) {
      const said = { params: renamed, facts: [...facts, ['silent', renamed.set] as const], at };
      return known.ofRepository(scene, 'fail', { why: 'renamed', ...said, severity: 'P2' });
    }
    return known.ofRepository(scene, 'fail', { why: 'undeclared', params: { count: tags.length }, facts, at });
  },
};

/** The silent set that a tag without a declaration took the place of: it begins where the set ends. */
function renamedOf(
  { orphans }: RepositoryScene,
  silent: RepositoryScene['silent'],
): { readonly set: string; readonly tag: string } | undefined {
  const firstOf = new Map<string, { readonly at: number; readonly host: string }>();
  for (const {
    tags: [tag = ''],
    startedAt,
    host,
  } of orphans) {
    const first = firstOf.get(tag);
    if (first === undefined || startedAt < first.at) firstOf.set(tag, { at: startedAt, host });
  }
  for (const { backupId, host, lastAt } of silent) {
    for (const [tag, first] of firstOf) {
      if (first.at > lastAt && first.host === host && host !== '') return { set: backupId, tag };
    }
  }
  return undefined;
}
