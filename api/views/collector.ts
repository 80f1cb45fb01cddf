import type { Observation, PollHealth } from '../../collector/index.ts';
import type { CollectorPort } from '../ports.ts';
import type { WireCollector, WireCollectorDevice } from '../wire.ts';
import { isoTime } from './element.ts';
import type { Views } from './views.ts';

/** The polling of one device: its session's counts, and its newest poll. */
export interface DeviceHealth extends PollHealth {
  readonly polledAt: number | undefined;
  readonly outcome: Observation['outcome'] | undefined;
  /** How long the newest poll took. */
  readonly pollMs: number | undefined;
  /** Varbinds that it brought. */
  readonly values: number | undefined;
  readonly faults: readonly string[];
}

/** Undefined for a device that has not been polled. */
export function healthOf(deviceId: string, collector: CollectorPort, views: Views): DeviceHealth | undefined {
  const health = collector.health(deviceId);
  if (health === undefined) return undefined;
  const latest = views.book.page(deviceId)?.latest;
  return {
    ...health,
    polledAt: latest?.finishedAt,
    outcome: latest?.outcome,
    pollMs: latest === undefined ? undefined : Math.max(0, latest.finishedAt - latest.startedAt),
    values: latest?.values,
    faults: [...new Set(latest?.faults.map(({ reason }) => reason) ?? [])],
  };
}

/** What somebody who runs the collector should look at. */
export function isTroubled({ breaker, path, outcome }: DeviceHealth): boolean {
  return breaker === 'open' || path === 'library' || (outcome !== undefined && outcome !== 'answered');
}

export function wireHealth(health: DeviceHealth): WireCollectorDevice {
  const { polledAt, roundTripMs, ...rest } = health;
  return {
    deviceId: rest.deviceId,
    breaker: rest.breaker,
    silentPolls: rest.silentPolls,
    path: rest.path,
    requests: rest.requests,
    responses: rest.responses,
    retries: rest.retries ?? null,
    timeouts: rest.timeouts ?? null,
    roundTripMs: roundTripMs === undefined ? null : Math.round(roundTripMs * 10) / 10,
    answerOctets: rest.answerOctets,
    polledAt: polledAt === undefined ? null : isoTime(polledAt),
    outcome: rest.outcome ?? null,
    pollMs: rest.pollMs ?? null,
    values: rest.values ?? null,
    faults: rest.faults,
  };
}

export function summaryOf(devices: readonly DeviceHealth[], collector: CollectorPort): WireCollector {
  const { last, jumps, heldUps } = collector.clock();
  const schedule = collector.schedule();
  return {
    devices: devices.length,
    breakersOpen: devices.filter(({ breaker }) => breaker === 'open').length,
    onLibrary: devices.filter(({ path }) => path === 'library').length,
    troubled: devices.filter(isTroubled).length,
    schedule: {
      planned: schedule.planned,
      done: schedule.done,
      overrun: schedule.overrun,
      running: schedule.running,
      queued: schedule.queued,
      slowDevices: schedule.slowDevices,
      lagMs: Math.round(schedule.lagMs),
      worstLagMs: Math.round(schedule.worstLagMs),
    },
    wire: { open: collector.wire().open, strays: collector.wire().strays },
    clock: {
      jumps,
      heldUps,
      last:
        last === undefined
          ? null
          : { kind: last.kind, at: isoTime(last.at), ms: last.kind === 'jump' ? last.byMs : last.forMs },
    },
  };
}
