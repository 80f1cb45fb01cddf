import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { smallCity } from '../city.fake.ts';
import { createNature } from '../nature.fake.ts';
import { createConfirmer } from './confirmer.ts';
import { createStateEngine } from './engine.ts';

const settings = {
  periodSeconds: 600,
  staleAfterPeriods: 3,
  raiseAfterPolls: 2,
  errorsPerSecondRaise: 10,
  errorsPerSecondClear: 1,
};

/** A city with ten minutes between polls, everything seen once. */
async function stage() {
  const city = smallCity();
  const clock = new FakeClock();
  const states = createStateEngine({ city, settings, clock });
  const nature = createNature(city);
  const polled: string[] = [];
  const pollNow = async (deviceId: string): Promise<boolean> => {
    await clock.advance(20);
    polled.push(deviceId);
    states.observe(nature.poll(deviceId, clock.now()), []);
    return true;
  };
  for (let round = 0; round < 2; round++) for (const deviceId of city.devices.keys()) await pollNow(deviceId);
  await clock.advance(60_000);
  polled.length = 0;
  // F1 is one of two links of its point: both of its ends can be asked while it is cut.
  const { a, b } = city.links.get('F1') ?? { a: { deviceId: '' }, b: { deviceId: '' } };
  const word = () => states.peek('link', 'F1')?.state;
  return { clock, nature, polled, word, a: a.deviceId, b: b.deviceId, confirmer: createConfirmer({ states, pollNow }) };
}

describe('a hint', () => {
  it('is confirmed by one poll where one end settles it', async () => {
    const { nature, confirmer, polled, word, a } = await stage();
    nature.cut.add('F1');
    await confirmer.hint(a);
    expect(word()).toBe('down');
    expect(polled).toEqual([a]);
  });

  it('settles a link that is back although both of its ends were seen before', async () => {
    const { nature, confirmer, word, clock, a, b } = await stage();
    nature.cut.add('F1');
    await confirmer.hint(a);
    await confirmer.hint(b);
    expect(word()).toBe('down');
    await clock.advance(5_000);
    nature.cut.clear();
    await confirmer.hint(a);
    expect(word()).toBe('up');
  });

  it('that says nothing new costs one poll', async () => {
    const { confirmer, polled, a } = await stage();
    await confirmer.hint(a);
    expect(polled).toEqual([a]);
  });

  it('of many while one is being confirmed asks for no more than one poll each', async () => {
    const { nature, confirmer, polled, word, a } = await stage();
    nature.cut.add('F1');
    await Promise.all([confirmer.hint(a), confirmer.hint(a), confirmer.hint(a)]);
    expect(word()).toBe('down');
    expect(new Set(polled)).toEqual(new Set([a]));
    expect(polled).toHaveLength(3);
  });
});
