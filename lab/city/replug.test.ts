import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { City } from '../../inventory/index.ts';
import { noFaults } from '../faults/model.ts';
import { worldOf } from '../faults/world.ts';
import { referenceCity } from '../testing/reference.fake.ts';
import { planOf } from './plan/plan.ts';
import { createPatchPanel } from './replug.ts';
import { createSimulation } from './simulation.ts';

let city: City;
beforeAll(async () => {
  city = await referenceCity();
});

/** Who hears whom, in words: what a move must change and a repair restore. */
function wiringOf(plan: ReturnType<typeof planOf>): readonly string[] {
  return [...plan.cables.values()].map(
    ({ id, a, b }) => `${id} ${a.deviceId}/${a.name} ${b === undefined ? '' : `${b.deviceId}/${b.name}`}`,
  );
}

describe('a patch panel', () => {
  it('swaps two fibres at their switch, and the far ends stay', () => {
    const plan = planOf(city);
    createPatchPanel(plan).apply([{ target: 'F01', from: 'jintan-agg-1/ge-1-1', to: 'jintan-agg-1/ge-2-1' }]);
    expect(plan.cables.get('F01')).toMatchObject({
      a: { deviceId: 'jintan-agg-1', name: 'ge-2-1', cableId: 'F01' },
      b: { deviceId: 'jincheng-1-utm', name: 'wan1', cableId: 'F01' },
    });
    expect(plan.cables.get('F03')?.a.name).toBe('ge-1-1');
  });

  it('is as at first once the moves are taken back, whatever they were', () => {
    const ports = ['jintan-agg-1/ge-1-1', 'jintan-agg-1/ge-2-1', 'jincheng-1-sw/ge-0-25', 'jincheng-1-sw/ge-0-24'];
    const move = fc.record({
      target: fc.constant('F01'),
      from: fc.constantFrom(...ports),
      to: fc.constantFrom(...ports),
    });
    const plan = planOf(city);
    const panel = createPatchPanel(plan);
    const first = wiringOf(plan);
    fc.assert(
      fc.property(fc.array(move, { maxLength: 6 }), (moves) => {
        panel.apply(moves);
        const ends = [...plan.cables.values()].flatMap(({ a, b }) => (b === undefined ? [a] : [a, b]));
        expect(new Set(ends).size).toBe(ends.length);
        panel.apply([]);
        expect(wiringOf(plan)).toEqual(first);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the simulated city with moved cables and strangers', () => {
  function start() {
    const plan = planOf(city);
    const clock = new FakeClock();
    const simulation = createSimulation({
      plan,
      world: worldOf(plan, noFaults),
      seed: 1,
      clock,
      utcOffsetMs: 0,
    });
    return { plan, clock, simulation };
  }
  type Running = ReturnType<typeof start>['simulation'];
  const hex = (simulation: Running, device: string, oid: string) => {
    const view = simulation.view(device);
    const index = view.find(oid);
    return index < 0 ? undefined : Buffer.from(view.valueAt(index).contents).toString('hex');
  };

  it('lets no counter fall when a cable goes to another port', () => {
    const { plan, clock, simulation } = start();
    clock.advance(600_000);
    const octets = () =>
      simulation
        .device('jincheng-1-sw')
        .ports.map((_, index) =>
          BigInt(`0x${hex(simulation, 'jincheng-1-sw', `1.3.6.1.2.1.31.1.1.1.6.${index + 1}`)}`),
        );
    const before = octets();
    const moves = [{ target: 'x', from: 'jincheng-1-sw/ge-0-1', to: 'jincheng-1-sw/ge-0-20' }];
    simulation.replug(moves);
    simulation.apply(worldOf(plan, { ...noFaults, moves }));
    expect(octets()).toEqual(before);
  });

  it('hears a stranger on his port, and another chassis where a device was replaced', () => {
    const { plan, simulation } = start();
    const identity = () => [
      hex(simulation, 'jincheng-1-utm', '1.3.6.1.2.1.47.1.1.1.1.11.1'),
      hex(simulation, 'jincheng-1-utm', '1.0.8802.1.1.2.1.3.2.0'),
      hex(simulation, 'jincheng-1-utm', '1.3.6.1.2.1.2.2.1.6.1'),
    ];
    const heard = () => {
      const view = simulation.view('jincheng-1-sw');
      const found: string[] = [];
      const column = '1.3.6.1.2.1.17.4.3.1.2';
      for (let at = view.after(column); view.oidAt(at).startsWith(`${column}.`); at += 1) found.push(view.oidAt(at));
      return found.filter((oid) => oid.startsWith(`${column}.2.252.`)).length;
    };
    const before = identity();
    expect(heard()).toBe(0);
    const faults = { ...noFaults, replaced: new Set(['jincheng-1-utm']), foreign: new Set(['jincheng-1-sw/ge-0-20']) };
    simulation.apply(worldOf(plan, faults));
    expect(heard()).toBe(1);
    identity().forEach((value, index) => {
      expect(value).not.toBe(before[index]);
    });
  });
});
