/** How every check of pairs says what it found. */
import { type EpochMs, type Message, message } from '../../core/index.ts';
import { staleMs } from './known.ts';
import {
  type PairCheck,
  type PairCheckId,
  type PairEvidence,
  type PairJudgement,
  type PairScene,
  type PairSeverity,
  type PairTrouble,
  pairLimits,
} from './model.ts';

/** What a check found, before its own severity and trouble are filled in. */
export type Found = Pick<PairJudgement, 'verdict' | 'reason' | 'evidence' | 'notOffered'> &
  Partial<Pick<PairJudgement, 'severity' | 'trouble'>>;

/** Where a failure is worse, milder or another trouble than the check's own. */
type Otherwise = Partial<Pick<PairJudgement, 'severity' | 'trouble'>>;

export const passed = (reason: Message, evidence: readonly PairEvidence[]): Found => ({
  ...{ verdict: 'pass', reason, evidence },
});

export const failed = (reason: Message, evidence: readonly PairEvidence[], otherwise: Otherwise = {}): Found => ({
  ...{ verdict: 'fail', reason, evidence },
  ...otherwise,
});

export const unknown = (reason: Message, evidence: readonly PairEvidence[] = []): Found => ({
  ...{ verdict: 'unknown', reason, evidence },
});

/** Nothing in this pair could ever tell. */
export const notOffered = (reason: Message): Found => ({
  ...{ verdict: 'unknown', reason, evidence: [], notOffered: true },
});

/** Judged again as soon as the pair has been read again. */
export const seenOnceKey = 'pairs.seen-once';

/**
 * What one reading shows may be the middle of a takeover, for its questions are not asked in the same instant. It counts when the
 * reading before shows it too; until then nothing is known, and the pair is to be read again at once.
 */
export function seenTwice(find: (scene: PairScene) => Found): (scene: PairScene) => Found {
  return (scene) => {
    const [newest, ...before] = scene.readings;
    if (newest === undefined) return unknown(message('pairs.no-reading'));
    const found = find(scene);
    const [last] = before;
    if (found.verdict !== 'fail') return found;
    const isRecent = last !== undefined && newest.startedAt - last.startedAt <= staleMs(scene.all);
    if (isRecent && find({ ...scene, readings: before, now: newest.startedAt }).verdict === 'fail') return found;
    return unknown(message(seenOnceKey), found.evidence);
  };
}

/** A check from what it finds; undefined: it does not apply to the pair. */
export function pairCheck(
  id: PairCheckId,
  severity: PairSeverity,
  trouble: PairTrouble,
  find: (scene: PairScene) => Found | undefined,
): PairCheck {
  return {
    ...{ id, severity, trouble },
    judge(scene) {
      const found = find(scene);
      if (found === undefined) return undefined;
      const evidence = found.evidence.slice(0, pairLimits.evidence);
      const observedAt = oldestOf(evidence.map(({ at }) => at));
      return {
        severity,
        trouble,
        ...found,
        checkId: id,
        evidence,
        ...(observedAt === undefined ? {} : { observedAt }),
      };
    },
  };
}

function oldestOf(times: readonly EpochMs[]): EpochMs | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}
