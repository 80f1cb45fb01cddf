import { describe, expect, it } from 'vitest';
import type { WireTopology } from '../../../../api/wire-findings.ts';
import { layOut } from '../picture/layout.ts';
import { placeTopology } from './place.ts';

const layout = layOut({
  districts: [
    { id: 'd', name: '金坛' },
    { id: 'e', name: '溧阳' },
  ],
  points: [
    { id: 'east', districtId: 'd', name: '东' },
    { id: 'west', districtId: 'd', name: '西' },
    { id: 'south', districtId: 'e', name: '南' },
  ],
  links: [
    { id: 'F1', pointId: 'east' },
    { id: 'F2', pointId: 'west' },
  ],
  width: 1200,
  height: 800,
  fontSize: 16,
});
const at = (deviceId: string, port: string | null = 'p') => ({ deviceId, port });
const cable = (id: string, a: string, b: string, more: Partial<WireTopology['cables'][number]> = {}) => ({
  id,
  a: at(a),
  b: at(b),
  mark: 'both' as const,
  linkId: null,
  sources: [],
  observedAt: null,
  findingId: null,
  ...more,
});
const topology: WireTopology = {
  at: '2026-01-01T00:00:00.000Z',
  asked: 5,
  agents: 5,
  devices: [
    { id: 'agg', kind: 'switch', districtId: 'd', pointId: null },
    { id: 'core', kind: 'switch', districtId: 'city', pointId: null },
    ...['east', 'west'].flatMap((point) =>
      ['utm', 'sw'].map((kind) => ({ id: `${point}-${kind}`, kind, districtId: 'd', pointId: point })),
    ),
  ],
  cables: [
    cable('wrong', 'east-sw', 'west-sw', { mark: 'observed', findingId: 'f' }),
    cable('F1', 'agg', 'east-utm', { linkId: 'F1' }),
    cable('F2', 'agg', 'west-utm', { linkId: 'F2', mark: 'declared' }),
    cable('lan', 'east-utm', 'east-sw'),
    cable('other-lan', 'west-utm', 'west-sw', { mark: 'observed' }),
    cable('trunk', 'agg', 'core'),
    cable('gone', 'agg', 'no-such-device'),
  ],
  strangers: [
    { at: at('east-sw'), name: 'x', findingId: 'g' },
    { at: at('east-sw'), name: 'y', findingId: 'h' },
    { at: at('no-such-device'), name: 'z', findingId: 'i' },
  ],
};

describe('the topology on the picture of the wall', () => {
  const picture = placeTopology(topology, layout);

  it('draws declared circuits where the wall has them, and what must be seen last', () => {
    expect(picture.cables.map(({ cable: { id } }) => id)).toEqual(['F1', 'trunk', 'F2', 'wrong']);
    const { from, to } = picture.cables[0] ?? { from: undefined, to: undefined };
    expect({ from, to }).toEqual({ from: layout.links.get('F1')?.from, to: layout.links.get('F1')?.to });
  });

  it('bends an undeclared cable aside, so that it covers no declared one', () => {
    const wrong = picture.cables.at(-1);
    const middle = {
      x: ((wrong?.from.x ?? 0) + (wrong?.to.x ?? 0)) / 2,
      y: ((wrong?.from.y ?? 0) + (wrong?.to.y ?? 0)) / 2,
    };
    expect(Math.hypot((wrong?.via.x ?? 0) - middle.x, (wrong?.via.y ?? 0) - middle.y)).toBeGreaterThan(5);
  });

  it('shows cables inside of a point by the mark of the point', () => {
    expect(Object.fromEntries(picture.points)).toEqual({ east: 'both', west: 'observed' });
  });

  it('puts strangers beside each other at their point, and leaves out who stands nowhere', () => {
    expect(picture.strangers.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(picture.strangers[0]?.at).not.toEqual(picture.strangers[1]?.at);
  });
});
