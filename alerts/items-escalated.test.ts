import { expect, it } from 'vitest';
import { createStage } from './stage.fake.ts';

it('open items that nobody answered are one incident of the city, until each of them has its answer', async () => {
  const stage = await createStage();
  stage.alerts.itemsEscalated(0);
  expect(stage.alerts.list()).toEqual([]);
  stage.alerts.itemsEscalated(2);
  stage.alerts.itemsEscalated(3);
  expect(stage.alerts.list()).toMatchObject([
    { condition: 'items-escalated', severity: 'major', status: 'open', root: { kind: 'district', id: 'city' } },
  ]);
  stage.alerts.apply();
  expect(stage.alerts.counts().open).toBe(1);
  stage.alerts.itemsEscalated(0);
  expect(stage.alerts.counts().open).toBe(0);
});
