import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { createClockWatch } from './clock-watch.ts';

const tickMs = 1_000;

function watched() {
  const clock = new FakeClock();
  const watch = createClockWatch({ clock, tickMs, settleMs: () => 30_000 });
  return { clock, watch };
}

describe('the watch over the clock', () => {
  it('says nothing while time passes as it should, also when ticks are a little late', async () => {
    const { clock, watch } = watched();
    for (const ms of [1_000, 1_400, 900, 3_000, 1_000]) {
      await clock.advance(ms);
      expect(watch.look()).toBeUndefined();
    }
    expect(watch.settled).toBe(true);
    expect(watch.stats()).toEqual({ jumps: 0, heldUps: 0, last: undefined });
  });

  it.each([3_600_000, -3_600_000, 2_500])('tells that the clock was set by %i ms, once', async (byMs) => {
    const { clock, watch } = watched();
    await clock.advance(tickMs);
    watch.look();
    clock.jump(byMs);
    await clock.advance(tickMs);
    expect(watch.look()).toEqual({ kind: 'jump', at: clock.now(), byMs });
    await clock.advance(tickMs);
    expect(watch.look()).toBeUndefined();
    expect(watch.stats().jumps).toBe(1);
  });

  it('tells that the process was held up', async () => {
    const { clock, watch } = watched();
    await clock.advance(60_000);
    expect(watch.look()).toMatchObject({ kind: 'held-up', forMs: 59_000 });
    expect(watch.stats().heldUps).toBe(1);
  });

  it('is settled again when a period has passed in which polls could come', async () => {
    const { clock, watch } = watched();
    clock.jump(86_400_000);
    await clock.advance(tickMs);
    watch.look();
    expect(watch.settled).toBe(false);
    await clock.advance(29_000);
    expect(watch.settled).toBe(false);
    await clock.advance(1_000);
    expect(watch.settled).toBe(true);
  });
});
