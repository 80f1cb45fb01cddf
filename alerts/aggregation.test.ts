import { expect, it } from 'vitest';
import { seededRandom } from '../core/index.ts';
import { createStage } from './stage.fake.ts';
import { wideCity } from './wide-city.fake.ts';

it('a dead aggregation switch before 200 points is one page, not 200, whoever is polled first, with few polls at once', async () => {
  const city = wideCity(200);
  const random = seededRandom(7);
  const ids = [...city.devices.keys()];
  const { alerts, clock, nature, states, notifier } = await createStage({ city });
  let atOnce = 0;
  const round = async (order: readonly string[]): Promise<void> => {
    const take = (id: string, at: number): void => {
      const observation = nature.poll(id, at);
      alerts.observe({ observation, samples: [], changes: states.observe(observation, []) });
    };
    for (const id of order) {
      take(id, clock.now());
      for (const wanted of states.takePollWanted()) {
        atOnce += 1;
        take(wanted, clock.now() + 1);
      }
    }
    await clock.advance(30_000);
    alerts.tick(states.tick());
  };
  // Those behind it are heard first, and in another order each time.
  const childrenFirst = () => [...ids.slice(2)].sort(() => random() - 0.5).concat('agg', 'core');
  for (let n = 0; n < 2; n += 1) await round(childrenFirst());
  nature.dead.add('agg');
  atOnce = 0;
  for (let n = 0; n < 5; n += 1) await round(childrenFirst());
  expect(notifier.notices.map(({ event, incident }) => `${event} ${incident.root.id}`)).toEqual(['raised agg']);
  expect(alerts.list()[0]?.affected.filter(({ kind }) => kind === 'point')).toHaveLength(200);
  // The switch and what is before it, not each of those behind.
  expect(atOnce).toBeLessThan(20);
  nature.dead.clear();
  for (let n = 0; n < 5; n += 1) await round(childrenFirst());
  expect(notifier.notices.map(({ event }) => event)).toEqual(['raised', 'cleared']);
}, 60_000);
