import { describe, expect, it } from 'vitest';
import { createStage } from './stage.fake.ts';

/** A stage whose every poll must agree three times, and one poll of the aggregation switch with what it announced. */
async function stageWith(cut: readonly string[]) {
  const stage = await createStage();
  await stage.rounds(2);
  for (const link of cut) stage.nature.cut.add(link);
  const { city, clock, nature, states, alerts } = stage;
  const end = (link: string) => city.links.get(link)?.a;
  const deviceId = end('F3')?.deviceId ?? '';
  const poll = (announced: readonly string[]) => {
    const observation = nature.poll(deviceId, clock.now());
    const changes = states.observe(observation, []);
    const ports = new Set(announced.flatMap((link) => end(link)?.interfaceName ?? []));
    return alerts.observe({ observation, samples: [], changes, announced: ports });
  };
  return { ...stage, poll };
}

describe('a port that its device announced as down', () => {
  it('raises with the first poll that agrees: two witnesses', async () => {
    const { poll, open } = await stageWith(['F3']);
    poll(['F3']);
    expect(open()).toMatchObject([{ condition: 'link-down', root: { id: 'F3' } }]);
  });

  it('raises nothing while the poll does not agree: a trap is a hint', async () => {
    const { poll, open, clock } = await stageWith([]);
    for (let n = 0; n < 10; n++) {
      poll(['F3']);
      await clock.advance(30_000);
    }
    expect(open()).toEqual([]);
  });

  it('hastens nothing for its neighbours', async () => {
    const { poll, open } = await stageWith(['F3', 'F4']);
    poll(['F4']);
    expect(open()).toMatchObject([{ root: { id: 'F4' } }]);
  });

  it('needs as many polls as ever without an announcement', async () => {
    const { poll, open, clock } = await stageWith(['F3']);
    for (const raised of [0, 0, 1]) {
      poll([]);
      expect(open()).toHaveLength(raised);
      await clock.advance(30_000);
    }
  });
});
