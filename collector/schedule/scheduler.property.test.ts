import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { phaseOf } from './phase.ts';
import { createScheduler } from './scheduler.ts';
import { createWheel } from './wheel.ts';

const ids = Array.from({ length: 12 }, (_, index) => `device-${index}`);
const step = fc.oneof(
  fc.record({ kind: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 15_000 }) }),
  fc.record({ kind: fc.constant('ask' as const), id: fc.constantFrom(...ids) }),
  fc.record({ kind: fc.constant('apply' as const), ids: fc.subarray(ids) }),
  fc.record({
    kind: fc.constant('pace' as const),
    ids: fc.subarray(ids),
    periodMs: fc.integer({ min: 2000, max: 20_000 }),
    concurrency: fc.integer({ min: 0, max: 6 }),
  }),
);

describe('the scheduler, whatever happens', () => {
  it('keeps its bounds, answers all who ask, and its books balance', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 12, maxLength: 12 }),
        fc.integer({ min: 1, max: 6 }),
        async (steps, lasts, slots) => {
          const clock = new FakeClock();
          const outstanding = new Map<string, number>();
          let running = 0;
          let concurrency = slots;
          const scheduler = createScheduler({
            clock,
            log: silentLog,
            periodMs: 10_000,
            concurrency,
            poll: async (id) => {
              running++;
              outstanding.set(id, (outstanding.get(id) ?? 0) + 1);
              expect(outstanding.get(id)).toBe(1);
              expect(running).toBeLessThanOrEqual(concurrency);
              await new Promise<void>((resolve) => clock.after(lasts[ids.indexOf(id)] ?? 0, resolve));
              outstanding.set(id, 0);
              running--;
            },
          });
          const asked: Promise<boolean>[] = [];
          scheduler.apply(ids);
          scheduler.start();
          for (const each of steps) {
            if (each.kind === 'advance') await clock.advance(each.ms);
            if (each.kind === 'ask') asked.push(scheduler.pollNow(each.id));
            if (each.kind === 'apply') scheduler.apply(each.ids);
            if (each.kind === 'pace') {
              concurrency = Math.max(concurrency, each.concurrency, 1);
              scheduler.apply(each.ids, { periodMs: each.periodMs, concurrency });
            }
            const stats = scheduler.stats();
            expect(stats.failed).toBe(0);
            expect(stats.started).toBe(stats.done + stats.running);
            expect(stats.queued).toBeLessThanOrEqual(ids.length);
            expect(clock.pendingCount).toBeLessThanOrEqual(1 + running);
          }
          await clock.advance(20_000);
          const stop = scheduler.stop();
          await clock.advance(31_000);
          await stop;
          // Whoever asked has an answer by now.
          expect((await Promise.all(asked)).every((answer) => typeof answer === 'boolean')).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the wheel', () => {
  it('gives every entry once, never early, at most a tick late', () => {
    const entries = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 0, max: 50_000 })), { maxLength: 60 });
    const steps = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(entries, steps, fc.integer({ min: 1, max: 97 }), (sets, advances, tickMs) => {
        const wheel = createWheel<number>(tickMs, 10_000);
        const due = new Map<number, number>();
        for (const [entry, at] of sets) {
          wheel.set(entry, at);
          due.set(entry, at);
        }
        let now = 0;
        for (const advance of advances) {
          now += advance;
          for (const entry of wheel.takeDue(now)) {
            expect(due.get(entry)).toBeLessThanOrEqual(now);
            due.delete(entry);
          }
          for (const at of due.values()) expect(at + tickMs).toBeGreaterThan(now);
          const next = wheel.nextDueMs();
          expect(next === undefined).toBe(due.size === 0);
          if (next !== undefined) {
            expect(next).toBeGreaterThanOrEqual(Math.min(...due.values()));
            expect(next).toBeLessThan(Math.min(...due.values()) + tickMs);
          }
        }
      }),
    );
  });

  it('forgets what is removed', () => {
    const wheel = createWheel<string>(10, 1000);
    wheel.set('a', 50);
    wheel.remove('a');
    expect(wheel.takeDue(100)).toEqual([]);
    expect(wheel.nextDueMs()).toBeUndefined();
  });
});

describe('the phase', () => {
  it('is the same for a device at every start, between 0 and 1', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        expect(phaseOf(id)).toBe(phaseOf(id));
        expect(phaseOf(id)).toBeGreaterThanOrEqual(0);
        expect(phaseOf(id)).toBeLessThan(1);
      }),
    );
  });

  it('spreads ids that differ in one digit evenly', () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 5000; index++) {
      const tenth = Math.floor(phaseOf(`sw-${index}`) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(420);
    expect(Math.max(...tenths)).toBeLessThan(580);
  });
});
