import { message } from '../../core/index.ts';
import type { BackupCheck, BackupJudgement, BackupVerdict, DataSetScene, DataSetStanding } from './model.ts';

/** Checks of a repository without which none of its data sets is well kept. */
const spoiling: readonly string[] = ['BA-18', 'BA-24', 'BA-25', 'BA-26', 'BA-32'];

/** P3 is for reports, and posture says how well something stands that is backed up: neither decides. */
export const decides = ({ severity, posture, verdict, checkId }: BackupJudgement): boolean =>
  posture !== true && (severity !== 'P3' || (checkId === 'BA-32' && verdict === 'unknown'));

export function worstOf(verdicts: Iterable<BackupVerdict>): BackupVerdict {
  let worst: BackupVerdict | undefined;
  for (const verdict of verdicts) {
    if (verdict === 'fail') return verdict;
    if (worst !== 'unknown') worst = verdict;
  }
  // Nothing looked at is nothing known.
  return worst ?? 'unknown';
}

/** The verdict of a data set: the worst of its own judgements, and of those of its repository that spoil it. */
export function verdictOf(own: readonly BackupJudgement[], ofRepository: readonly BackupJudgement[]): BackupVerdict {
  const spoilt = ofRepository.filter(({ checkId }) => spoiling.includes(checkId));
  return worstOf([...own, ...spoilt].filter(decides).map(({ verdict }) => verdict));
}

/** Every check that applies; one that throws proves nothing, and is told to `onBroken`. */
export function judgeBy<Of>(
  checks: readonly BackupCheck<Of>[],
  scene: Of,
  about: BackupJudgement['about'],
  onBroken?: (checkId: string, id: string, thrown: unknown) => void,
): readonly BackupJudgement[] {
  return checks.flatMap((check): readonly BackupJudgement[] => {
    try {
      const judgement = check.judge(scene);
      return judgement === undefined ? [] : [judgement];
    } catch (thrown) {
      onBroken?.(check.id, about.id, thrown);
      const reason = message('backups.check-broken');
      return [
        { checkId: check.id, about, verdict: 'unknown', severity: 'P2', trouble: 'failed', reason, evidence: [] },
      ];
    }
  });
}

/** L0 listed, L1 structure checked, L2 all data read; beyond that drills tell. */
export function levelOf(scene: DataSetScene, ofRepository: readonly BackupJudgement[]): DataSetStanding['proofLevel'] {
  if (scene.listed === undefined || scene.snapshots.length === 0) return undefined;
  const passed = (checkId: string): boolean =>
    ofRepository.some((each) => each.checkId === checkId && each.verdict === 'pass');
  if (passed('BA-15')) return 2;
  return passed('BA-14') ? 1 : 0;
}
