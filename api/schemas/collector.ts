import { Type } from '@fastify/type-provider-typebox';
import type { WireCollector, WireCollectorDevice, WirePage } from '../wire.ts';
import { closed, count, id, orNull, outcomes, pageSchema, text, time, words } from './parts.ts';

const milliseconds = Type.Number({ minimum: 0 });

export const collectorSummary = Type.Unsafe<WireCollector>(
  closed({
    devices: count,
    breakersOpen: Type.Integer({ minimum: 0, description: 'Devices silent for so long that they are only probed' }),
    onLibrary: Type.Integer({ minimum: 0, description: 'Devices that the wire path could not read' }),
    troubled: count,
    schedule: closed({
      planned: count,
      done: count,
      overrun: Type.Integer({ minimum: 0, description: 'Polls left out because the one before had not ended' }),
      running: count,
      queued: count,
      slowDevices: count,
      lagMs: milliseconds,
      worstLagMs: milliseconds,
    }),
    wire: closed({ open: count, strays: count }),
    clock: closed({
      jumps: count,
      heldUps: count,
      last: orNull(closed({ kind: words(['jump', 'held-up']), at: time, ms: Type.Number() })),
    }),
  }),
);

const collectorDevice = closed({
  deviceId: id,
  breaker: words(['closed', 'open']),
  silentPolls: count,
  path: words(['wire', 'library']),
  requests: count,
  responses: count,
  retries: orNull(count),
  timeouts: orNull(count),
  roundTripMs: orNull(milliseconds),
  answerOctets: count,
  polledAt: orNull(time),
  outcome: orNull(words(outcomes)),
  pollMs: orNull(milliseconds),
  values: orNull(count),
  faults: Type.Array(text),
});

export const collectorDevicePage = Type.Unsafe<WirePage<WireCollectorDevice>>(
  pageSchema(collectorDevice, 'How the polling of each device goes'),
);
