import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStage, smallCity } from './stage.fake.ts';

const city = smallCity();
const deviceIds = [...city.devices.keys()];
const linkIds = [...city.links.keys()];

describe('incidents under any order of polls', () => {
  it('are exactly one for each cut link, and none is left after the repair', async () => {
    const order = fc.shuffledSubarray(deviceIds, { minLength: deviceIds.length });
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(linkIds, { minLength: 1 }),
        order,
        fc.integer({ min: 1, max: 3 }),
        async (cut, chosen, raiseAfterPolls) => {
          const stage = await createStage({ city, raiseAfterPolls });
          await stage.rounds(2, chosen);
          for (const id of cut) stage.nature.cut.add(id);
          await stage.rounds(6, chosen);
          expect(
            stage.alerts
              .list()
              .map((incident) => incident.root.id)
              .sort(),
          ).toEqual([...cut].sort());
          expect(stage.open()).toHaveLength(cut.length);
          stage.nature.cut.clear();
          await stage.rounds(5, chosen);
          expect(stage.open()).toEqual([]);
          expect(stage.alerts.list()).toHaveLength(cut.length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('are one for a dead aggregation switch, also when cut links were open before', async () => {
    const order = fc.shuffledSubarray(deviceIds, { minLength: deviceIds.length });
    await fc.assert(
      fc.asyncProperty(fc.subarray(linkIds), order, async (cut, chosen) => {
        const stage = await createStage({ city });
        await stage.rounds(2, chosen);
        for (const id of cut) stage.nature.cut.add(id);
        await stage.rounds(6, chosen);
        stage.nature.dead.add('agg');
        await stage.rounds(7, chosen);
        expect(
          stage
            .open()
            .map((incident) => incident.root.id)
            .sort(),
        ).toEqual([...cut, 'agg'].sort());
        stage.nature.dead.clear();
        stage.nature.cut.clear();
        await stage.rounds(7, chosen);
        expect(stage.open()).toEqual([]);
        expect(stage.alerts.list()).toHaveLength(cut.length + 1);
      }),
      { numRuns: 80 },
    );
  });
});
