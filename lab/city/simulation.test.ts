import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { City } from '../../inventory/index.ts';
import type { View } from '../agent/index.ts';
import { type FaultEvent, type Faults, noFaults } from '../faults/model.ts';
import { transition } from '../faults/transition.ts';
import { worldOf } from '../faults/world.ts';
import { referenceCity } from '../testing/reference.fake.ts';
import type { Plan } from './plan/model.ts';
import { planOf } from './plan/plan.ts';
import { createSimulation } from './simulation.ts';

const ifX = '1.3.6.1.2.1.31.1.1.1';
const ifEntry = '1.3.6.1.2.1.2.2.1';
const columns = {
  hcIn: `${ifX}.6`,
  hcOut: `${ifX}.10`,
  in32: `${ifEntry}.10`,
  errors: `${ifEntry}.14`,
  oper: `${ifEntry}.8`,
};

let city: City;
let plan: Plan;
beforeAll(async () => {
  city = await referenceCity();
  plan = planOf(city);
});

function start(at = Date.UTC(2026, 0, 7, 1)) {
  const clock = new FakeClock(at);
  let faults: Faults = noFaults;
  const options = { plan, world: worldOf(plan, faults), seed: 7, clock, utcOffsetMs: 8 * 3_600_000 };
  const simulation = createSimulation(options);
  return {
    clock,
    simulation,
    happen(event: FaultEvent) {
      const next = transition(faults, event);
      faults = next.faults;
      simulation.apply(worldOf(plan, faults));
      for (const effect of next.effects) if (effect.kind === 'boot') simulation.boot(effect.deviceId, effect.swap);
    },
  };
}
type City_ = ReturnType<typeof start>;

function number(view: View, oid: string): number {
  const index = view.find(oid);
  if (index < 0) throw new Error(`no row ${oid}`);
  return Number(BigInt(`0x${Buffer.from(view.valueAt(index).contents).toString('hex')}`));
}

/** Value of a column for an interface named by its ifName. */
function read({ simulation }: City_, deviceId: string, name: string, column: string): number {
  const view = simulation.view(deviceId);
  for (let at = view.after(`${ifX}.1`); view.oidAt(at).startsWith(`${ifX}.1.`); at += 1) {
    if (Buffer.from(view.valueAt(at).contents).toString() !== name) continue;
    return number(view, `${column}.${view.oidAt(at).split('.').at(-1)}`);
  }
  throw new Error(`${deviceId} has no ${name}`);
}

function linkOf(id: string) {
  const link = city.links.get(id);
  if (link === undefined) throw new Error(`no ${id}`);
  return link;
}

