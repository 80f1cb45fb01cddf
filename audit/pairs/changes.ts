import type { EpochMs } from '../../core/index.ts';
import type { PairCheckId, PairJudgement, PairSeverity, PairStanding, PairTrouble, Takeover } from './model.ts';

/** One check of a pair is another one than before. */
export interface PairCheckChange {
  readonly what: 'check';
  readonly pairId: string;
  readonly checkId: PairCheckId;
  readonly at: EpochMs;
  readonly before: PairJudgement | undefined;
  /** Undefined: it does not apply any more. */
  readonly after: PairJudgement | undefined;
  readonly standing: PairStanding;
}

/** A takeover began, was measured, or is over. */
export interface TakeoverChange {
  readonly what: 'takeover';
  readonly pairId: string;
  readonly at: EpochMs;
  readonly takeover: Takeover;
}

export type PairChange = PairCheckChange | TakeoverChange;

/** What makes a judgement another one: what it says, not the numbers and times in it. */
export function markOf({ verdict, severity, trouble, reason, waiver, notOffered }: PairJudgement): string {
  return [verdict, severity, trouble, reason.key, waiver !== undefined, notOffered === true].join(' ');
}

/** Checks whose judgement says something else now. */
export function checkChanges(
  before: readonly PairJudgement[],
  standing: PairStanding,
  at: EpochMs,
): readonly PairCheckChange[] {
  const { pairId } = standing;
  const was = new Map(before.map((one) => [one.checkId, one]));
  const is = new Map(standing.judgements.map((one) => [one.checkId, one]));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((checkId): readonly PairCheckChange[] => {
    const [old, now] = [was.get(checkId), is.get(checkId)];
    if (old !== undefined && now !== undefined && markOf(old) === markOf(now)) return [];
    return [{ what: 'check', pairId, checkId, at, before: old, after: now, standing }];
  });
}

/** A trouble of a pair with the checks that say so, the worst first. */
export interface StandingTrouble {
  readonly trouble: PairTrouble;
  readonly severity: PairSeverity;
  readonly judgements: readonly PairJudgement[];
}

/** What a pair suffers from; waived failures are left out. */
export function troublesOf({ judgements }: Pick<PairStanding, 'judgements'>): readonly StandingTrouble[] {
  const failing = judgements.filter(({ verdict, waiver }) => verdict === 'fail' && waiver === undefined);
  return [...Map.groupBy(failing, ({ trouble }) => trouble)]
    .map(([trouble, some]) => {
      const sorted = some.toSorted((a, b) => (a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0));
      return { trouble, severity: sorted[0]?.severity ?? 'P3', judgements: sorted };
    })
    .toSorted((a, b) => (a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0));
}
