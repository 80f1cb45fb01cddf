import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPoller, readIsolation } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { systemClock } from '../../core/index.ts';
import { type City, type Inventory, loadInventory } from '../../inventory/index.ts';
import { type RunningCity, startCity } from '../../lab/index.ts';
import { testCredentials } from '../../lab/testing/reference.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { type Keeping, openKeeping } from '../custody/keeping.ts';
import { li, wang, wiped } from '../custody/stage.fake.ts';
import { isolationChecks } from './catalogue.ts';
import { outerTerminal } from './city-scene.fake.ts';
import { declarationOf } from './declaration.ts';
import type { Declaration, Scene, SceneDevice } from './model.ts';
import { createStations } from './stations.ts';

/** Real agents on real sockets: what a whole district tells is read as isolation reads it, and judged by every check. */
describe('the checks in the lab', () => {
  let city: City;
  let declaration: Declaration;
  let running: RunningCity;
  let poller: ReturnType<typeof createPoller>;
  /** The district before anything was broken. */
  let sound: readonly Scene[] = [];
  /** The register, whose steps were made an hour ago. */
  let keeping: Keeping;

  beforeAll(async () => {
    const source = join(import.meta.dirname, '..', '..', 'inventory', 'city');
    const env = { FANGZHOU_SNMP_AUTH_KEY: 'correct-horse', FANGZHOU_SNMP_PRIV_KEY: 'battery-staple' };
    const read = await loadInventory({ source, env });
    if (!read.ok) throw new Error('the reference city has mistakes');
    const inventory: Inventory = read.value;
    city = { ...inventory.city, terminals: new Map(inventory.city.terminals).set(outerTerminal.id, outerTerminal) };
    declaration = declarationOf({ ...inventory, city });
    const clock = new FakeClock(systemClock.now() - 3_600_000);
    keeping = await openKeeping({
      store: createFakeStore({ kinds: [], clock }),
      ledger: { append: () => {}, records: async () => ({ records: [], next: undefined }) },
      clock,
      city,
      settings: () => inventory.settings,
    });
    running = await startCity({ city, credentials: testCredentials, clock: systemClock, seed: 1, utcOffsetMs: 0 });
    poller = createPoller({ clock: systemClock });
    const agents = [...running.targets].map(([deviceId, { host, port }]) => ({
      deviceId,
      kind: city.devices.get(deviceId)?.kind ?? 'other',
      target: { transport: 'udp4' as const, host, port },
      credential: { version: 'v2c' as const, community: 'lab-test' },
    }));
    poller.apply(agents, { timeoutMs: 3000, retries: 1, maxRepetitions: 24, budgetMs: 20_000 });
  });
  afterAll(async () => {
    keeping?.close();
    poller?.close();
    await running?.stop();
  });

  /** Every place of a district, as it is now and as it was. */
  async function scenesOf(districtId: string, earlier: readonly Scene[] = []): Promise<readonly Scene[]> {
    const stations = createStations({ city, declaration });
    const before = new Map(
      earlier.flatMap((scene) => scene.devices.map(({ device, reading }) => [device.id, reading])),
    );
    const here = [...city.devices.values()].filter((device) => [districtId, city.id].includes(device.districtId));
    const devices: SceneDevice[] = [];
    for (const device of here) {
      const { id: deviceId } = device;
      const reading = await poller.use(deviceId, (session) => readIsolation({ session, clock: systemClock, deviceId }));
      if (reading !== undefined) stations.take(reading);
      devices.push({ device, reading, earlier: before.get(deviceId) });
    }
    return [...new Set(here.map(({ locationId }) => locationId))].map((placeId) => ({
      placeId,
      districtId,
      now: systemClock.now(),
      declaration,
      city,
      devices: devices.filter(({ device }) => device.locationId === placeId),
      stations: stations.view(),
      register: keeping.registerOf(placeId),
    }));
  }

  /** What is not as it should be: place, check, verdict. A table that no device there offers is no matter here. */
  function openAt(scenes: readonly Scene[]): readonly string[] {
    return scenes.flatMap((scene) =>
      isolationChecks.flatMap((check) =>
        check
          .judge(scene)
          .filter(({ verdict, notOffered }) => verdict !== 'pass' && notOffered !== true)
          .map(({ verdict }) => `${scene.placeId} ${check.id} ${verdict}`),
      ),
    );
  }

  it('find nothing in a district that is as declared', async () => {
    sound = await scenesOf('jintan', await scenesOf('jintan'));
    expect(sound.length).toBeGreaterThan(6);
    expect(openAt(sound)).toEqual([]);
  }, 120_000);

  // A whole district is read for each round, so that a round breaks something at every place, each time something else.
  it.each<{ readonly round: string; readonly broken: readonly (readonly [command: string, checkId: string])[] }>([
    {
      round: 'strangers at ports, ways out and tables',
      broken: [
        ['foreign-mac jincheng-1-sw/ge-0-3', 'ISO-01'],
        ['hub jincheng-2-sw/ge-0-3', 'ISO-03'],
        ['radio rulin-1-utm 4g', 'ISO-05'],
        ['leak-route yaotang-1-utm', 'ISO-07'],
        ['nat zhixi-1-utm', 'ISO-09'],
        ['adjacency zhulin-1-utm bgp', 'ISO-11'],
        ['second-subnet xuebu-1-sw', 'ISO-12'],
        ['open-port zhiqian-1-sw/ge-0-3', 'ISO-16'],
        ['foreign-mac jintan-agg-1/srv-1', 'ISO-01'],
      ],
    },
    {
      round: 'outer terminals, cards, tunnels and clocks',
      broken: [
        ['outer-terminal jincheng-1-sw/ge-0-3', 'ISO-02'],
        ['foreign-neighbour jincheng-2-sw/ge-0-3', 'ISO-04'],
        ['sim rulin-1-utm sim', 'ISO-06'],
        ['public-neighbour yaotang-1-utm', 'ISO-08'],
        ['tunnel zhixi-1-utm', 'ISO-10'],
        ['adjacency zhulin-1-sw ospf', 'ISO-11'],
        ['ipv6 xuebu-1-utm', 'ISO-13'],
        ['outside-ntp zhiqian-1-utm', 'ISO-14'],
        ['forwarding jintan-app-a', 'ISO-12'],
      ],
    },
    {
      round: 'ports that nobody uses, addresses that two claim',
      broken: [
        ['foreign-mac jincheng-1-sw/ge-0-20', 'ISO-01'],
        ['sim jincheng-2-utm cellular', 'ISO-06'],
        ['open-port rulin-1-sw/ge-0-20', 'ISO-16'],
        ['unused-port-up yaotang-1-sw/ge-0-20', 'ISO-17'],
        ['swap-terminal zhixi-1-sw/ge-0-3', 'ISO-18'],
        ['arp-conflict zhulin-1-utm', 'ISO-19'],
        ['consumer-router xuebu-1-sw/ge-0-3', 'ISO-20'],
        ['refuse-table zhiqian-1-sw dot1dTpFdbTable', 'ISO-21'],
        ['arp-conflict jintan-app-a', 'ISO-19'],
      ],
    },
    {
      round: 'what is left of each kind',
      broken: [
        ['sim jincheng-1-utm module', 'ISO-06'],
        ['arp-conflict jincheng-2-sw', 'ISO-19'],
        ['truncate-table rulin-1-utm ipNetToMediaTable', 'ISO-21'],
      ],
    },
  ])(
    'find $round, each at its place, and nothing where nothing was broken',
    async ({ broken }) => {
      for (const [command] of broken) expect([command, running.apply(command)]).toMatchObject([command, { ok: true }]);
      const said = openAt(await scenesOf('jintan', sound)).map((line) => line.split(' ').slice(0, 2).join(' '));
      running.apply('repair all');
      const placeOf = (command: string): string => {
        const deviceId = command.split(' ')[1]?.split('/')[0] ?? '';
        return city.devices.get(deviceId)?.locationId ?? '';
      };
      const places = broken.map(([command]) => placeOf(command));
      // One at a place: what a place says is then of that one alone.
      expect(new Set(places).size).toBe(broken.length);
      expect(said).toEqual(
        expect.arrayContaining(broken.map(([command, checkId]) => `${placeOf(command)} ${checkId}`)),
      );
      expect([...new Set(said.map((line) => line.split(' ')[0]))].sort()).toEqual(places.sort());
    },
    120_000,
  );

  it('find nothing any more once all is repaired', async () => {
    expect(openAt(await scenesOf('jintan', sound))).toEqual([]);
  }, 120_000);

  it('find a terminal that was scrapped by two persons and is plugged in all the same, at its place and nowhere else', async () => {
    for (const event of ['retire', 'scrap'] as const) {
      const sanitisation = event === 'scrap' ? { sanitisation: wiped } : {};
      const wish = { event, reason: '到期', date: 0, custodian: '资产岗', ...sanitisation };
      const date = systemClock.now() - 3_600_000;
      const asked = keeping.custody.propose({ terminalId: 'jincheng-1-t01', wish: { ...wish, date }, by: li });
      if (!('proposal' in asked)) throw new Error('refused');
      keeping.approvals.decide({ id: asked.proposal.id, verdict: 'approve', by: wang, note: '' });
    }
    expect(openAt(await scenesOf('jintan', sound))).toEqual(['jincheng-1 ISO-50 fail']);
  }, 120_000);
});
