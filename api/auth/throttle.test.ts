import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { Throttle } from './throttle.ts';

const options = { free: 2, maximumWaitSeconds: 8, maximumKeys: 3, forgetAfterSeconds: 60 };

describe('a throttle', () => {
  it('doubles the wait up to its bound', () => {
    const clock = new FakeClock();
    const throttle = new Throttle({ ...options, clock });
    const waits = Array.from({ length: 8 }, () => {
      throttle.fail('a');
      return throttle.waitSeconds('a');
    });
    expect(waits).toEqual([0, 0, 1, 2, 4, 8, 8, 8]);
  });

  it('forgets after a while, and at once after a success', async () => {
    const clock = new FakeClock();
    const throttle = new Throttle({ ...options, clock });
    for (let n = 0; n < 6; n++) throttle.fail('a');
    await clock.advance(60_000);
    throttle.fail('a');
    expect(throttle.waitSeconds('a')).toBe(0);
    for (let n = 0; n < 6; n++) throttle.fail('a');
    throttle.clear('a');
    expect(throttle.waitSeconds('a')).toBe(0);
  });

  it('never remembers more keys than its bound nor makes anybody wait longer than its bound', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')), (keys) => {
        const throttle = new Throttle({ ...options, clock: new FakeClock() });
        for (const key of keys) throttle.fail(key);
        expect(throttle.size).toBeLessThanOrEqual(3);
        for (const key of keys) expect(throttle.waitSeconds(key)).toBeLessThanOrEqual(8);
      }),
    );
  });
});
