import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceCity } from '../../fake/city.fake.ts';
import { badgeSize } from './badge.ts';
import { layOut } from './layout.ts';
import { bodyOf } from './links.ts';
import type { Layout, LayoutInput } from './placed.ts';
import { around, contains, overlaps } from './rectangle.ts';

function reference(width: number, height: number, fontSize = 19): LayoutInput {
  const { districts, points, links } = referenceCity();
  return {
    districts: districts.map(({ id, nameZh }) => ({ id, name: nameZh })),
    points: points.map((point) => ({ ...point, name: point.officeNameZh })),
    links,
    width,
    height,
    fontSize,
  };
}

function made(counts: readonly number[], width: number, height: number): LayoutInput {
  const districts = counts.map((_, index) => ({ id: `d${index}`, name: `第${index}区` }));
  const points = counts.flatMap((count, district) =>
    Array.from({ length: count }, (_, index) => ({
      id: `p${district}-${index}`,
      districtId: `d${district}`,
      name: `${'金坛武进新北'.slice(0, 1 + (index % 4))}镇${district}`,
    })),
  );
  const links = points.flatMap(({ id }, index) => [
    { id: `L${id}`, pointId: id },
    ...(index % 3 === 0 ? [{ id: `B${id}`, pointId: id }] : []),
  ]);
  return { districts, points, links, width, height, fontSize: 17 };
}

function expectSound(layout: Layout, input: LayoutInput): void {
  const tiles = layout.districts.map(({ tile }) => tile);
  expect(tiles).toHaveLength(input.districts.length);
  for (const [index, tile] of tiles.entries()) {
    expect(contains({ x: 0, y: 0, width: layout.width, height: layout.height }, tile)).toBe(true);
    for (const other of [...tiles.slice(index + 1), layout.core]) expect(overlaps(tile, other)).toBe(false);
  }
  expect(layout.points.size).toBe(input.points.length);
  expect(layout.links.size).toBe(input.links.length);
  for (const { id, tile } of layout.districts) {
    const mine = [...layout.points.values()].filter(({ districtId }) => districtId === id);
    const bodies = mine.map((point) => bodyOf(point, layout.fontSize));
    for (const [index, body] of bodies.entries()) {
      expect(contains(tile, body)).toBe(true);
      for (const other of bodies.slice(index + 1)) if (overlaps(body, other)) expect([body, other]).toBe('apart');
    }
  }
}

describe('the picture of the reference city', () => {
  it.each([
    [1466, 870],
    [1430, 860],
    [960, 560],
    [1180, 640],
    [2900, 1500],
    [375, 640],
  ])('has room for every name at %d by %d', (width, height) => {
    const layout = layOut(reference(width, height));
    expectSound(layout, reference(width, height));
    expect(layout.districts.map(({ form }) => form)).toEqual(Array(7).fill('star'));
    expect(layout.points.size).toBe(63);
    expect(layout.links.size).toBe(72);
  });

  it('keeps names large enough for a wall at full HD', () => {
    expect(layOut({ ...reference(1430, 840, 30), brief: true }).fontSize).toBeGreaterThanOrEqual(22);
  });

  it('leaves every district where it was when the window, the mode or the language is another one', () => {
    const places = (input: LayoutInput) => {
      const { districts, width, height } = layOut(input);
      return districts.map(({ hub }) => [Math.floor((3 * hub.x) / width), Math.floor((3 * hub.y) / height)]);
    };
    const desk = places(reference(1466, 870));
    for (const [width, height] of [
      [1430, 840],
      [1430, 750],
      [1180, 640],
      [2900, 1500],
    ] as const) {
      const input = reference(width, height, 24);
      expect(places(input)).toEqual(desk);
      expect(places({ ...input, brief: true })).toEqual(desk);
      expect(
        places({ ...input, points: input.points.map((point) => ({ ...point, name: point.id.slice(0, -2) })) }),
      ).toEqual(desk);
    }
  });

  it('puts the plates of links where they cover no name and no district, and those of one point beside each other', () => {
    for (const input of [reference(1466, 870), { ...reference(1430, 840, 30), brief: true }]) {
      const layout = layOut(input);
      const plates = [...layout.links.values()].map(({ id, pointId, badge }) => {
        const { width, height } = badgeSize(id, layout.fontSize);
        return { pointId, plate: around(badge, width, height) };
      });
      const rest = [
        ...[...layout.points.values()].map((point) => bodyOf(point, layout.fontSize)),
        ...layout.districts.map(({ hub, hubSize }) => around(hub, 0.8 * hubSize.width, 0.8 * hubSize.height)),
      ];
      for (const [index, { plate, pointId }] of plates.entries()) {
        const twins = plates.slice(index + 1).filter((other) => other.pointId === pointId);
        const others = [...rest, ...twins.map((twin) => twin.plate)];
        expect(others.filter((other) => overlaps(plate, other))).toEqual([]);
      }
    }
  });

  it('draws the two links of a point as two lines', () => {
    const layout = layOut(reference(1466, 870));
    const [first, second] = ['F01', 'F02'].map((id) => layout.links.get(id));
    expect(first?.pointId).toBe(second?.pointId);
    expect(
      Math.hypot((first?.from.x ?? 0) - (second?.from.x ?? 0), (first?.from.y ?? 0) - (second?.from.y ?? 0)),
    ).toBeGreaterThan(6);
  });

  it('is the same for the same city', () => {
    expect(layOut(reference(1466, 870))).toEqual(layOut(reference(1466, 870)));
  });
});

describe('the picture of any city', () => {
  it('lets no two points overlap and keeps all inside, from 1 to 20 districts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 24 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 320, max: 2600 }),
        fc.integer({ min: 480, max: 1500 }),
        (counts, width, height) => {
          const input = made(counts, width, height);
          expectSound(layOut(input), input);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  it('draws 2,000 points as squares that do not overlap', () => {
    const input = made(Array(20).fill(100), 1466, 870);
    const layout = layOut(input);
    expect(layout.districts.every(({ form }) => form === 'grid')).toBe(true);
    expectSound(layout, input);
  });
});
