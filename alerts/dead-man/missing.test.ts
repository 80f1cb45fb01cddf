import { expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { createMissing, type MissingChange } from './missing.ts';

function stage() {
  const clock = new FakeClock();
  const told: MissingChange[] = [];
  const options = { silentAfterMs: 180_000, againMs: 1_800_000, clock };
  return { clock, told, missing: createMissing({ ...options, tell: (change) => void told.push(change) }) };
}

it('is told once it was silent for long enough, again while that lasts, and once when it is heard again', async () => {
  const { clock, told, missing } = stage();
  for (let minutes = 0; minutes < 10; minutes += 1) {
    missing.heard();
    await clock.advance(60_000);
  }
  const heardAt = clock.now() - 60_000;
  await clock.advance(119_999);
  expect(told).toEqual([]);
  await clock.advance(1);
  expect(told).toEqual([{ state: 'silent', heardAt, silentMs: 180_000, again: 0 }]);
  await clock.advance(3_600_000);
  expect(told.map(({ again }) => again)).toEqual([0, 1, 2]);
  expect(missing.standing()).toEqual({ state: 'silent', heardAt });
  missing.heard();
  missing.heard();
  expect(told.slice(3)).toEqual([{ state: 'heard', heardAt, silentMs: 3_780_000, again: 0 }]);
  await clock.advance(180_000);
  expect(told.at(-1)).toMatchObject({ state: 'silent', again: 0 });
});

it('whoever never calls is missed as well, and nobody after the end', async () => {
  const { clock, told, missing } = stage();
  expect(missing.standing().state).toBe('waiting');
  await clock.advance(180_000);
  expect(told).toEqual([{ state: 'silent', heardAt: undefined, silentMs: 180_000, again: 0 }]);
  missing.stop();
  await clock.advance(10_000_000);
  expect([told.length, clock.pendingCount]).toEqual([1, 0]);
});
