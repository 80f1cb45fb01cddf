import type { PollHealth } from '../../collector/index.ts';
import type { CollectorPort } from '../ports.ts';
import type { DeviceBook } from '../views/book.ts';
import { familyText, type Line, labelText, type MetricType } from './text.ts';

interface Family {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** Undefined: this device has none. */
  read(health: PollHealth, book: DeviceBook): number | undefined;
}

const perDevice: readonly Family[] = [
  {
    name: 'fangzhou_device_poll_duration_seconds',
    type: 'gauge',
    help: 'How long the newest poll took',
    read({ deviceId }, book) {
      const latest = book.page(deviceId)?.latest;
      return latest === undefined ? undefined : Math.max(0, latest.finishedAt - latest.startedAt) / 1000;
    },
  },
  {
    name: 'fangzhou_device_poll_values',
    type: 'gauge',
    help: 'Varbinds that the newest poll brought',
    read: ({ deviceId }, book) => book.page(deviceId)?.latest.values,
  },
  {
    name: 'fangzhou_device_snmp_requests_total',
    type: 'counter',
    help: 'Requests sent, repetitions included',
    read: ({ requests }) => requests,
  },
  {
    name: 'fangzhou_device_snmp_retries_total',
    type: 'counter',
    help: 'Requests sent again',
    read: ({ retries }) => retries,
  },
  {
    name: 'fangzhou_device_snmp_timeouts_total',
    type: 'counter',
    help: 'Requests given up',
    read: ({ timeouts }) => timeouts,
  },
  {
    name: 'fangzhou_device_snmp_round_trip_seconds',
    type: 'gauge',
    help: 'Smoothed round trip of requests',
    read: ({ roundTripMs }) => (roundTripMs === undefined ? undefined : roundTripMs / 1000),
  },
  {
    name: 'fangzhou_device_breaker_open',
    type: 'gauge',
    help: '1 while the device is only probed, as it has been silent for long',
    read: ({ breaker }) => (breaker === 'open' ? 1 : 0),
  },
];

/** How the collector goes: the schedule, the wire, the clock, and the polling of each device. */
export function* collectorText(
  collector: CollectorPort,
  deviceIds: Iterable<string>,
  book: DeviceBook,
): Generator<string> {
  const schedule = collector.schedule();
  const clock = collector.clock();
  const wire = collector.wire();
  const whole: readonly (readonly [string, MetricType, string, number])[] = [
    ['fangzhou_schedule_lag_seconds', 'gauge', 'How late the newest poll began', schedule.lagMs / 1000],
    ['fangzhou_schedule_queued', 'gauge', 'Devices that wait for a slot', schedule.queued],
    ['fangzhou_schedule_running', 'gauge', 'Polls under way', schedule.running],
    ['fangzhou_schedule_slow_devices', 'gauge', 'Devices whose newest poll took long', schedule.slowDevices],
    ['fangzhou_schedule_planned_total', 'counter', 'Polls that the period asked for', schedule.planned],
    ['fangzhou_schedule_overruns_total', 'counter', 'Polls left out, as the last had not ended', schedule.overrun],
    ['fangzhou_wire_requests_open', 'gauge', 'Requests that wait for their answer', wire.open],
    ['fangzhou_wire_strays_total', 'counter', 'Datagrams from addresses that were never asked', wire.strays],
    ['fangzhou_clock_jumps_total', 'counter', 'Times that the clock was set or the machine slept', clock.jumps],
    ['fangzhou_clock_held_ups_total', 'counter', 'Times that this process did not run', clock.heldUps],
  ];
  for (const [name, type, help, value] of whole) yield familyText(name, type, help, [['', value]]);
  const all = [...deviceIds].flatMap((deviceId) => collector.health(deviceId) ?? []);
  for (const { name, type, help, read } of perDevice) {
    const lines = all.flatMap((health): Line[] => {
      const value = read(health, book);
      return value === undefined ? [] : [[labelText({ device: health.deviceId }), value]];
    });
    yield familyText(name, type, help, lines);
  }
}
