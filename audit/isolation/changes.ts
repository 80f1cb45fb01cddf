import type { EpochMs } from '../../core/index.ts';
import { isolationLimits } from './limits.ts';
import type { CheckFinding } from './model.ts';
import type { CheckStanding, IsolationChange, PlaceStanding } from './standing.ts';

/** Which rows offend, whatever their values are now. */
function rowsOf(standing: CheckStanding): string {
  const keys = standing.judgements
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'waived')
    .flatMap(({ deviceId = '', findings, findingCount }) => [
      ...findings.map((finding) => rowOf(finding, deviceId)),
      `${deviceId} ${findingCount}`,
    ]);
  return keys.sort().join('\n');
}

function rowOf({ deviceId, oid, value, text }: CheckFinding, owner: string): string {
  return `${deviceId ?? owner} ${oid ?? `${text.key} ${value}`}`;
}

/** All that a restart must know of a place but times and values: it is written when this is another one. */
export function markOf({ word, checks }: PlaceStanding): string {
  return JSON.stringify([
    word,
    checks.map((check) => [
      check.checkId,
      check.verdict,
      check.severity,
      rowsOf(check),
      check.judgements.map(({ deviceId, verdict, reason }) => [deviceId, verdict, reason.key]),
    ]),
  ]);
}

/** Finds what is worth a record: another verdict, another severity, or other offending rows. */
export interface ChangeFinder {
  /** `after` takes its `since` from here: a verdict that stays keeps the time at which it began. */
  compare(
    before: PlaceStanding | undefined,
    after: PlaceStanding,
    now: EpochMs,
  ): { readonly standing: PlaceStanding; readonly changes: readonly IsolationChange[] };
  forget(placeId: string): void;
}

export function createChangeFinder(): ChangeFinder {
  /** The offending rows that were told last, by place and check. */
  const told = new Map<string, { readonly rows: string; readonly at: EpochMs }>();

  const isNews = (key: string, before: CheckStanding | undefined, after: CheckStanding, now: EpochMs): boolean => {
    const failing = after.verdict === 'fail' || after.verdict === 'waived';
    const rows = failing ? rowsOf(after) : '';
    const last = told.get(key);
    const another = (before?.verdict ?? 'unknown') !== after.verdict;
    const otherRows = failing && last !== undefined && last.rows !== rows;
    const worse = failing && before?.severity !== after.severity;
    const due = last === undefined || Math.abs(now - last.at) >= isolationLimits.findingsAgainMs;
    const news = another || worse || (otherRows && due);
    if (!failing) told.delete(key);
    else if (news || last === undefined) told.set(key, { rows, at: now });
    return news;
  };

  return {
    compare(before, after, now) {
      const { placeId } = after;
      const known = new Map(before?.checks.map((check) => [check.checkId, check]));
      const changes: IsolationChange[] = [];
      const checks = after.checks.map((check): CheckStanding => {
        const old = known.get(check.checkId);
        known.delete(check.checkId);
        const since = old?.verdict === check.verdict ? old.since : now;
        const standing = { ...check, since };
        const news = isNews(`${placeId} ${check.checkId}`, old, standing, now);
        if (news) changes.push({ what: 'check', placeId, at: now, before: old, after: standing });
        return standing;
      });
      for (const gone of known.values()) {
        told.delete(`${placeId} ${gone.checkId}`);
        changes.push({ what: 'check', placeId, at: now, before: gone, after: undefined });
      }
      const same = before?.word === after.word;
      // What was seen stood until it was too old, whenever somebody came to look.
      const at = after.word === 'unknown' ? Math.min(now, before?.lapsesAt ?? now) : now;
      const standing = { ...after, checks, since: same ? before.since : Math.max(at, before?.since ?? at) };
      if ((before?.word ?? 'unknown') !== after.word) {
        changes.push({ what: 'place', placeId, at: standing.since, before, after: standing });
      }
      return { standing, changes };
    },
    forget(placeId) {
      for (const key of told.keys()) if (key.startsWith(`${placeId} `)) told.delete(key);
    },
  };
}
