import { expect, it } from 'vitest';
import { message } from '../core/index.ts';
import type { WarmJudgement } from '../standby/index.ts';
import { createStage } from './stage.fake.ts';

const judged = (
  verdict: WarmJudgement['verdict'],
  trouble: WarmJudgement['trouble'] = 'standby-absent',
): WarmJudgement => ({
  ...{ checkId: trouble === 'standby-stale' ? 'FO-23' : 'FO-22', trouble, severity: 'P1', verdict },
  ...{ reason: message('standby.check.silent', { seconds: 40 }), observedAt: undefined },
});

it('a standby that is missed is one incident of the city, which ends by itself and not by ignorance', async () => {
  const { alerts, open, city } = await createStage();
  alerts.standbyJudged([judged('fail'), judged('pass', 'standby-stale')]);
  alerts.standbyJudged([judged('fail'), judged('pass', 'standby-stale')]);
  expect(open()).toMatchObject([
    { condition: 'own-standby', severity: 'critical', topic: 'FO-22', root: { kind: 'district', id: city.id } },
  ]);
  alerts.standbyJudged([judged('unknown')]);
  expect(open()).toHaveLength(1);
  alerts.standbyJudged([judged('fail', 'standby-stale')]);
  expect(open()).toHaveLength(2);
  alerts.standbyJudged([judged('pass'), judged('pass', 'standby-stale')]);
  expect(open()).toHaveLength(0);
});
