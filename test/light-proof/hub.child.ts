/** The hub's side of the proof: real store, real listener; what is delivered goes into a journal, in the turn of the delivery. */
import { openLightHub, packAssignment } from '../../collector/index.ts';
import { createLog } from '../../core/index.ts';
import { createTimeLapse } from '../../core/time-lapse.fake.ts';
import type { ProbeSettings } from '../../inventory/index.ts';
import { openProofStore, type Timing } from './timing.ts';

const wish = JSON.parse(process.argv[2] ?? '{}') as Timing & { readonly probes: readonly ProbeSettings[] };
const clock = createTimeLapse(wish.factor, wish.sinceMs);
const log = createLog('warn');
const store = await openProofStore(wish.hubFolder, clock, log);
const hub = await openLightHub({
  folder: `${wish.hubFolder}/collectors`,
  address: { transport: 'tls', host: '127.0.0.1', port: 0 },
  ...{ store, clock, log },
  silentAfterMs: () => 60_000,
  isPlace: () => true,
  assignment: () =>
    packAssignment({ probes: wish.probes, figures: [], concurrency: wish.probes.length, timeZone: 'Asia/Shanghai' }),
  onDelivery({ collectorId: subject, deliveries }) {
    for (const { sequence, result } of deliveries)
      store.record({
        journal: 'proof',
        at: result?.startedAt ?? 0,
        subject,
        body: { sequence, id: result?.reason.key },
      });
  },
  onEvent: (id, event) => log.warn({ id, ...event }, 'light-event'),
});
process.on('message', () => {
  const answer = hub.makeToken({ collectorId: 'point-1', placeId: 'P1', by: 'proof' });
  void store.flush().then(() => process.send?.(answer.ok ? answer.made.token : answer.refusal));
});
process.once('SIGTERM', () => {
  void hub
    .close()
    .then(() => store.close())
    .finally(() => process.exit(0));
});
process.send?.({ port: hub.listening?.port });