describe('the simulated city', () => {
  it('has a port for both ends of every link and an agent view for every device', () => {
    const running = start();
    for (const { a, b } of city.links.values()) {
      expect(read(running, a.deviceId, a.interfaceName, columns.oper)).toBe(1);
      expect(read(running, b.deviceId, b.interfaceName, columns.oper)).toBe(1);
    }
    for (const id of city.devices.keys()) expect(running.simulation.view(id).size).toBeGreaterThan(40);
  });

  it('counts the same octets at both ends of every link, and 32 bits as the low half of 64', async () => {
    const running = start();
    const ends = () =>
      [...city.links.values()].map(({ a, b }) => ({
        aOut: read(running, a.deviceId, a.interfaceName, columns.hcOut),
        bIn: read(running, b.deviceId, b.interfaceName, columns.hcIn),
        low: read(running, b.deviceId, b.interfaceName, columns.in32),
      }));
    const before = ends();
    await running.clock.advance(61_000);
    for (const [index, { aOut, bIn, low }] of ends().entries()) {
      const passed = bIn - (before[index]?.bIn ?? 0);
      expect(passed).toBeGreaterThan(0);
      // Each end counts whole octets from its own beginning.
      expect(Math.abs(aOut - (before[index]?.aOut ?? 0) - passed)).toBeLessThanOrEqual(1);
      expect(low).toBe(bIn % 2 ** 32);
    }
  });

  it('uses its links most of the time between 2 and 45 per cent, more on a workday morning than at night', async () => {
    const running = start();
    const use = async () => {
      const primary = [...city.links.values()].filter(({ role }) => role === 'primary');
      const count = () => primary.map(({ b }) => read(running, b.deviceId, b.interfaceName, columns.hcIn));
      const before = count();
      await running.clock.advance(300_000);
      return count().map(
        (now, index) => ((now - (before[index] ?? 0)) * 8) / 300 / (primary[index]?.bandwidthBitsPerSecond ?? 1),
      );
    };
    await running.clock.advance(3_600_000);
    const morning = await use();
    await running.clock.advance(13 * 3_600_000);
    const night = await use();
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(morning.filter((share) => share > 0.02 && share < 0.45).length).toBeGreaterThan(morning.length * 0.9);
    expect(mean(morning)).toBeGreaterThan(2 * mean(night));
    expect(mean(night)).toBeGreaterThan(0.005);
  });

  it('tells the same whenever it is asked: nothing drifts with the number of questions', async () => {
    const often = start();
    const once = start();
    for (let asked = 0; asked < 50; asked += 1) {
      read(often, 'rulin-1-utm', 'wan1', columns.hcIn);
      await often.clock.advance(777);
    }
    await once.clock.advance(50 * 777);
    const one = read(once, 'rulin-1-utm', 'wan1', columns.hcIn);
    expect(read(often, 'rulin-1-utm', 'wan1', columns.hcIn)).toBe(one);
  });

  const steps = fc.array(
    fc.tuple(
      fc.integer({ min: 1, max: 40_000_000 }),
      fc.constantFrom<FaultEvent>(
        { verb: 'cut', linkId: 'F01' },
        { verb: 'cut', linkId: 'F02' },
        { verb: 'saturate', linkId: 'F01' },
        { verb: 'unidirectional', linkId: 'F01' },
        { verb: 'errors', target: 'F01', perSecond: 3 },
        { verb: 'down', deviceId: 'jincheng-1-sw' },
        { verb: 'reboot', deviceId: 'jincheng-1-utm', silentSeconds: 0 },
        { verb: 'booted', deviceId: 'jincheng-1-utm', swap: true },
        { verb: 'repair', target: 'F01' },
        { verb: 'repair', target: 'all' },
      ),
    ),
    { maxLength: 25 },
  );

  it('never lets a counter fall except at the reboot of its own device', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const running = start();
        const watched = [
          ['jintan-agg-1', 'ge-1-1'],
          ['jintan-agg-1', 'xge-0-1'],
          ['jincheng-1-utm', 'wan1'],
          ['jincheng-1-utm', 'lan1'],
          ['jincheng-1-sw', 'ge-0-3'],
        ] as const;
        const boots = (id: string) => running.simulation.device(id).boots;
        const all = () =>
          watched.flatMap(([id, name]) =>
            [columns.hcIn, columns.hcOut, columns.errors].map((column) => ({
              value: read(running, id, name, column),
              boots: boots(id),
            })),
          );
        let before = all();
        for (const [ms, event] of given) {
          running.happen(event);
          const atOnce = all();
          await running.clock.advance(ms);
          const later = all();
          for (const [from, to] of [[before, atOnce] as const, [atOnce, later] as const]) {
            for (const [index, { value, boots: now }] of to.entries()) {
              if (now === from[index]?.boots) expect(value).toBeGreaterThanOrEqual(from[index]?.value ?? 0);
              else expect(value).toBe(0);
            }
          }
          before = later;
        }
      }),
      { numRuns: 20 },
    );
  });

  it('takes a cut link down at both ends, says when, and stops its counters', async () => {
    const running = start();
    await running.clock.advance(10_000);
    const { a, b } = linkOf('F04');
    running.happen({ verb: 'cut', linkId: 'F04' });
    expect(read(running, a.deviceId, a.interfaceName, columns.oper)).toBe(2);
    expect(read(running, b.deviceId, b.interfaceName, columns.oper)).toBe(2);
    const upTime = number(running.simulation.view(a.deviceId), '1.3.6.1.2.1.1.3.0');
    expect(read(running, a.deviceId, a.interfaceName, `${ifEntry}.9`)).toBe(upTime);
    const stood = read(running, a.deviceId, a.interfaceName, columns.hcOut);
    await running.clock.advance(60_000);
    expect(read(running, a.deviceId, a.interfaceName, columns.hcOut)).toBe(stood);
  });

  it('moves a point to its backup link when the primary is cut, and back', async () => {
    const running = start();
    const rate = async (name: string) => {
      const before = read(running, 'jincheng-1-utm', name, columns.hcIn);
      await running.clock.advance(60_000);
      return (read(running, 'jincheng-1-utm', name, columns.hcIn) - before) / 60;
    };
    expect(await rate('wan2')).toBeLessThan(100);
    running.happen({ verb: 'cut', linkId: 'F01' });
    expect(await rate('wan1')).toBe(0);
    expect(await rate('wan2')).toBeGreaterThan(10_000);
    running.happen({ verb: 'repair', target: 'F01' });
    expect(await rate('wan2')).toBeLessThan(100);
  });

  it('shows a one-way fault as two ends that disagree', () => {
    const running = start();
    const { a, b } = linkOf('F04');
    running.happen({ verb: 'unidirectional', linkId: 'F04' });
    expect(read(running, a.deviceId, a.interfaceName, columns.oper)).toBe(1);
    expect(read(running, b.deviceId, b.interfaceName, columns.oper)).toBe(2);
  });

  it('fills a saturated link and counts errors at the rate that was asked for', async () => {
    const running = start();
    const { b } = linkOf('F04');
    running.happen({ verb: 'saturate', linkId: 'F04' });
    running.happen({ verb: 'errors', target: 'F04', perSecond: 20 });
    const before = [columns.hcIn, columns.errors].map((column) => read(running, b.deviceId, b.interfaceName, column));
    await running.clock.advance(100_000);
    const after = [columns.hcIn, columns.errors].map((column) => read(running, b.deviceId, b.interfaceName, column));
    expect((((after[0] ?? 0) - (before[0] ?? 0)) * 8) / 100 / 100_000_000).toBeCloseTo(0.97, 3);
    expect((after[1] ?? 0) - (before[1] ?? 0)).toBe(2000);
  });

  it('gives interfaces other numbers after a swap, and their names stay with their traffic', () => {
    const running = start();
    const names = () => {
      const view = running.simulation.view('rulin-1-utm');
      const first = view.after(`${ifX}.1`);
      return Array.from({ length: number(view, '1.3.6.1.2.1.2.1.0') }, (_, index) =>
        Buffer.from(view.valueAt(first + index).contents).toString(),
      );
    };
    const before = names();
    running.happen({ verb: 'swap', deviceId: 'rulin-1-utm', silentSeconds: 0 });
    running.happen({ verb: 'booted', deviceId: 'rulin-1-utm', swap: true });
    expect(names()).toEqual([...before].reverse());
  });
});
