/** How long a service was away, from tries through the virtual address. Pure. */
import type { ClientProbe } from '../../../collector/index.ts';
import type { EpochMs } from '../../../core/index.ts';
import type { Measured } from '../model.ts';

/** One outage as one probe lived it. */
export interface Outage {
  readonly probeId: string;
  readonly lastGoodAt: EpochMs;
  /** Undefined: no good answer since. */
  readonly firstGoodAt?: EpochMs;
  /** Undefined: it is not over. */
  readonly rtoMs?: Measured;
  /** False: no try failed, so that it cannot have been longer than the time between two tries. */
  readonly failed: boolean;
}

/**
 * The worst outage that touches a time, of every probe. Between the first and the last try that failed the service was away for
 * certain (`least`); it cannot have been away for longer than from the last good request to the first good answer (`most`).
 * @param tries of one pair, in any order.
 * @param window the time in which the takeover happened, widened by how late a try may notice.
 */
export function outageIn(
  tries: readonly ClientProbe[],
  window: { readonly from: EpochMs; readonly to: EpochMs },
): Outage | undefined {
  const byProbe = Map.groupBy(tries, ({ probeId }) => probeId);
  const outages = [...byProbe].flatMap(([probeId, some]) => outageOf(probeId, some, window) ?? []);
  return outages.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
}

const lengthOf = ({ firstGoodAt, rtoMs }: Outage): number =>
  firstGoodAt === undefined ? Number.POSITIVE_INFINITY : (rtoMs?.most ?? 0) + (rtoMs?.least ?? 0);

function outageOf(
  probeId: string,
  some: readonly ClientProbe[],
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): Outage | undefined {
  const tries = some.toSorted((a, b) => a.startedAt - b.startedAt);
  let worst: Outage | undefined;
  let good: ClientProbe | undefined;
  let bad: { first: ClientProbe; last: ClientProbe } | undefined;
  const consider = (end: ClientProbe | undefined): void => {
    if (good === undefined) return;
    const isTouching = good.startedAt <= to && (end?.finishedAt ?? Number.POSITIVE_INFINITY) >= from;
    if (!isTouching) return;
    const outage = between(probeId, good, bad, end);
    if (worst === undefined || lengthOf(outage) > lengthOf(worst)) worst = outage;
  };
  for (const one of tries) {
    if (!one.ok) {
      bad = bad === undefined ? { first: one, last: one } : { ...bad, last: one };
      continue;
    }
    consider(one);
    good = one;
    bad = undefined;
  }
  if (bad !== undefined) consider(undefined);
  return worst;
}

function between(
  probeId: string,
  good: ClientProbe,
  bad: { readonly first: ClientProbe; readonly last: ClientProbe } | undefined,
  end: ClientProbe | undefined,
): Outage {
  const base = { probeId, lastGoodAt: good.finishedAt, failed: bad !== undefined };
  if (end === undefined) return base;
  const least = bad === undefined ? 0 : Math.max(0, bad.last.startedAt - bad.first.startedAt);
  // Tries may overlap: a slow good answer can end before a later one fails.
  const most = Math.max(least, end.finishedAt - good.startedAt);
  return { ...base, firstGoodAt: end.finishedAt, rtoMs: { least, most } };
}

/** The first good answer since the last try that failed, of the probe that took longest to come back. */
export function backAt(tries: readonly ClientProbe[]): EpochMs | undefined {
  const times = [...Map.groupBy(tries, ({ probeId }) => probeId).values()].flatMap((some) => {
    const lastBad = Math.max(0, ...some.flatMap(({ ok, startedAt }) => (ok ? [] : [startedAt])));
    const good = some.flatMap(({ ok, startedAt, finishedAt }) => (ok && startedAt >= lastBad ? [finishedAt] : []));
    return good.length === 0 ? [] : [Math.min(...good)];
  });
  return times.length === 0 ? undefined : Math.max(...times);
}
