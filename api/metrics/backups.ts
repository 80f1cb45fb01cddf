import { countSets } from '../../audit/index.ts';
import type { BackupsPort } from '../ports.ts';
import { backupVerdicts } from '../schemas/backups.ts';
import { familyText, type Line, labelText } from './text.ts';

/** Every data set and repository of backups; one that nobody can tell of has a verdict, and no age. */
export function* backupText(backups: BackupsPort | undefined): Generator<string> {
  if (backups === undefined) return;
  const sets = backups.dataSets();
  const verdicts: Line[] = [];
  const newest: Line[] = [];
  const sizes: Line[] = [];
  const proofs: Line[] = [];
  for (const { backupId, officeId, districtId, repositoryId, verdict: is, newest: last, lastProofAt } of sets) {
    const set = { data_set: backupId, office: officeId, district: districtId, repository: repositoryId };
    for (const verdict of backupVerdicts) verdicts.push([labelText({ ...set, verdict }), verdict === is ? 1 : 0]);
    if (last !== undefined) newest.push([labelText(set), last.startedAt / 1000]);
    if (last?.sourceBytes !== undefined) sizes.push([labelText(set), last.sourceBytes]);
    if (lastProofAt !== undefined) proofs.push([labelText(set), lastProofAt / 1000]);
  }
  yield familyText('fangzhou_backup_verdict', 'gauge', '1 for the verdict of the data set, 0 for the others', verdicts);
  yield familyText(
    'fangzhou_backup_newest_timestamp_seconds',
    'gauge',
    'When the data of the newest snapshot was read at its source',
    newest,
  );
  yield familyText('fangzhou_backup_source_bytes', 'gauge', 'Size of the data in the newest snapshot', sizes);
  yield familyText('fangzhou_backup_restore_timestamp_seconds', 'gauge', 'When a restore was last tried', proofs);
  const { coverage, proven, rule } = countSets(sets);
  if (coverage !== undefined) {
    const help = 'Data sets fully covered, of those declared: 0 to 1; unknown is not covered';
    yield familyText('fangzhou_backup_coverage_ratio', 'gauge', help, [['', coverage]]);
    yield familyText('fangzhou_backup_proven', 'gauge', 'Data sets of which a restore was proven lately', [
      ['', proven],
    ]);
    const kept = 'Data sets that keep 3-2-1-1-0';
    yield familyText('fangzhou_backup_three_two_one', 'gauge', kept, [['', rule.all]]);
  }
  yield* repositoryText(backups);
}

function* repositoryText(backups: BackupsPort): Generator<string> {
  const verdicts: Line[] = [];
  const looks: Line[] = [];
  const snapshots: Line[] = [];
  const free: Line[] = [];
  const total: Line[] = [];
  for (const { repositoryId: repository, verdict: is, reading } of backups.repositories()) {
    const label = labelText({ repository });
    for (const verdict of backupVerdicts) verdicts.push([labelText({ repository, verdict }), verdict === is ? 1 : 0]);
    const memory = backups.memoryOf(repository);
    const look = memory.looks.at(-1);
    if (look !== undefined) looks.push([label, look / 1000]);
    if (reading?.listed === true) snapshots.push([label, reading.snapshots.length]);
    const space = memory.space.at(-1);
    if (space !== undefined) free.push([label, space.freeBytes]);
    if (space !== undefined) total.push([label, space.totalBytes]);
  }
  const help = '1 for the verdict of the repository, 0 for the others';
  yield familyText('fangzhou_backup_repository_verdict', 'gauge', help, verdicts);
  const listed = 'When the repository was last listed';
  yield familyText('fangzhou_backup_repository_listed_timestamp_seconds', 'gauge', listed, looks);
  yield familyText('fangzhou_backup_repository_snapshots', 'gauge', 'Snapshots in the repository', snapshots);
  yield familyText('fangzhou_backup_repository_free_bytes', 'gauge', 'Free space where the repository lies', free);
  yield familyText('fangzhou_backup_repository_size_bytes', 'gauge', 'Whole space where the repository lies', total);
}
