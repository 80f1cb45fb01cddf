import { describe, expect, it } from 'vitest';
import { referenceCity } from '../../fake/city.fake.ts';
import { layOut } from './layout.ts';
import { nearestTowards } from './neighbour.ts';

describe('the keyboard on the picture', () => {
  const city = referenceCity();
  const layout = layOut({
    districts: city.districts.map(({ id, nameZh }) => ({ id, name: nameZh })),
    points: city.points.map((point) => ({ ...point, name: point.officeNameZh })),
    links: city.links,
    width: 1466,
    height: 870,
    fontSize: 19,
  });

  it('moves only in the direction of the arrow and stays at the edge', () => {
    const from = 'point:hutang-1' as const;
    const before = layout.points.get('hutang-1');
    const right = nearestTowards(layout, from, 'right');
    expect(right).not.toBe(from);
    const there = right.startsWith('point:')
      ? layout.points.get(right.slice(6))?.x
      : layout.links.get(right.slice(5))?.to.x;
    expect(there).toBeGreaterThan((before?.x ?? 0) - 60);
    let spot = nearestTowards(layout, from, 'left');
    for (let step = 0; step < 200; step++) spot = nearestTowards(layout, spot, 'left');
    expect(nearestTowards(layout, spot, 'left')).toBe(spot);
  });
});
