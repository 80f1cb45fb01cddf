import { describe, expect, it } from 'vitest';
import type { WireState } from '../../../../api/wire.ts';
import type { PointOnWall } from '../state/model.ts';
import { mostMarks, pointsToMark } from './marks.ts';
import type { PlacedPoint } from './placed.ts';

function city(states: readonly WireState[], form: 'star' | 'grid') {
  const places = states.map((_, index): PlacedPoint => {
    const id = `p${index}`;
    return { id, districtId: 'd', label: id, radius: 4, nameAbove: false, form, x: index, y: 0 };
  });
  const points = new Map(states.map((state, index) => [`p${index}`, { id: `p${index}`, state } as PointOnWall]));
  return { places, points };
}

describe('points that get a mark of their own', () => {
  it('are all that have a name', () => {
    const { places, points } = city(['up', 'down', 'unknown'], 'star');
    expect(pointsToMark(places, points, 'p0')).toEqual(places);
  });

  it('are those in trouble and the one with the focus where the picture is dense', () => {
    const { places, points } = city(['up', 'up', 'unknown', 'down', 'degraded'], 'grid');
    expect(pointsToMark(places, points, 'p1').map(({ id }) => id)).toEqual(['p3', 'p4', 'p2', 'p1']);
  });

  it('stay few when everything is down, the worst first, and the one with the focus among them', () => {
    const { places, points } = city(
      Array.from({ length: 3_000 }, (_, index) => (index < 2_900 ? 'unknown' : 'down')),
      'grid',
    );
    const ids = pointsToMark(places, points, 'p7').map(({ id }) => id);
    expect(ids).toHaveLength(mostMarks + 1);
    expect(ids[0]).toBe('p2900');
    expect(ids.slice(0, 100).every((id) => Number(id.slice(1)) >= 2_900)).toBe(true);
    expect(ids.filter((id) => id === 'p7')).toHaveLength(1);
  });
});
