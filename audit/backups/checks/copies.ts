import { isoTime, judgementsOf } from '../judgement.ts';
import type { BackupCheck, DataSetScene, DataSetStanding, RepositoryScene } from '../model.ts';
import { rpoMsOf } from './coverage.ts';

/**
 * 3-2-1-1-0 of a data set, each told apart: the data at work counts as one copy, on a disk, in its district's data centre. Undefined is
 * what nobody can tell. `errors` counts what checks found against it.
 */
export function ruleOf(scene: DataSetScene, errors: number | undefined): DataSetStanding['rule'] {
  const { backup, repository, snapshots, listed, copies } = scene;
  const held = [
    ...(snapshots.length > 0 ? [{ repository, listed }] : []),
    ...copies.filter(({ newest }) => newest !== undefined),
  ];
  const settings = held.flatMap((each) => each.repository ?? []);
  const media = new Set(['disk', ...settings.map(({ medium }) => medium).filter((medium) => medium !== '')]);
  const places = settings.map(({ place }) => place);
  const atWork = `${backup.districtId}-dc`;
  const offsite = places.some((place) => place !== '' && place !== atWork);
  const immutables = held.map(
    (each) => each.listed?.immutable ?? (each.repository?.immutable === true ? true : undefined),
  );
  // Where nobody looked, nothing is known of copies, and nothing that was never backed up is free of errors.
  const isKnown = listed !== undefined || held.length > 0;
  return {
    copies: 1 + held.length,
    media: media.size,
    offsite: offsite || (isKnown && !places.includes('')) ? offsite : undefined,
    immutable: immutables.includes(true)
      ? true
      : isKnown && immutables.every((each) => each === false)
        ? false
        : undefined,
    errors: held.length === 0 && errors === 0 ? undefined : errors,
  };
}

// For the report: where one repository has no copy, every set in it fails.
const rule = judgementsOf('BA-19', { severity: 'P3', trouble: 'unproven', posture: true });
/** BA-19: three copies on two media, one elsewhere, one that nobody can change, no error. */
export const isThreeTwoOne: BackupCheck<DataSetScene> = {
  id: 'BA-19',
  judge(scene) {
    if (scene.listed === undefined) return rule.ofSet(scene, 'unknown', { why: 'no-list' });
    const { copies, media, offsite, immutable } = ruleOf(scene, undefined);
    const facts = [
      ['copies', copies],
      ['media', media],
      ['offsite', String(offsite ?? '-')],
      ['immutable', String(immutable ?? '-')],
    ] as const;
    const said = { params: { copies, media }, facts, at: scene.listed.finishedAt };
    if (copies < 3 || media < 2 || offsite === false || immutable === false)
      return rule.ofSet(scene, 'fail', { why: 'short', ...said });
    if (offsite === undefined || immutable === undefined)
      return rule.ofSet(scene, 'unknown', { why: 'untold', ...said });
    return rule.ofSet(scene, 'pass', { why: 'kept', ...said });
  },
};

const second = judgementsOf('BA-20', { severity: 'P2', trouble: 'missed', posture: true });
/** BA-20: the copies hold the newest snapshot, by the same content or one that is not older than allowed. */
export const isCopied: BackupCheck<DataSetScene> = {
  id: 'BA-20',
  judge(scene) {
    const { copies, snapshots } = scene;
    const newest = snapshots.at(-1);
    if (copies.length === 0 || newest === undefined) return undefined;
    if (copies.every(({ listed }) => listed === undefined)) return second.ofSet(scene, 'unknown', { why: 'no-list' });
    const limitMs = rpoMsOf(scene);
    const facts = copies.map(
      ({ repository, newest: copy }) => [repository.id, copy === undefined ? '-' : isoTime(copy.startedAt)] as const,
    );
    const at = scene.listed?.finishedAt;
    const late = copies.filter(({ newest: copy }) => {
      if (copy === undefined) return true;
      const same = copy.contentId !== undefined && copy.contentId === newest.contentId;
      return !same && newest.startedAt - copy.startedAt > limitMs;
    });
    const [first] = late;
    if (first === undefined) return second.ofSet(scene, 'pass', { why: 'copied', facts, at });
    return second.ofSet(scene, 'fail', { why: 'late', params: { repository: first.repository.id }, facts, at });
  },
};

const immutable = judgementsOf('BA-21', { severity: 'P2', trouble: 'unproven', posture: true });
/** BA-21: what is declared as unchangeable is so by its own tool. */
export const isImmutable: BackupCheck<RepositoryScene> = {
  id: 'BA-21',
  judge(scene) {
    const { listed, repository } = scene;
    if (repository?.immutable !== true) return undefined;
    if (listed === undefined) return immutable.ofRepository(scene, 'unknown', { why: 'no-list' });
    const at = listed.finishedAt;
    const facts = [['immutable', String(listed.immutable ?? '-')]] as const;
    if (listed.immutable === undefined) return immutable.ofRepository(scene, 'unknown', { why: 'untold', facts, at });
    const why = listed.immutable ? 'confirmed' : 'denied';
    return immutable.ofRepository(scene, listed.immutable ? 'pass' : 'fail', { why, facts, at });
  },
};
