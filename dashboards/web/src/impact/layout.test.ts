import { describe, expect, it } from 'vitest';
import { wireImpactMap } from '../../../../api/views/impact.ts';
import { referenceCity } from '../../../../audit/city.fake.ts';
import { impactGraphOf } from '../../../../audit/index.ts';
import { layOutImpact, nextSpot, type Spot } from './layout.ts';

const map = wireImpactMap(impactGraphOf(referenceCity()));
const names = {
  centre: ({ nameZh }: { readonly nameZh: string }) => nameZh,
  service: ({ nameZh }: { readonly nameZh: string }) => nameZh,
  point: ({ officeNameZh }: { readonly officeNameZh: string }) => officeNameZh,
  role: (role: string) => role,
};
const overlap = (a: Spot, b: Spot) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the drawing of who is served by what', () => {
  it.each([420, 1000, 1540])('has every element once, none over another, all inside, at a width of %d', (width) => {
    const { spots, bands, height } = layOutImpact({ map, width, names });
    const keys = spots.map(({ kind, id }) => `${kind} ${id}`);
    expect(new Set(keys).size).toBe(keys.length);
    // 164 devices, 72 links, 15 pairs, 57 services, 63 points.
    expect(keys).toHaveLength(164 + 72 + 15 + 57 + 63);
    expect(bands).toHaveLength(8);
    // What stands inside of something (hosts of a pair, gear of a point) lies on it.
    const single = spots.filter(({ form }) => form !== 'pair' && form !== 'point');
    const isInside = ({ x, y, width: wide, height: high }: Spot) =>
      x >= 0 && x + wide <= width && y >= 0 && y + high <= height;
    expect(single.filter((spot) => !isInside(spot)).map(({ id }) => id)).toEqual([]);
    const pairs = single.flatMap((spot, index) => single.slice(index + 1).map((other) => [spot, other] as const));
    expect(pairs.filter(([spot, other]) => overlap(spot, other)).map(([{ id }, other]) => [id, other.id])).toEqual([]);
  });

  it('stays readable where there are too many points for names: one square each', () => {
    const points = Array.from({ length: 2_000 }, (_, index) => ({ ...map.points[index % 63], id: `p${index}` }));
    const { spots } = layOutImpact({ map: { ...map, points: points as typeof map.points }, width: 1400, names });
    expect(spots.filter(({ form }) => form === 'point')).toHaveLength(2_000);
    expect(spots.filter(({ form }) => form === 'link')).toEqual([]);
  });

  it('is nothing where nothing is declared', () => {
    const empty = layOutImpact({ map: { centres: [], points: [] }, width: 1400, names });
    expect(empty).toMatchObject({ spots: [], bands: [], lines: [] });
  });

  it('is walked with the arrow keys: to what lies in that direction, and to every element', () => {
    const { spots } = layOutImpact({ map, width: 1540, names });
    const at = (id: string) => spots.find((spot) => spot.id === id) as Spot;
    expect(nextSpot(spots, at('rulin-1-utm'), 'ArrowDown')?.id).toBe('rulin-1-sw');
    expect(nextSpot(spots, at('rulin-1-utm'), 'ArrowUp')?.id).toBe('F04');
    expect(nextSpot(spots, at('F01'), 'ArrowRight')?.id).toBe('F02');
    expect(nextSpot(spots, at('jintan-app-a'), 'ArrowRight')?.id).toBe('jintan-app-b');
    expect(nextSpot(spots, at('jintan-budget'), 'ArrowLeft')).toBeUndefined();
    const reached = new Set([at('city-sso')]);
    for (const spot of reached)
      for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] as const) {
        const next = nextSpot(spots, spot, key);
        if (next !== undefined) reached.add(next);
      }
    expect(spots.filter((spot) => !reached.has(spot)).map(({ id }) => id)).toEqual([]);
  });
});
