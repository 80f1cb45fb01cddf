import { message } from '../../../core/index.ts';
import type { IsolationCheck } from '../model.ts';
import { heardAt } from './probe-check.ts';

/**
 * Decoys that lie inside (a link, a name, a document's picture): one that is opened outside shows that something crossed, by wire or by hand.
 * Hearing nothing counts only as far as a sentinel's notes reach.
 */
export const iso37: IsolationCheck = {
  id: 'ISO-37',
  severity: 'S1',
  clauses: ['8.1.3.1 c)'],
  evidence: 'outer',
  needed: false,
  judge({ probes = [], outer }) {
    const decoys = probes.filter(({ protocol }) => protocol === 'honeytoken');
    if (decoys.length === 0) return [];
    const findings = decoys.flatMap(({ nonce, target }) => {
      const at = heardAt(outer, nonce);
      if (at === undefined) return [];
      const params = { target, at: new Date(at).toISOString() };
      return [{ value: nonce, severity: 'S1' as const, text: message('isolation.honeytoken.opened', params) }];
    });
    const ends = (outer?.sentinels ?? []).flatMap(({ up }) => up.map(({ to }) => to));
    const observedAt = ends.reduce((latest, to) => Math.max(latest, to), 0);
    const base = { severity: 'S1', findings } as const;
    if (findings.length > 0) {
      return [
        {
          ...base,
          verdict: 'fail',
          observedAt,
          reason: message('isolation.honeytoken.heard', { count: findings.length }),
        },
      ];
    }
    if (observedAt === 0) return [{ ...base, verdict: 'unknown', reason: message('isolation.honeytoken.nobody') }];
    return [
      { ...base, verdict: 'pass', observedAt, reason: message('isolation.honeytoken.quiet', { count: decoys.length }) },
    ];
  },
};
