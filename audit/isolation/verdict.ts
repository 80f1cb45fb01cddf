import type { CheckId, IsolationCheck, IsolationWord } from './model.ts';
import type { CheckStanding, PlaceStanding } from './standing.ts';

/** What is said of a place, without its name. */
export type PlaceVerdict = Pick<PlaceStanding, 'word' | 'deciding' | 'coverage' | 'oldestAt' | 'lapsesAt'>;

const rank = ({ verdict, severity }: CheckStanding): string =>
  `${verdict === 'fail' ? 0 : verdict === 'unknown' ? 1 : 2} ${severity}`;

/**
 * Isolated only when every check that applies passed and none that is needed is missing; violated when one of severity S1 or S2
 * fails; unknown otherwise. A waived failure is no violation, and no proof of isolation either.
 */
export function verdictOf(
  standings: readonly CheckStanding[],
  checks: readonly Pick<IsolationCheck, 'id' | 'needed'>[],
): PlaceVerdict {
  const counted = standings.filter(({ verdict }) => verdict !== 'not-offered');
  const decided = counted.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail');
  const coverage = { decided: decided.length, applicable: counted.length };
  const oldestAt = least(decided.flatMap(({ observedAt }) => observedAt ?? []));
  const lapse = (some: readonly CheckStanding[]) => some.flatMap(({ lapsesAt }) => lapsesAt ?? []);
  const base = { coverage, ...(oldestAt === undefined ? {} : { oldestAt }) };

  const violations = counted.filter(({ verdict, severity }) => verdict === 'fail' && severity !== 'S3');
  // The violation stands while any of its causes does.
  if (violations.length > 0) return { ...base, ...word('violated', violations), ...until(greatest(lapse(violations))) };
  const missing = checks.filter(({ id, needed }) => needed && !counted.some(({ checkId }) => checkId === id));
  const open = counted.filter(({ verdict }) => verdict !== 'pass');
  if (counted.length > 0 && open.length + missing.length === 0) {
    return { ...base, ...word('isolated', []), ...until(least(lapse(counted))) };
  }
  return {
    ...base,
    ...word(
      'unknown',
      open,
      missing.map(({ id }) => id),
    ),
  };
}

function word(
  name: IsolationWord,
  standings: readonly CheckStanding[],
  missing: readonly CheckId[] = [],
): Pick<PlaceVerdict, 'word' | 'deciding'> {
  const sorted = [...standings].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
  return { word: name, deciding: [...sorted.map(({ checkId }) => checkId), ...missing] };
}

const until = (at: number | undefined): { readonly lapsesAt?: number } => (at === undefined ? {} : { lapsesAt: at });
const least = (times: readonly number[]): number | undefined =>
  times.reduce<number | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined);
const greatest = (times: readonly number[]): number | undefined =>
  times.reduce<number | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined);
