import { message } from '../../../core/index.ts';
import type { CheckFinding, IsolationCheck } from '../model.ts';
import { judged, withRegister } from './register-judgement.ts';

/** ISO-51: the one-way latch. A terminal of which any card or any disk was ever inner is registered as outer. */
export const iso51: IsolationCheck = {
  id: 'ISO-51',
  severity: 'S1',
  clauses: ['8.1.3.1 c)', '8.1.4.10'],
  evidence: 'register',
  needed: false,
  judge: (scene) =>
    withRegister(scene, 'S1', ({ terminals }) => {
      if (terminals.length === 0) return [];
      const outer = terminals.filter(({ network }) => network === 'outer');
      const findings = outer
        .filter(({ everInner }) => everInner)
        .map(({ id, innerBefore }): CheckFinding => {
          const { identity = id, terminalId = id, since = 0 } = innerBefore ?? {};
          const params = { terminal: id, identity, before: terminalId, since: new Date(since).toISOString() };
          return { value: identity, severity: 'S1', text: message('isolation.ISO-51.was-inner', params) };
        });
      const reason = message('isolation.ISO-51.held', { terminals: terminals.length, outer: outer.length });
      return judged('S1', findings, { verdict: 'pass', reason }, scene.now);
    }),
};
