import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import type { SchedulerOptions } from './model.ts';
import { createScheduler } from './scheduler.ts';

const second = 1_000;

/** A scheduler whose polls take as long as `lastsMs` says, with a record of every poll. */
function city(lastsMs: (deviceId: string) => number, options: Partial<SchedulerOptions> = {}) {
  const clock = new FakeClock();
  const begun: { id: string; atMs: number }[] = [];
  const outstanding = new Map<string, number>();
  let most = 0;
  let mostOfOne = 0;
  const startMs = clock.monotonicMs();
  const scheduler = createScheduler({
    clock,
    log: silentLog,
    periodMs: 60 * second,
    concurrency: 32,
    poll: async (id) => {
      begun.push({ id, atMs: clock.monotonicMs() - startMs });
      outstanding.set(id, (outstanding.get(id) ?? 0) + 1);
      most = Math.max(
        most,
        [...outstanding.values()].reduce((sum, each) => sum + each, 0),
      );
      mostOfOne = Math.max(mostOfOne, outstanding.get(id) ?? 0);
      await new Promise<void>((resolve) => clock.after(lastsMs(id), resolve));
      outstanding.set(id, (outstanding.get(id) ?? 0) - 1);
    },
    ...options,
  });
  return {
    clock,
    scheduler,
    begun,
    startsOf: (id: string) => begun.filter((each) => each.id === id).map(({ atMs }) => atMs),
    most: () => most,
    mostOfOne: () => mostOfOne,
  };
}

const named = (count: number, prefix = 'd') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('the scheduler', () => {
  it('polls every device within ten seconds of the start and once a period after that', async () => {
    const { clock, scheduler, startsOf } = city(() => 100);
    const ids = named(40);
    scheduler.apply(ids);
    scheduler.start();
    await clock.advance(400 * second);
    for (const id of ids) {
      const starts = startsOf(id);
      expect(starts[0]).toBeLessThanOrEqual(10 * second + 50);
      const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
      expect(gaps[0]).toBeGreaterThanOrEqual(29.9 * second);
      expect(gaps[0]).toBeLessThanOrEqual(90.1 * second);
      for (const gap of gaps.slice(1)) expect(Math.abs(gap - 60 * second)).toBeLessThanOrEqual(50);
    }
    expect(scheduler.stats()).toMatchObject({ overrun: 0, failed: 0, devices: 40 });
  });

  it('spreads the devices of each district over the period', async () => {
    const { clock, scheduler, begun } = city(() => 20);
    const districts = ['east', 'west', 'north'];
    scheduler.apply(districts.flatMap((district) => named(40, `${district}-utm-`)));
    scheduler.start();
    await clock.advance(60 * second);
    begun.length = 0;
    await clock.advance(60 * second);
    for (const district of districts) {
      const sixths = [0, 0, 0, 0, 0, 0];
      for (const { id, atMs } of begun) {
        const sixth = Math.floor((atMs % (60 * second)) / (10 * second));
        if (id.startsWith(district)) sixths[sixth] = (sixths[sixth] ?? 0) + 1;
      }
      expect(Math.max(...sixths)).toBeLessThanOrEqual(16);
      expect(Math.min(...sixths)).toBeGreaterThanOrEqual(1);
    }
  });

  it('keeps the period of healthy devices when others are silent', async () => {
    const { clock, scheduler, startsOf } = city((id) => (id.startsWith('silent') ? 6 * second : 50), {
      concurrency: 16,
    });
    scheduler.apply([...named(140), ...named(20, 'silent')]);
    scheduler.start();
    await clock.advance(600 * second);
    for (const id of named(140)) {
      const starts = startsOf(id).slice(1);
      const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
      expect(gaps.length).toBeGreaterThanOrEqual(7);
      for (const gap of gaps) expect(Math.abs(gap - 60 * second)).toBeLessThanOrEqual(6 * second);
    }
    expect(scheduler.stats().slowDevices).toBe(20);
  });

  it('leaves half of the slots free of silent devices, however many there are', async () => {
    const { clock, scheduler, begun } = city((id) => (id.startsWith('silent') ? 30 * second : 50), { concurrency: 8 });
    const silent = named(200, 'silent');
    const healthy = named(50);
    scheduler.apply(silent);
    scheduler.start();
    // Those that were never polled before may take all slots once.
    await clock.advance(800 * second);
    expect(scheduler.stats()).toMatchObject({ slowDevices: 200, running: 4 });
    scheduler.apply([...silent, ...healthy]);
    begun.length = 0;
    await clock.advance(11 * second);
    expect(begun.filter(({ id }) => healthy.includes(id))).toHaveLength(50);
  });

  it('counts a poll that does not end in time as an overrun and does not queue it', async () => {
    const { clock, scheduler, startsOf, mostOfOne } = city(() => 150 * second);
    scheduler.apply(['late']);
    scheduler.start();
    await clock.advance(620 * second);
    expect(mostOfOne()).toBe(1);
    const { planned, started, overrun } = scheduler.stats();
    expect(planned).toBe(started + overrun);
    expect(overrun).toBeGreaterThanOrEqual(5);
    expect(startsOf('late').length).toBe(started);
  });

  it('counts periods that a sleeping machine missed and does not catch up', async () => {
    const { clock, scheduler, begun } = city(() => 10);
    let offset = 0;
    const sleepy = createScheduler({
      clock: {
        now: () => clock.now(),
        after: (ms, task) => clock.after(ms, task),
        monotonicMs: () => clock.monotonicMs() + offset,
      },
      log: silentLog,
      periodMs: 60 * second,
      concurrency: 4,
      poll: async (id) => {
        begun.push({ id, atMs: 0 });
      },
    });
    sleepy.apply(['a']);
    sleepy.start();
    await clock.advance(100 * second);
    const before = begun.length;
    offset = 3600 * second;
    await clock.advance(60 * second);
    expect(begun.length - before).toBeLessThanOrEqual(2);
    expect(sleepy.stats().overrun).toBeGreaterThanOrEqual(59);
    expect(scheduler.stats().planned).toBe(0);
  });

  it('logs and counts a poll that rejects or throws, and goes on', async () => {
    const events: string[] = [];
    const { clock, scheduler } = city(() => 0, {
      log: { ...silentLog, error: (_fields, event) => events.push(event) },
      poll: (id) => {
        if (id === 'throws') throw new Error('at once');
        return Promise.reject(new Error('later'));
      },
    });
    scheduler.apply(['throws', 'rejects']);
    scheduler.start();
    await clock.advance(10 * second);
    expect(events).toEqual(['poll-failed', 'poll-failed']);
    expect(scheduler.stats()).toMatchObject({ failed: 2, done: 2, running: 0 });
  });
});

