import { describe, expect, it } from 'vitest';
import { referenceCity, smallCity } from '../city.fake.ts';
import { createTopology } from './topology.ts';

const keys = (refs: readonly { readonly kind: string; readonly id: string }[]): readonly string[] =>
  refs.map((ref) => `${ref.kind} ${ref.id}`).sort();

describe('the topology', () => {
  const topology = createTopology(smallCity());

  it('reaches a UTM through any of its links and a switch through its UTM', () => {
    expect(topology.hopsTo('p1-utm').map((hop) => [hop.deviceId, hop.link?.id])).toEqual([
      ['agg', 'F1'],
      ['agg', 'F2'],
    ]);
    expect(topology.hopsTo('p1-sw')).toEqual([{ deviceId: 'p1-utm', link: undefined }]);
    expect(topology.hopsTo('db-a')).toEqual([{ deviceId: 'agg', link: undefined }]);
    expect(topology.hopsTo('agg')).toEqual([{ deviceId: 'core', link: undefined }]);
    expect(topology.hopsTo('core')).toEqual([]);
  });

  it('names every element on the way to a device, nearest first', () => {
    expect(topology.pathOf('p2-sw').map((ref) => ref.id)).toEqual(['p2-utm', 'F3', 'agg', 'core']);
    expect(topology.pathOf('p1-utm').map((ref) => ref.id)).toEqual(['F1', 'agg', 'F2', 'core']);
    expect(topology.pathOf('nobody')).toEqual([]);
  });

  it('names what may be lost with a link, and only that', () => {
    expect(keys(topology.dependentsOf({ kind: 'link', id: 'F1' }))).toEqual([
      'device p1-sw',
      'device p1-utm',
      'point p1',
    ]);
  });

  it('names what may be lost with the aggregation switch: all of its district, not itself', () => {
    const lost = keys(topology.dependentsOf({ kind: 'device', id: 'agg' }));
    expect(lost).toHaveLength(3 + 4 + 8 + 1);
    expect(lost).not.toContain('device agg');
    expect(lost).not.toContain('device core');
  });

  it('judges every device after what it is reached through', () => {
    const depths = ['core', 'agg', 'p1-utm', 'p1-sw'].map((id) => topology.depthOf(id));
    expect(depths).toEqual([...depths].sort((a, b) => a - b));
    expect(new Set(depths).size).toBe(4);
  });

  it('finds the link of an interface', () => {
    expect(topology.linkAt('agg/g3')?.id).toBe('F3');
    expect(topology.linkAt('p2-utm/wan1')?.id).toBe('F3');
    expect(topology.linkAt('p2-utm/lan')).toBeUndefined();
  });

  it('judges what hangs on a device without an agent by that device’s own way', () => {
    const city = smallCity();
    const utm = city.devices.get('p2-utm');
    if (utm === undefined) throw new Error('the small city has p2-utm');
    const devices = new Map(city.devices).set('p2-utm', { ...utm, snmp: 'none' });
    expect(
      createTopology({ ...city, devices })
        .hopsTo('p2-sw')
        .map((hop) => hop.link?.id),
    ).toEqual(['F3']);
  });

  it('survives devices that are declared in a ring', () => {
    const city = smallCity();
    const links = new Map(city.links);
    const link = links.get('F3');
    if (link === undefined) throw new Error('the small city has F3');
    links.set('F3', { ...link, a: { deviceId: 'p3-utm', interfaceName: 'x' } });
    links.set('F4', {
      ...link,
      id: 'F4',
      pointId: 'p3',
      a: { deviceId: 'p2-utm', interfaceName: 'x' },
      b: { deviceId: 'p3-utm', interfaceName: 'y' },
    });
    const ring = createTopology({ ...city, links });
    expect(ring.pathOf('p2-sw').map((ref) => ref.id)).toContain('p3-utm');
    expect(ring.depthOf('p2-sw')).toBeGreaterThan(0);
  });

  it('puts all 163 other devices of the reference city behind its core', () => {
    const city = createTopology(referenceCity());
    const lost = city.dependentsOf({ kind: 'device', id: 'city-core-1' });
    expect(lost.filter((ref) => ref.kind === 'device')).toHaveLength(163);
    expect(lost.filter((ref) => ref.kind === 'link')).toHaveLength(72);
    expect(lost.filter((ref) => ref.kind === 'point')).toHaveLength(63);
  });
});
