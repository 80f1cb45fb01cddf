import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStage, smallCity } from '../stage.fake.ts';
import { afterFall, flapFigures, type Penalty, penaltyNow } from './penalty.ts';

const minute = 60_000;

describe('a penalty', () => {
  it('says that something flaps at the third fall in half an hour, and not by falls that are far apart', () => {
    const falls = (...minutes: readonly number[]) =>
      minutes.reduce<Penalty | undefined>((before, at) => afterFall(before, at * minute), undefined)?.flaps;
    expect(falls(0, 1)).toBe(false);
    expect(falls(0, 1, 2)).toBe(true);
    expect(falls(0, 7, 14)).toBe(true);
    expect(falls(0, 15, 30, 45, 60)).toBe(false);
  });

  it('is forgotten within bounds after the last fall, whatever came before', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 60 * minute }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, (waits) => {
        let at = 0;
        let penalty: Penalty | undefined;
        for (const wait of waits) {
          at += wait;
          penalty = afterFall(penalty, at);
        }
        expect(penaltyNow(penalty, at + flapFigures.longestMs + 1)?.flaps).not.toBe(true);
        // What flaps does so for as long as a single half-life at least: two lines are far apart.
        if (penalty?.flaps === true) expect(penaltyNow(penalty, at + 5 * minute)?.flaps).toBe(true);
      }),
    );
  });
});

/** A period is 30 s; three polls raise, two clear. */
async function flappingStage(pattern: string, store?: Parameters<typeof createStage>[0]) {
  const stage = await createStage(store);
  await stage.rounds(2);
  const play = async (readings: string): Promise<void> => {
    for (const letter of readings) {
      if (letter === 'b') stage.nature.cut.add('F3');
      else stage.nature.cut.delete('F3');
      await stage.round();
    }
  };
  await play(pattern);
  const told = () =>
    stage.seen
      .filter(({ event: { what } }) => what === 'raised' || what === 'cleared')
      .map(({ incident, event }) => `${event.what} ${incident.condition} ${incident.root.id}`);
  return { ...stage, play, told };
}

describe('a link that flaps', () => {
  it('is one incident, although it is never down for long enough to be one, and over when it was quiet', async () => {
    const { told, play, open, clock } = await flappingStage('bgbgbgbgbg');
    expect(told()).toEqual(['raised flapping F3']);
    await play('g'.repeat(20));
    expect(open()).toHaveLength(1);
    await clock.advance(0);
    await play('g'.repeat(110));
    expect(told()).toEqual(['raised flapping F3', 'cleared flapping F3']);
  });

  it('and then stays down is an outage after the time of any other, which is not over each time that it comes back', async () => {
    const { told, play, open, alerts } = await flappingStage('bgbgbg');
    await play('bbb');
    expect(told()).toEqual(['raised flapping F3', 'raised link-down F3', 'cleared flapping F3']);
    expect(
      alerts
        .list()
        .find(({ condition }) => condition === 'flapping')
        ?.history.at(-1)?.note,
    ).toBe(open()[0]?.id);
    await play('gggbbbgggbbbggg');
    expect(told()).toHaveLength(3);
    expect(open().map(({ condition }) => condition)).toEqual(['link-down']);
    await play('g'.repeat(130));
    expect(told().at(-1)).toBe('cleared link-down F3');
  });

  it('never hides that it is down: however it goes up and down, three bad polls in a row are an open outage', async () => {
    const pattern = fc.array(fc.constantFrom('b', 'b', 'g'), { minLength: 5, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(pattern, async (letters) => {
        const { open } = await flappingStage(`${letters.join('')}bbb`);
        expect(open().map(({ condition, root }) => `${condition} ${root.id}`)).toEqual(['link-down F3']);
      }),
      { numRuns: 25 },
    );
  });

  it('still flaps after a restart', async () => {
    const first = await flappingStage('bgbgbg');
    const second = await flappingStage('gggg', { city: smallCity(), clock: first.clock, store: first.store });
    expect(second.told()).toEqual([]);
    expect(second.open().map(({ condition }) => condition)).toEqual(['flapping']);
  });

  it('raises nothing while work on it is announced, and an outage alone when it outlasts that', async () => {
    let isCovered = true;
    const { told, play, alerts } = await flappingStage('bgbgbgbbbb', {
      covering: () => (isCovered ? 'w' : undefined),
    });
    expect(told()).toEqual([]);
    isCovered = false;
    await play('b');
    alerts.tick();
    expect(told()).toEqual(['raised link-down F3']);
  });
});
