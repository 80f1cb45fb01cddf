import type { LightStanding } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { LightCollectorsPort } from '../ports.ts';
import { wireLightCollector } from '../views/light-collectors.ts';
import type { WireLightCollector } from '../wire-light-collectors.ts';
import { familyText, labelText, type MetricType } from './text.ts';

interface Family {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** Undefined: not known, and then there is no line. */
  value(wire: WireLightCollector, standing: LightStanding, now: EpochMs): number | undefined;
}

const families: readonly Family[] = [
  {
    ...{ name: 'up', type: 'gauge', help: '1 while it is heard' },
    value: ({ condition }) => (condition === 'connected' || condition === 'catching-up' ? 1 : 0),
  },
  {
    ...{ name: 'last_contact_seconds', type: 'gauge', help: 'Time since it was heard' },
    value: (_, { account }, now) => (account === undefined ? undefined : Math.max(0, now - account.seenAt) / 1000),
  },
  {
    ...{ name: 'waiting_records', type: 'gauge', help: 'Results that waited on its disk when it was heard last' },
    value: ({ waiting }) => waiting,
  },
  {
    ...{ name: 'records_total', type: 'counter', help: 'Results taken from it' },
    value: ({ results }) => results,
  },
  {
    ...{ name: 'lost_records_total', type: 'counter', help: 'Results that are known to never come' },
    value: ({ lost }) => lost,
  },
  {
    ...{ name: 'certificate_end_timestamp_seconds', type: 'gauge', help: 'When its certificate ends' },
    value: (_, { certificateEndsAt: endsAt }) => (endsAt === undefined ? undefined : endsAt / 1000),
  },
  {
    ...{ name: 'clock_offset_seconds', type: 'gauge', help: 'What its clock is ahead of the hub' },
    value: ({ clockOffSeconds }) => clockOffSeconds ?? undefined,
  },
];

/** Light collectors that are let in: whether they are heard, what waits on their disks, what was taken, what never came. */
export function* lightCollectorsText(port: LightCollectorsPort | undefined, now: EpochMs): Generator<string> {
  if (port?.hub === undefined) return;
  const standings = port.hub
    .list()
    .filter(({ revokedAt }) => revokedAt === undefined)
    .map((standing) => ({ standing, wire: wireLightCollector(standing, now) }));
  for (const { name, type, help, value } of families) {
    const lines = standings.flatMap(({ standing, wire }) => {
      const found = value(wire, standing, now);
      return found === undefined ? [] : [[labelText({ collector: wire.id, place: wire.placeId }), found] as const];
    });
    yield familyText(`fangzhou_light_collector_${name}`, type, help, lines);
  }
  const help = 'Enrolments and certificates refused since the start';
  yield familyText('fangzhou_light_collector_refusals_total', 'counter', help, [['', port.hub.refusals()]]);
}
