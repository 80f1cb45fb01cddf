import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { smallCity } from '../city.fake.ts';
import { createNature, type Nature } from '../nature.fake.ts';
import { createStateEngine, type StateEngine } from './engine.ts';
import { type ElementState, elementKinds } from './model.ts';

const settings = {
  periodSeconds: 30,
  staleAfterPeriods: 3,
  raiseAfterPolls: 3,
  errorsPerSecondRaise: 10,
  errorsPerSecondClear: 1,
};
const city = smallCity();
const deviceIds = [...city.devices.keys()];
const linkIds = [...city.links.keys()];

interface Faults {
  readonly cut: readonly string[];
  readonly dead: readonly string[];
  readonly mute: readonly string[];
}

const faults: fc.Arbitrary<Faults> = fc.record({
  cut: fc.subarray(linkIds),
  dead: fc.subarray(
    deviceIds.filter((id) => id !== 'core'),
    { maxLength: 2 },
  ),
  mute: fc.subarray(deviceIds, { maxLength: 2 }),
});

function inflict(nature: Nature, { cut, dead, mute }: Faults): void {
  nature.cut.clear();
  nature.dead.clear();
  nature.mute.clear();
  for (const id of cut) nature.cut.add(id);
  for (const id of dead) nature.dead.add(id);
  for (const id of mute) nature.mute.add(id);
}

/** One period: every device once in the given order, with or without polls at once. */
async function round(
  engine: StateEngine,
  nature: Nature,
  clock: FakeClock,
  order: readonly string[],
  atOnce: boolean,
  look: () => void = () => {},
): Promise<void> {
  for (const deviceId of order) {
    engine.observe(nature.poll(deviceId, clock.now()), []);
    if (atOnce) for (const wanted of engine.takePollWanted()) engine.observe(nature.poll(wanted, clock.now() + 1), []);
    await clock.advance(30_000 / order.length);
    engine.tick();
    look();
  }
}

const words = (engine: StateEngine): readonly string[] =>
  elementKinds
    .flatMap((kind) => engine.all(kind))
    .map((state) => `${state.kind} ${state.id} ${state.state} ${state.behind?.map((ref) => ref.id).join() ?? ''}`)
    .sort();

/** Whether a state that is not unknown rests on fresh evidence of everything that it must rest on. */
function isGrounded(state: ElementState, now: number): boolean {
  const fresh = state.evidence.filter((entry) => now - entry.at <= 90_000);
  const said = (value: string): number => fresh.filter((entry) => entry.value === value).length;
  if (state.state !== 'up') return true;
  if (state.kind === 'link') return said('up') === 2;
  if (state.kind === 'interface') return said('up') === 1;
  if (state.kind === 'pair') return fresh.length === 2;
  return fresh.length > 0;
}

describe('states under any order of polls', () => {
  it('end the same after the same faults, whoever is polled first and whether doubts are polled at once or not', async () => {
    const runs = fc.array(
      fc.record({ order: fc.shuffledSubarray(deviceIds, { minLength: deviceIds.length }), atOnce: fc.boolean() }),
      {
        minLength: 2,
        maxLength: 2,
      },
    );
    await fc.assert(
      fc.asyncProperty(faults, runs, async (what, variants) => {
        const ends: (readonly string[])[] = [];
        for (const { order, atOnce } of variants) {
          const clock = new FakeClock();
          const engine = createStateEngine({ city, settings, clock });
          const nature = createNature(city);
          for (let i = 0; i < 2; i += 1) await round(engine, nature, clock, order, atOnce);
          inflict(nature, what);
          for (let i = 0; i < 10; i += 1) await round(engine, nature, clock, order, atOnce);
          ends.push(words(engine));
        }
        expect(ends[1]).toEqual(ends[0]);
      }),
      { numRuns: 150 },
    );
  });

  it('are never green without fresh evidence, and never down for a device that cannot be reached', async () => {
    const order = fc.shuffledSubarray(deviceIds, { minLength: deviceIds.length });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ what: faults, order, atOnce: fc.boolean() }), { minLength: 1, maxLength: 6 }),
        async (phases) => {
          const clock = new FakeClock();
          const engine = createStateEngine({ city, settings, clock });
          const nature = createNature(city);
          for (const { what, order: chosen, atOnce } of phases) {
            inflict(nature, what);
            await round(engine, nature, clock, chosen, atOnce, () => {
              for (const kind of elementKinds) {
                for (const state of engine.all(kind))
                  expect([state, isGrounded(state, clock.now())]).toEqual([state, true]);
              }
            });
          }
          // Everything but the agents is mended: nothing may stay behind or down but what is mute.
          inflict(nature, { cut: [], dead: [], mute: [] });
          for (let i = 0; i < 8; i += 1) await round(engine, nature, clock, deviceIds, true);
          expect(elementKinds.flatMap((kind) => engine.all(kind)).filter((state) => state.state !== 'up')).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('blame only cut links for what is behind them', async () => {
    const order = fc.shuffledSubarray(deviceIds, { minLength: deviceIds.length });
    await fc.assert(
      fc.asyncProperty(fc.subarray(linkIds, { minLength: 1 }), order, fc.boolean(), async (cut, chosen, atOnce) => {
        const clock = new FakeClock();
        const engine = createStateEngine({ city, settings, clock });
        const nature = createNature(city);
        for (let i = 0; i < 2; i += 1) await round(engine, nature, clock, chosen, atOnce);
        inflict(nature, { cut, dead: [], mute: [] });
        for (let i = 0; i < 6; i += 1) {
          await round(engine, nature, clock, chosen, atOnce, () => {
            for (const device of engine.all('device')) expect(device.state).not.toBe('down');
          });
        }
        for (const link of engine.all('link'))
          expect([link.id, link.state]).toEqual([link.id, cut.includes(link.id) ? 'down' : 'up']);
        for (const device of engine.all('device')) {
          const hidden = device.state === 'unknown' ? (device.behind?.map((ref) => ref.id) ?? []) : undefined;
          const reachable = nature.reachable(device.id);
          const pointId = city.devices.get(device.id)?.pointId;
          const links = [...city.links.values()].filter((link) => link.pointId === pointId).map((link) => link.id);
          expect([device.id, hidden]).toEqual([device.id, reachable ? undefined : links]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
