import type { Cancel } from '../../core/index.ts';
import { createAsked, Device, type Mark } from './device.ts';
import { createLanes } from './lanes.ts';
import type { Pace, Scheduler, SchedulerOptions } from './model.ts';
import { phaseOf } from './phase.ts';
import { createWheel, type Wheel } from './wheel.ts';

/**
 * Between the end of a poll and one that was asked for: a storm of traps must not become a storm of polls. Half a second, so that
 * what a trap tells is confirmed within one.
 */
const pauseMs = 500;
/** Due times are this coarse: polls of devices that fall into one tick share a wake-up. */
const longestTickMs = 50;

function wheelFor(periodMs: number): Wheel<Mark> {
  return createWheel(Math.min(longestTickMs, Math.max(1, Math.floor(periodMs / 100))), 2 * periodMs);
}

/** Makes a scheduler that stands still until `start`. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock, log, poll, slowAfterMs = 1_000, stopWithinMs = 5_000 } = options;
  let pace: Required<Pace> = {
    periodMs: options.periodMs,
    concurrency: Math.max(1, options.concurrency),
    groupConcurrency: Math.max(1, options.groupConcurrency ?? Number.POSITIVE_INFINITY),
  };
  const devices = new Map<string, Device>();
  const running = new Set<Device>();
  const runningIn = new Map<string, number>();
  const lanes = createLanes<Device>();
  let wheel = wheelFor(pace.periodMs);
  let epochMs = 0;
  let phase: 'new' | 'running' | 'stopped' = 'new';
  let timer: { readonly dueMs: number; readonly cancel: Cancel } | undefined;
  let onIdle: (() => void) | undefined;
  const counts = { planned: 0, started: 0, done: 0, failed: 0, overrun: 0, lagMs: 0, worstLagMs: 0 };

  /** The device's own place in the period, first time at or after `fromMs`. */
  function placeAfter(device: Device, fromMs: number): number {
    const first = epochMs + phaseOf(device.id) * pace.periodMs;
    return first + Math.ceil((fromMs - first) / pace.periodMs) * pace.periodMs;
  }

  function placeFirst(device: Device, sweepMs: number): void {
    device.dueMs = clock.monotonicMs() + phaseOf(device.id) * sweepMs;
    wheel.set(device.regular, device.dueMs);
  }

  function firstSweepMs(): number {
    return Math.min(options.firstSweepMs ?? 10_000, pace.periodMs);
  }

  function arm(): void {
    const dueMs = phase === 'running' ? wheel.nextDueMs() : undefined;
    if (timer?.dueMs === dueMs) return;
    timer?.cancel();
    timer =
      dueMs === undefined
        ? undefined
        : { dueMs, cancel: clock.after(Math.max(0, Math.ceil(dueMs - clock.monotonicMs())), turn) };
  }

  function turn(): void {
    timer = undefined;
    const now = clock.monotonicMs();
    for (const mark of wheel.takeDue(now)) {
      const { device } = mark;
      if (mark === device.regular) planned(device, now);
      else enqueue(device, now, true);
    }
    fill();
    arm();
  }

  function planned(device: Device, now: number): void {
    const due = device.dueMs;
    // Half a period at least between the first poll of the quick sweep and the device's own place.
    let next = placeAfter(device, due + pace.periodMs / 2);
    const missed = next > now ? 0 : Math.floor((now - next) / pace.periodMs) + 1;
    next += missed * pace.periodMs;
    counts.planned += 1 + missed;
    counts.overrun += missed;
    device.dueMs = next;
    wheel.set(device.regular, next);
    if (device.queuedForMs !== undefined || device.startedMs !== undefined) counts.overrun++;
    else enqueue(device, due, false);
  }

  function enqueue(device: Device, forMs: number, urgent: boolean): void {
    device.queuedForMs ??= forMs;
    lanes.add(device, urgent);
  }

  /** Half of the slots at most for devices that are slow, or whose running poll already is. */
  function slowAllowed(now: number): boolean {
    let slow = 0;
    for (const device of running) if (device.slow || now - (device.startedMs ?? now) >= slowAfterMs) slow++;
    return slow < Math.max(1, Math.floor(pace.concurrency / 2));
  }

  function hasRoom({ group }: Device): boolean {
    return group === '' || (runningIn.get(group) ?? 0) < pace.groupConcurrency;
  }

  function countIn(group: string, change: 1 | -1): void {
    const count = (runningIn.get(group) ?? 0) + change;
    if (count > 0) runningIn.set(group, count);
    else runningIn.delete(group);
  }

  function fill(): void {
    if (phase !== 'running') return;
    const now = clock.monotonicMs();
    while (lanes.size > 0 && running.size < pace.concurrency) {
      const device = lanes.take(slowAllowed(now), hasRoom);
      if (device === undefined) return;
      void run(device, now);
    }
  }

  async function run(device: Device, now: number): Promise<void> {
    counts.started++;
    counts.lagMs = Math.max(0, now - (device.queuedForMs ?? now));
    counts.worstLagMs = Math.max(counts.worstLagMs, counts.lagMs);
    device.queuedForMs = undefined;
    device.startedMs = now;
    running.add(device);
    countIn(device.group, 1);
    const asked = device.asked;
    device.asked = undefined;
    wheel.remove(device.extra);
    try {
      await poll(device.id);
    } catch (thrown) {
      counts.failed++;
      log.error({ deviceId: device.id, err: thrown }, 'poll-failed');
    }
    ended(device);
    asked?.answer(true);
  }

  function ended(device: Device): void {
    const now = clock.monotonicMs();
    counts.done++;
    running.delete(device);
    countIn(device.group, -1);
    device.slow = now - (device.startedMs ?? now) >= slowAfterMs;
    device.startedMs = undefined;
    device.endedMs = now;
    if (device.gone) devices.delete(device.id);
    else if (device.asked !== undefined && phase === 'running') wheel.set(device.extra, now + pauseMs);
    if (running.size === 0) onIdle?.();
    fill();
    arm();
  }

  function drop(device: Device): void {
    wheel.remove(device.regular);
    wheel.remove(device.extra);
    lanes.remove(device);
    device.queuedForMs = undefined;
    device.asked?.answer(false);
    device.asked = undefined;
    device.gone = true;
    if (device.startedMs === undefined) devices.delete(device.id);
  }

  /** A device that is taken in again while its last poll still runs is the same device. */
  function takeIn(id: string): void {
    const known = devices.get(id);
    if (known !== undefined && !known.gone) return;
    const device = known ?? new Device(id, options.placeOf?.(id) ?? { rank: 0, group: '' });
    device.gone = false;
    devices.set(id, device);
    if (phase === 'running') placeFirst(device, firstSweepMs());
  }

  return {
    apply(deviceIds, change = {}) {
      const named = new Set(deviceIds);
      for (const device of [...devices.values()]) if (!named.has(device.id)) drop(device);
      const periodMs = change.periodMs ?? pace.periodMs;
      if (periodMs !== pace.periodMs) {
        pace = { ...pace, periodMs };
        wheel = wheelFor(periodMs);
        epochMs = clock.monotonicMs();
        for (const device of devices.values()) {
          if (phase === 'running' && !device.gone) placeFirst(device, periodMs);
          if (device.asked !== undefined && device.startedMs === undefined && device.queuedForMs === undefined) {
            enqueue(device, epochMs, true);
          }
        }
      }
      pace = {
        periodMs,
        concurrency: Math.max(1, change.concurrency ?? pace.concurrency),
        groupConcurrency: Math.max(1, change.groupConcurrency ?? pace.groupConcurrency),
      };
      for (const id of named) takeIn(id);
      fill();
      arm();
    },
    pollNow(deviceId) {
      const device = devices.get(deviceId);
      if (phase !== 'running' || device === undefined || device.gone) return Promise.resolve(false);
      const fresh = device.asked === undefined;
      device.asked ??= createAsked();
      const { promise } = device.asked;
      if (!fresh || device.startedMs !== undefined) return promise;
      const now = clock.monotonicMs();
      const from = device.endedMs + pauseMs;
      if (device.queuedForMs === undefined && from > now) wheel.set(device.extra, from);
      else enqueue(device, now, true);
      fill();
      arm();
      return promise;
    },
    start() {
      if (phase !== 'new') return;
      phase = 'running';
      epochMs = clock.monotonicMs();
      for (const device of devices.values()) placeFirst(device, firstSweepMs());
      arm();
    },
    async stop() {
      phase = 'stopped';
      arm();
      lanes.clear();
      for (const device of devices.values()) {
        device.queuedForMs = undefined;
        device.asked?.answer(false);
        device.asked = undefined;
      }
      if (running.size === 0) return;
      await new Promise<void>((resolve) => {
        const cancel = clock.after(stopWithinMs, resolve);
        onIdle = () => {
          cancel();
          resolve();
        };
      });
    },
    stats() {
      let slowDevices = 0;
      for (const device of devices.values()) if (device.slow) slowDevices++;
      return { devices: devices.size, ...counts, running: running.size, queued: lanes.size, slowDevices };
    },
  };
}
