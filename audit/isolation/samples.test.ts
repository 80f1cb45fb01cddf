import { expect, it } from 'vitest';
import { createIsolationSampler } from './samples.ts';
import { minute, stageEngine } from './stage.fake.ts';

it('a beat tells the verdict, what it rests on and the longest gap since the last beat, whoever took samples between', async () => {
  const { clock, engine, tellPoint } = stageEngine();
  const sampler = createIsolationSampler(engine);
  tellPoint('p1');
  await clock.advance(4 * minute);
  tellPoint('p1', { neighbours: ['8.8.8.8'] });
  sampler.rows(clock.now());
  await clock.advance(minute);
  sampler.rows(clock.now());
  expect(sampler.beat('p1', clock.now())).toEqual({
    verdict: 'violated',
    deciding: ['ISO-08'],
    coverage: { decided: 2, applicable: 2 },
    oldestEvidenceAt: new Date(clock.now() - minute - 1_000).toISOString(),
    checks: { fail: ['ISO-08'], pass: ['ISO-07'] },
    readings: 4,
    longestGapSeconds: 240,
  });
  await clock.advance(minute);
  expect(sampler.beat('p1', clock.now())).toMatchObject({ readings: 0, longestGapSeconds: 120 });
  expect(sampler.beat('nowhere', clock.now())).toBeUndefined();
});

it('a place that nobody read has a gap since the start, and no age', async () => {
  const { clock, engine } = stageEngine();
  const sampler = createIsolationSampler(engine);
  await clock.advance(minute);
  const row = sampler.rows(clock.now()).find(({ entityId }) => entityId === 'p2');
  expect(row?.values).toEqual([0, 0, 0, 60, undefined]);
});
