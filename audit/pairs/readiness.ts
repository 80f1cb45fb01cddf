/** Would it take over now, how long would it take, how much would be lost. */
import type { EpochMs } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import {
  type Measured,
  type PairCheckId,
  type PairJudgement,
  type PairStanding,
  pairLimits,
  type Readiness,
  type Takeover,
} from './model.ts';
import { lossOf, type ReplicationSample } from './takeovers/replication.ts';

/** What each failure takes away, in points of a hundred. */
const failureCosts = { P1: 50, P2: 15, P3: 3 } as const;
/** What each check takes away that cannot be told: nothing is ready because nobody looked. */
const unknownCosts = { P1: 15, P2: 4, P3: 0 } as const;

/** While one of these fails nobody takes over; while one cannot be told nobody knows. */
const deciding: ReadonlySet<PairCheckId> = new Set(
  ['01', '02', '03', '04', '05', '06', '10', '11', '12', '17', '19', '20', '21', '22', '23', '25', '26'].map(
    (number) => `FO-${number}` as const,
  ),
);
/** These stand by what is declared: they say nothing of the pair as it is now. */
const declared: ReadonlySet<PairCheckId> = new Set(['FO-28', 'FO-29', 'FO-30', 'FO-31', 'FO-32']);
/** Lag is a risk, not yet a standby that is none. */
const onlyRisks: ReadonlySet<PairCheckId> = new Set(['FO-23']);

/** The readiness of a pair from its judgements and its history. */
export function readinessOf(
  judgements: readonly PairJudgement[],
  history: {
    readonly takeovers: readonly Takeover[];
    readonly sample: ReplicationSample | undefined;
    readonly now: EpochMs;
  },
): Readiness {
  const counted = judgements.filter(({ notOffered, waiver }) => notOffered === undefined && waiver === undefined);
  const lowered = counted
    .flatMap(({ checkId, verdict, severity, reason }) => {
      const by = verdict === 'fail' ? failureCosts[severity] : verdict === 'unknown' ? unknownCosts[severity] : 0;
      return by === 0 ? [] : [{ checkId, by, reason }];
    })
    .toSorted((a, b) => b.by - a.by);
  const isKnown = counted.some(
    ({ checkId, verdict }) => verdict !== 'unknown' && deciding.has(checkId) && !declared.has(checkId),
  );
  const score = Math.max(0, 100 - lowered.reduce((sum, { by }) => sum + by, 0));
  const times = history.takeovers.filter(({ open }) => !open).slice(0, pairLimits.history);
  const rtoMs = spanOf(times.flatMap((one) => one.rtoMs ?? []));
  const word = isKnown ? wordOf(counted) : 'unknown';
  return {
    // A low number would claim that it does not take over, where nobody knows.
    score: word === 'unknown' ? undefined : score,
    word,
    ...(rtoMs === undefined ? {} : { rtoMs }),
    ...lossOf(history.sample, history.now),
    lowered,
  };
}

function wordOf(counted: readonly PairJudgement[]): Readiness['word'] {
  const decides = counted.filter(({ checkId }) => deciding.has(checkId));
  if (decides.some(({ verdict, checkId }) => verdict === 'fail' && !onlyRisks.has(checkId))) return 'not-ready';
  if (decides.some(({ verdict }) => verdict === 'unknown')) return 'unknown';
  return counted.some(({ verdict, severity }) => verdict === 'fail' && severity !== 'P3') ? 'at-risk' : 'ready';
}

function spanOf(some: readonly Measured[]): Measured | undefined {
  if (some.length === 0) return undefined;
  return { least: Math.min(...some.map(({ least }) => least)), most: Math.max(...some.map(({ most }) => most)) };
}

/** How the pairs of a district stand. */
export interface DistrictPairs {
  readonly districtId: string;
  readonly pairs: number;
  readonly ready: number;
  readonly atRisk: number;
  readonly notReady: number;
  readonly unknown: number;
  /** The lowest of its pairs; undefined while any of them is not known. */
  readonly score: number | undefined;
  readonly word: Readiness['word'];
}

const worst = ['not-ready', 'unknown', 'at-risk', 'ready'] as const;

/** Districts in the order of the inventory, the city's own pairs last; a district without pairs is left out. */
export function pairsByDistrict(city: City, standings: readonly PairStanding[]): readonly DistrictPairs[] {
  return [...city.districts.keys(), city.id].flatMap((districtId) => {
    const own = standings.filter((one) => one.districtId === districtId);
    if (own.length === 0) return [];
    const count = (word: Readiness['word']) => own.filter(({ readiness }) => readiness.word === word).length;
    const scores = own.map(({ readiness }) => readiness.score);
    const known = scores.filter((score) => score !== undefined);
    return [
      {
        districtId,
        pairs: own.length,
        ready: count('ready'),
        atRisk: count('at-risk'),
        notReady: count('not-ready'),
        unknown: count('unknown'),
        score: known.length === scores.length ? Math.min(...known) : undefined,
        word: worst.find((word) => count(word) > 0) ?? 'unknown',
      },
    ];
  });
}
