import { expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { createRounds } from './rounds.ts';

it('jobs run each at its own period, so many at a time in all, and stop', async () => {
  const clock = new FakeClock();
  const ran = new Map<string, number>();
  let [running, mostRunning] = [0, 0];
  const rounds = createRounds({
    clock,
    log: silentLog,
    async run(id) {
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      await new Promise<void>((resolve) => clock.after(200, resolve));
      running -= 1;
      ran.set(id, (ran.get(id) ?? 0) + 1);
    },
  });
  const jobs = Array.from({ length: 12 }, (_, n) => ({ id: `job-${n}`, periodMs: n < 10 ? 10_000 : 60_000 }));
  rounds.apply(jobs, 3);
  rounds.start();
  await clock.advance(120_000);
  expect(mostRunning).toBe(3);
  expect(ran.get('job-0')).toBeGreaterThanOrEqual(11);
  expect(ran.get('job-11')).toBeGreaterThanOrEqual(2);
  expect(ran.get('job-11')).toBeLessThanOrEqual(3);

  const asked = rounds.runNow('job-11');
  await clock.advance(1_000);
  expect(await asked).toBe(true);
  expect(await rounds.runNow('nobody')).toBe(false);
  rounds.apply([{ id: 'job-0', periodMs: 60_000 }], 3);
  await clock.advance(30_000);
  const others = ran.get('job-1');
  await clock.advance(60_000);
  expect(ran.get('job-1')).toBe(others);
  const stopped = rounds.stop();
  await clock.advance(6_000);
  await stopped;
  const all = [...ran.values()];
  await clock.advance(120_000);
  expect([...ran.values()]).toEqual(all);
});