describe('a reload', () => {
  it('spreads new devices in, drops those gone, and leaves the others where they are', async () => {
    const { clock, scheduler, startsOf } = city(() => 10);
    scheduler.apply(['stays', 'goes']);
    scheduler.start();
    await clock.advance(150 * second);
    scheduler.apply(['stays', 'comes']);
    await clock.advance(200 * second);
    const starts = startsOf('stays').slice(1);
    for (const [index, at] of starts.slice(1).entries()) {
      expect(Math.abs(at - (starts[index] ?? 0) - 60 * second)).toBeLessThanOrEqual(50);
    }
    expect(startsOf('goes').every((at) => at <= 150 * second)).toBe(true);
    expect(startsOf('comes')[0]).toBeLessThanOrEqual(160.1 * second);
    expect(scheduler.stats().devices).toBe(2);
  });

  it('never polls a device twice at once when it is dropped and taken in again', async () => {
    const { clock, scheduler, mostOfOne } = city(() => 30 * second);
    scheduler.apply(['a']);
    scheduler.start();
    await clock.advance(12 * second);
    scheduler.apply([]);
    scheduler.apply(['a']);
    await clock.advance(200 * second);
    expect(mostOfOne()).toBe(1);
    expect(scheduler.stats().devices).toBe(1);
  });

  it('takes a new period and a new bound', async () => {
    const { clock, scheduler, startsOf } = city(() => 10);
    scheduler.apply(['a']);
    scheduler.start();
    await clock.advance(60 * second);
    scheduler.apply(['a'], { periodMs: 5 * second, concurrency: 1 });
    const before = startsOf('a').length;
    await clock.advance(50 * second);
    expect(startsOf('a').length - before).toBeGreaterThanOrEqual(9);
  });
});

