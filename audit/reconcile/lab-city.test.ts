import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPoller, deviceMetrics, interfaceMetrics, readTopology } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { systemClock } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { type RunningCity, startCity } from '../../lab/index.ts';
import { referenceCity, testCredentials } from '../../lab/testing/reference.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import type { Finding } from './model.ts';
import { createReconciler, type Reconciler } from './reconciler.ts';

/** Real agents on real sockets: what the whole city tells is compared, and each fault is told by its own finding. */
describe('reconciliation with the lab’s city', () => {
  let city: City;
  let running: RunningCity;
  let poller: ReturnType<typeof createPoller>;
  const clock = new FakeClock();
  const store = createFakeStore({
    kinds: [
      { name: 'interface', columns: interfaceMetrics },
      { name: 'device', columns: deviceMetrics },
    ],
    clock,
  });
  let reconciler: Reconciler;
  const point = ['jintan-agg-1', 'jincheng-1-utm', 'jincheng-1-sw', 'jincheng-2-utm', 'jincheng-2-sw'];

  beforeAll(async () => {
    city = await referenceCity();
    running = await startCity({ city, credentials: testCredentials, clock: systemClock, seed: 1, utcOffsetMs: 0 });
    poller = createPoller({ clock: systemClock });
    const agents = [...running.targets].map(([deviceId, { host, port }]) => ({
      deviceId,
      kind: city.devices.get(deviceId)?.kind ?? 'other',
      target: { transport: 'udp4' as const, host, port },
      credential: { version: 'v2c' as const, community: 'lab-test' },
    }));
    poller.apply(agents, { timeoutMs: 3000, retries: 1, maxRepetitions: 24, budgetMs: 10_000 });
    reconciler = createReconciler({ store, clock });
    await reconciler.start();
    reconciler.apply(city, poller.agents.keys());
  });
  afterAll(async () => {
    reconciler?.close();
    poller?.close();
    await running?.stop();
  });

  async function survey(devices: Iterable<string> = running.targets.keys()): Promise<void> {
    await clock.advance(60_000);
    for (const deviceId of devices) {
      const reading = await poller.use(deviceId, (session) => readTopology({ session, clock: systemClock, deviceId }));
      if (reading === undefined) throw new Error(`${deviceId} has no agent`);
      expect(reading.outcome, `${deviceId} ${JSON.stringify(reading.faults)}`).toBe('answered');
      reconciler.observe({ ...reading, startedAt: clock.now(), finishedAt: clock.now() });
    }
    await clock.advance(1_000);
  }

  const open = (): readonly Finding[] => reconciler.list().filter(({ clearedAt }) => clearedAt === undefined);
  const shown = () => open().map(({ kind, element, declared, observed }) => [kind, element.id, declared, observed]);

  it('finds nothing in a city that is as declared, and draws every link as declared and seen', async () => {
    await survey();
    expect(shown()).toEqual([]);
    const { cables, strangers } = reconciler.drawing();
    expect(cables.filter(({ linkId }) => linkId !== undefined)).toHaveLength(city.links.size);
    expect(cables.filter(({ mark }) => mark !== 'both')).toEqual([]);
    expect(cables.length).toBeGreaterThan(city.links.size + city.points.size);
    expect(strangers).toEqual([]);
  }, 60_000);

  it('finds two fibres in each other’s ports, and nothing once they are back', async () => {
    running.apply('move-cable F01 ge-2-1');
    await survey(point);
    expect(shown().sort()).toEqual([
      ['moved-cable', 'F01', 'jintan-agg-1/ge-1-1', 'jintan-agg-1/ge-2-1'],
      ['moved-cable', 'F03', 'jintan-agg-1/ge-2-1', 'jintan-agg-1/ge-1-1'],
    ]);
    const marks = reconciler.drawing().cables.filter(({ linkId }) => linkId === 'F01' || linkId === 'F03');
    expect(marks.map(({ mark }) => mark)).toEqual(['declared', 'declared']);
    expect(reconciler.drawing().cables.filter(({ mark }) => mark === 'observed')).toHaveLength(2);
    running.apply('repair all');
    await survey(point);
    expect(shown()).toEqual([]);
    expect(reconciler.list().map(({ status }) => status)).toEqual(['cleared', 'cleared']);
  }, 60_000);

  it('finds a terminal at another socket, an uplink in another port and a stranger', async () => {
    running.apply('move-cable jincheng-1-sw/ge-0-1 ge-0-20');
    running.apply('move-cable jincheng-2-sw/ge-0-25 ge-0-23');
    running.apply('foreign jincheng-2-sw/ge-0-22');
    await survey(point);
    expect(shown().sort()).toEqual([
      ['foreign-mac', 'jincheng-2-sw/ge-0-22', '', expect.stringMatching(/^02:fc:.* jincheng-2-sw\/ge-0-22$/)],
      ['misplaced-terminal', 'jincheng-1-t01', 'jincheng-1-sw/ge-0-1', 'jincheng-1-sw/ge-0-20'],
      ['moved-cable', 'jincheng-2-utm/lan1', 'jincheng-2-sw/ge-0-25', 'jincheng-2-sw/ge-0-23'],
    ]);
    running.apply('repair all');
    await survey(point);
    expect(shown()).toEqual([]);
  }, 60_000);

  it('finds another device in a rack by serial number and MAC, and none for interfaces in another order', async () => {
    running.apply('replace jincheng-1-utm 0');
    running.apply('swap jincheng-2-sw 0');
    await expect.poll(() => running.faults().rebooting.size, { timeout: 10_000 }).toBe(0);
    await survey(point);
    expect(shown()).toEqual([['replaced-device', 'jincheng-1-utm', expect.any(String), expect.any(String)]]);
    const [finding] = open();
    expect(finding?.against).toBe('memory');
    const id = finding?.id ?? '';
    const decided = reconciler.decide({ id, verdict: 'accepted', by: 'admin', reason: '送修更换' });
    expect(decided).toMatchObject({ ok: true, finding: { status: 'accepted' } });
    await survey(point);
    expect(shown()).toEqual([]);
    // The old one in the rack again is a replacement too, now that the new one has been accepted.
    running.apply('repair jincheng-1-utm');
    await survey(point);
    expect(shown()).toHaveLength(1);
  }, 60_000);
});
