import type { EpochMs } from '../../core/index.ts';
import type { BackupChange, BackupCheckId, BackupJudgement, BackupVerdict } from './model.ts';

/** What was last told of each data set and repository: `data-set rulin-business-data`. A plain value, kept over restarts. */
export type ToldVerdicts = ReadonlyMap<
  string,
  { readonly verdict: BackupVerdict; readonly since: EpochMs; readonly checks: Readonly<Record<string, BackupVerdict>> }
>;

/** Finds what is another verdict than before. */
export interface ChangeFinder {
  /** `looked` false: since the start nobody has looked yet, and an unknown is no news. */
  compare(
    about: BackupJudgement['about'],
    verdict: BackupVerdict,
    judgements: readonly BackupJudgement[],
    now: EpochMs,
    looked: boolean,
  ): { readonly since: EpochMs; readonly changes: readonly BackupChange[] };
  retain(keys: ReadonlySet<string>): void;
  restore(told: ToldVerdicts): void;
  told(): ToldVerdicts;
}

export function createChangeFinder(): ChangeFinder {
  /** Since when nobody has looked, of what was told in a former run. */
  const unlooked = new Map<string, EpochMs>();
  const known = new Map<string, ToldVerdicts extends ReadonlyMap<string, infer One> ? One : never>();
  return {
    compare(about, verdict, judgements, now, looked) {
      const key = `${about.kind} ${about.id}`;
      const before = known.get(key);
      if (!looked && verdict === 'unknown' && before !== undefined) {
        const since = unlooked.get(key) ?? now;
        unlooked.set(key, since);
        return { since, changes: [] };
      }
      unlooked.delete(key);
      const changes: BackupChange[] = [];
      const checks: Record<string, BackupVerdict> = {};
      for (const judgement of judgements) {
        const { checkId, verdict: after } = judgement;
        checks[checkId] = after;
        const was = before?.checks[checkId] ?? 'unknown';
        if (was !== after) changes.push({ at: now, about, checkId, before: was, after, judgement });
      }
      for (const [checkId, was] of Object.entries(before?.checks ?? {})) {
        if (checks[checkId] !== undefined || was === 'unknown') continue;
        changes.push({
          at: now,
          about,
          checkId: checkId as BackupCheckId,
          before: was,
          after: 'unknown',
          judgement: undefined,
        });
      }
      const was = before?.verdict ?? 'unknown';
      if (was !== verdict)
        changes.push({ at: now, about, checkId: undefined, before: was, after: verdict, judgement: undefined });
      const since = before?.verdict === verdict ? before.since : now;
      known.set(key, { verdict, since, checks });
      return { since, changes };
    },
    retain(keys) {
      for (const map of [known, unlooked]) for (const key of map.keys()) if (!keys.has(key)) map.delete(key);
    },
    restore(told) {
      for (const [key, one] of told) known.set(key, one);
    },
    told: () => known,
  };
}