describe('a poll that is asked for', () => {
  it('runs before all that wait, once for all who asked', async () => {
    const { clock, scheduler, begun } = city(() => 2 * second, { concurrency: 1 });
    scheduler.apply(named(30));
    scheduler.start();
    await clock.advance(11 * second);
    const waiting = named(30).find((id) => !begun.some((each) => each.id === id)) ?? '';
    const before = begun.length;
    const answers = [scheduler.pollNow(waiting), scheduler.pollNow(waiting), scheduler.pollNow(waiting)];
    await clock.advance(5 * second);
    expect(await Promise.all(answers)).toEqual([true, true, true]);
    expect(begun[before]?.id).toBe(waiting);
    expect(begun.filter(({ id }) => id === waiting)).toHaveLength(1);
  });

  it('follows a running poll half a second after it, and never runs beside it', async () => {
    const { clock, scheduler, startsOf, mostOfOne } = city(() => 3 * second);
    scheduler.apply(['a']);
    scheduler.start();
    await clock.advance(10 * second);
    const first = startsOf('a')[0] ?? 0;
    await clock.advance(60 * second + 500);
    const running = startsOf('a').length;
    const asked = [scheduler.pollNow('a'), scheduler.pollNow('a')];
    await clock.advance(10 * second);
    expect(await Promise.all(asked)).toEqual([true, true]);
    expect(startsOf('a').length).toBeGreaterThan(running);
    expect(mostOfOne()).toBe(1);
    expect(first).toBeLessThanOrEqual(10 * second);
  });

  it('is at most two a second however often it is asked', async () => {
    const { clock, scheduler, startsOf } = city(() => 10);
    scheduler.apply(['a']);
    scheduler.start();
    await clock.advance(30 * second);
    const before = startsOf('a').length;
    for (let round = 0; round < 100; round++) {
      void scheduler.pollNow('a');
      await clock.advance(100);
    }
    expect(startsOf('a').length - before).toBeLessThanOrEqual(21);
    expect(startsOf('a').length - before).toBeGreaterThanOrEqual(15);
  });

  it('is refused for a device that nobody named, before the start and after the stop', async () => {
    const { scheduler } = city(() => 10);
    scheduler.apply(['a']);
    expect(await scheduler.pollNow('a')).toBe(false);
    scheduler.start();
    expect(await scheduler.pollNow('b')).toBe(false);
    await scheduler.stop();
    expect(await scheduler.pollNow('a')).toBe(false);
  });
});

describe('the stop', () => {
  it('waits for running polls and starts no more', async () => {
    const { clock, scheduler, begun } = city(() => 3 * second, { concurrency: 2 });
    scheduler.apply(named(10));
    scheduler.start();
    await clock.advance(9 * second);
    const before = begun.length;
    let stopped = false;
    const stop = scheduler.stop().then(() => {
      stopped = true;
    });
    await clock.advance(4 * second);
    await stop;
    expect(stopped).toBe(true);
    expect(begun.length).toBe(before);
    await clock.advance(200 * second);
    expect(begun.length).toBe(before);
    expect(scheduler.stats().running).toBe(0);
  });

  it('does not wait longer than it was told', async () => {
    const { clock, scheduler } = city(() => 1000 * second, { stopWithinMs: 2 * second });
    scheduler.apply(['a']);
    scheduler.start();
    await clock.advance(11 * second);
    const stop = scheduler.stop();
    await clock.advance(2 * second);
    await stop;
    expect(scheduler.stats().running).toBe(1);
  });

  it('leaves no timer behind', async () => {
    const { clock, scheduler } = city(() => 10);
    scheduler.apply(named(5));
    scheduler.start();
    await clock.advance(20 * second);
    await scheduler.stop();
    expect(clock.pendingCount).toBe(0);
  });

  it('polls the ends of links before the rest when there is a queue', async () => {
    const { clock, scheduler, begun } = city(() => 100, {
      concurrency: 1,
      firstSweepMs: 1,
      placeOf: (id) => ({ rank: id.startsWith('utm') ? 0 : 2, group: '' }),
    });
    scheduler.apply([...named(5, 'host'), ...named(5, 'utm')]);
    scheduler.start();
    await clock.advance(2 * second);
    const kinds = begun.slice(1).map(({ id }) => id.slice(0, 3));
    expect(kinds).toEqual([...kinds].sort().reverse());
    expect(begun).toHaveLength(10);
  });

  it('polls no more devices of one group at once than allowed, and fills the slots with others', async () => {
    const running = new Map<string, number>();
    let most = 0;
    const clock = new FakeClock();
    const groupOf = (id: string) => id.slice(0, 1);
    const scheduler = createScheduler({
      clock,
      log: silentLog,
      periodMs: 60 * second,
      concurrency: 8,
      groupConcurrency: 2,
      firstSweepMs: 1,
      placeOf: (id) => ({ rank: 0, group: groupOf(id) }),
      poll: async (id) => {
        const group = groupOf(id);
        running.set(group, (running.get(group) ?? 0) + 1);
        most = Math.max(most, running.get(group) ?? 0);
        await new Promise<void>((resolve) => clock.after(500, resolve));
        running.set(group, (running.get(group) ?? 0) - 1);
      },
    });
    scheduler.apply([...named(10, 'a'), ...named(2, 'b')]);
    scheduler.start();
    await clock.advance(300);
    expect(scheduler.stats()).toMatchObject({ running: 4, queued: 8 });
    await clock.advance(10 * second);
    expect(most).toBe(2);
    expect(scheduler.stats()).toMatchObject({ done: 12, queued: 0 });
  });
});
