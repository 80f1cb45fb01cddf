import { describe, expect, it } from 'vitest';
import { createStage, referenceCity } from './stage.fake.ts';

describe('the 72 links of the reference city', () => {
  it('give exactly one incident each when cut one after the other, with the right root, cleared after repair', async () => {
    const city = referenceCity();
    const stage = await createStage({ city });
    await stage.rounds(2);
    let count = 0;
    for (const link of city.links.values()) {
      stage.nature.cut.add(link.id);
      await stage.rounds(5);
      count += 1;
      expect(stage.alerts.list()).toHaveLength(count);
      const dual = [...city.links.values()].filter((other) => other.pointId === link.pointId).length > 1;
      const behind = dual ? [] : [`device ${link.pointId}-sw`, `device ${link.pointId}-utm`];
      const [incident] = stage.open();
      expect(incident).toMatchObject({ condition: 'link-down', root: { kind: 'link', id: link.id } });
      expect(incident?.affected.map((ref) => `${ref.kind} ${ref.id}`)).toEqual([`point ${link.pointId}`, ...behind]);
      stage.nature.cut.clear();
      await stage.rounds(4);
      expect(stage.open()).toEqual([]);
    }
    expect(count).toBe(72);
  });
});
