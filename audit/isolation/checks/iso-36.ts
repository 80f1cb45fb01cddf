import { message } from '../../../core/index.ts';
import type { IsolationCheck } from '../model.ts';
import { judgeTarget } from './probe-check.ts';

/**
 * A browser inside that reaches the sentinel sits on two networks at once. Browsers come when people work: one that has not come for long
 * says nothing, and the place is judged by those that have.
 */
export const iso36: IsolationCheck = {
  id: 'ISO-36',
  severity: 'S1',
  clauses: ['8.1.3.1 c)'],
  evidence: 'register',
  needed: false,
  judge(scene) {
    const runs = (scene.probes ?? []).filter(({ protocol }) => protocol === 'browser');
    if (runs.length === 0) return [];
    const periodMs = scene.declaration.periods.register;
    const all = [...Map.groupBy(runs, ({ target }) => target).values()].map((ofTarget) => ({
      newestAt: Math.max(...ofTarget.map(({ at }) => at)),
      judgement: judgeTarget(ofTarget, scene, periodMs),
    }));
    const counted = all.filter(
      ({ newestAt, judgement }) => judgement.verdict === 'fail' || scene.now - newestAt <= periodMs,
    );
    if (counted.length > 0) return counted.map(({ judgement }) => judgement);
    return [{ verdict: 'unknown', severity: 'S1', reason: message('isolation.self-check.nobody'), findings: [] }];
  },
};
