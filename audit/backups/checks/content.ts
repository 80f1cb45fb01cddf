import type { CatalogueReason } from '../../../collector/index.ts';
import { isGood } from '../days.ts';
import { judgementsOf, percentOf, wordsOf } from '../judgement.ts';
import { backupLimits } from '../limits.ts';
import type { BackupCheck, DataSetScene } from '../model.ts';
import { median } from '../statistics.ts';

const paths = judgementsOf('BA-06', { severity: 'P1', trouble: 'failed' });
/** BA-06: every declared path is in the newest snapshot. */
export const holdsItsPaths: BackupCheck<DataSetScene> = {
  id: 'BA-06',
  judge(scene) {
    const { own, listed, snapshots } = scene;
    const wanted = own?.paths ?? [];
    const newest = snapshots.at(-1);
    if (wanted.length === 0) return undefined;
    if (listed === undefined) return paths.ofSet(scene, 'unknown', { why: 'no-list' });
    if (newest === undefined) return undefined;
    const at = listed.finishedAt;
    const holds = (path: string): boolean =>
      newest.paths.some((held) => held === path || path.startsWith(held.endsWith('/') ? held : `${held}/`));
    const missing = wanted.filter((path) => !holds(path));
    const facts = [['paths', newest.paths.join(', ')] as const, ...missing.map((path) => ['missing', path] as const)];
    if (missing.length === 0) return paths.ofSet(scene, 'pass', { why: 'whole', facts, at });
    const params = { count: missing.length, path: missing[0] ?? '' };
    return paths.ofSet(scene, 'fail', { why: 'path-missing', params, facts, at });
  },
};

const size = judgementsOf('BA-07', { severity: 'P1', trouble: 'shrunken' });
/** BA-07: the newest snapshot is not empty, not below the declared floor, and not half of what is usual. */
export const isNotTiny: BackupCheck<DataSetScene> = {
  id: 'BA-07',
  judge(scene) {
    const { own, listed, snapshots } = scene;
    if (listed === undefined) return size.ofSet(scene, 'unknown', { why: 'no-list' });
    const newest = snapshots.findLast(({ partial }) => partial !== true);
    if (newest === undefined) return undefined;
    const { files, sourceBytes } = newest;
    const at = listed.finishedAt;
    const facts = [
      ['snapshot', newest.id],
      ['files', files ?? '-'],
      ['bytes', sourceBytes ?? '-'],
    ] as const;
    if (files === 0 || sourceBytes === 0) return size.ofSet(scene, 'fail', { why: 'empty', facts, at });
    if (sourceBytes === undefined) return size.ofSet(scene, 'unknown', { why: 'size-untold', facts, at });
    const least = own?.leastBytes ?? 1;
    if (sourceBytes < least)
      return size.ofSet(scene, 'fail', { why: 'below-floor', params: { bytes: sourceBytes, least }, facts, at });
    const before = snapshots
      .filter((each) => isGood(each) && each.startedAt < newest.startedAt)
      .slice(-backupLimits.runs)
      .flatMap(({ sourceBytes: bytes }) => bytes ?? []);
    if (before.length < backupLimits.leastRunsForShrink)
      return size.ofSet(scene, 'pass', { why: 'no-history', params: { runs: before.length }, facts, at });
    const usual = median(before);
    const params = { percent: percentOf(sourceBytes / usual), runs: before.length };
    const more = [...facts, ['medianBytes', usual] as const];
    if (sourceBytes < usual / 2) return size.ofSet(scene, 'fail', { why: 'shrunken', params, facts: more, at });
    return size.ofSet(scene, 'pass', { why: 'usual', params, facts: more, at });
  },
};

/** What a tool says of the run itself; damage to what it left is another matter. */
const runs: readonly CatalogueReason[] = [
  'source-missing',
  'incomplete',
  'clock-ahead',
  'page-checksum',
  'unknown-code',
];
const ended = judgementsOf('BA-08', { severity: 'P2', trouble: 'failed' });
/** BA-08: the newest run is whole by the tool's own words, whatever its exit code was. */
export const endedWell: BackupCheck<DataSetScene> = {
  id: 'BA-08',
  judge(scene) {
    const { listed, snapshots } = scene;
    if (listed === undefined) return ended.ofSet(scene, 'unknown', { why: 'no-list' });
    const newest = snapshots.at(-1);
    if (newest === undefined) return undefined;
    const at = listed.finishedAt;
    const against = listed.findings.filter(
      ({ snapshotId, weight, reason }) => snapshotId === newest.id && weight === 'fail' && runs.includes(reason),
    );
    const facts = [['snapshot', newest.id] as const, ...against.map(wordsOf)];
    if (newest.partial === true || against.length > 0) return ended.ofSet(scene, 'fail', { why: 'partial', facts, at });
    return ended.ofSet(scene, 'pass', { why: 'whole', facts, at });
  },
};
