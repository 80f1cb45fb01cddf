import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { City } from '../../inventory/index.ts';
import { referenceCity } from '../city.fake.ts';
import { createTopology } from '../topology/topology.ts';
import { blameOf } from './blame.ts';
import { deadOf } from './dead.ts';
import { impactGraphOf } from './graph.ts';
import { impactOf } from './impact.ts';
import type { Impact, ImpactElement, ServiceView } from './model.ts';
import { singlePoints } from './single-points.ts';

const city = referenceCity();
const graph = impactGraphOf(city);
const device = (id: string): ImpactElement => ({ kind: 'device', id });
const link = (id: string): ImpactElement => ({ kind: 'link', id });
const names = (views: readonly ServiceView[]): readonly string[] =>
  views.map(({ pointId, serviceId }) => `${pointId}/${serviceId}`);
const isIn = (some: readonly ServiceView[], all: readonly ServiceView[]): boolean => {
  const known = new Set(names(all));
  return names(some).every((name) => known.has(name));
};
const pointsOf = (districtId: string) => [...city.points.values()].filter((point) => point.districtId === districtId);

const elements: readonly ImpactElement[] = [
  ...[...city.devices.keys()].map(device),
  ...[...city.links.keys()].map(link),
  ...[...city.hostPairs.keys()].map((id) => ({ kind: 'pair', id }) as const),
  ...[...city.services.keys()].map((id) => ({ kind: 'service', id }) as const),
  ...[...city.points.keys()].map((id) => ({ kind: 'point', id }) as const),
  ...[...city.districts.keys()].map((id) => ({ kind: 'district', id }) as const),
];
const someElements = fc.uniqueArray(fc.constantFrom(...elements), {
  maxLength: 6,
  selector: ({ kind, id }) => kind + id,
});

describe('the impact of failures', () => {
  it('gives each point the services of its district and single sign-on', () => {
    expect(graph.views).toHaveLength(63 * 9);
    expect(impactOf(city, [])).toMatchObject({ lost: [], noLogin: [], atRisk: [], pointIds: [], serviceIds: [] });
  });

  it('spares a point with two links when one is cut, and says that it hangs on the last', () => {
    const one = impactOf(city, [link('F01')]);
    expect(one).toMatchObject({ lost: [], noLogin: [], pointIds: [], officeIds: [], serviceIds: [] });
    expect(new Set(one.atRisk.map(({ pointId }) => pointId))).toEqual(new Set(['jincheng-1']));
    expect(one.atRisk).toHaveLength(9);
    const both = impactOf(city, [link('F01'), link('F02')]);
    expect(both.lost).toHaveLength(9);
    expect(both).toMatchObject({ pointIds: ['jincheng-1'], officeIds: ['jincheng'], atRisk: [] });
    expect(impactOf(city, [{ kind: 'interface', id: 'jincheng-1-utm/wan1' }, link('F02')]).lost).toEqual(both.lost);
  });

  it('spares a pair that loses one host, and not one that loses both or that serves nobody', () => {
    for (const kind of ['app', 'db']) {
      const [a, b] = [device(`wujin-${kind}-a`), device(`wujin-${kind}-b`)];
      for (const host of [a, b]) {
        const one = impactOf(city, [host]);
        expect(one.lost).toEqual([]);
        expect(one.atRisk).toHaveLength(8 * pointsOf('wujin').length);
      }
      const { lost, pointIds, serviceIds } = impactOf(city, [a, b]);
      expect(lost).toHaveLength(8 * pointsOf('wujin').length);
      expect(pointIds).toEqual(pointsOf('wujin').map(({ id }) => id));
      expect(serviceIds).toHaveLength(8);
      expect(impactOf(city, [{ kind: 'pair', id: `wujin-${kind}` }]).lost).toEqual(lost);
    }
  });

  it('takes everything from a point whose switch or UTM dies, and from a district whose aggregation does', () => {
    for (const id of ['rulin-1-sw', 'rulin-1-utm']) {
      expect(impactOf(city, [device(id)])).toMatchObject({ pointIds: ['rulin-1'], officeIds: ['rulin'] });
      expect(impactOf(city, [device(id)]).lost).toHaveLength(9);
    }
    const { lost, pointIds } = impactOf(city, [device('jintan-agg-1')]);
    expect(pointIds).toEqual(pointsOf('jintan').map(({ id }) => id));
    expect(lost).toHaveLength(9 * pointIds.length);
    expect(impactOf(city, [{ kind: 'district', id: 'jintan' }]).lost).toEqual(lost);
    expect(impactOf(city, [{ kind: 'point', id: 'rulin-1' }]).lost).toHaveLength(9);
  });

  it('needs the core for single sign-on alone: nobody logs in anew, and what is open goes on', () => {
    for (const failed of [[device('city-core-1')], [device('city-sso-a'), device('city-sso-b')]]) {
      const { lost, noLogin, serviceIds, pointIds } = impactOf(city, failed);
      expect(serviceIds).toEqual(['city-sso']);
      expect(pointIds).toHaveLength(63);
      expect(lost).toHaveLength(63);
      expect(noLogin).toHaveLength(63 * 8);
    }
    expect(impactOf(city, [device('city-sso-a')])).toMatchObject({ lost: [], noLogin: [] });
  });

  it('takes a stopped service from the points of its district, and nothing else', () => {
    const { lost, serviceIds } = impactOf(city, [{ kind: 'service', id: 'jintan-oa' }]);
    expect(serviceIds).toEqual(['jintan-oa']);
    expect(lost).toHaveLength(pointsOf('jintan').length);
  });

  it('takes nothing with what the city does not have', () => {
    const unknown = [device('nobody'), link('F99'), { kind: 'interface', id: 'x/y' } as const];
    expect(impactOf(city, unknown)).toMatchObject({ lost: [], atRisk: [], noLogin: [] });
  });

  it('never loses less when more fails', () => {
    fc.assert(
      fc.property(someElements, someElements, (some, more) => {
        const [few, many] = [impactOf(city, some), impactOf(city, [...some, ...more])];
        const bad = ({ lost, noLogin }: Impact) => [...lost, ...noLogin];
        return isIn(few.lost, many.lost) && isIn(bad(few), bad(many));
      }),
      { numRuns: 200 },
    );
  });

  it('does not depend on order or repetition, and tells each view once', () => {
    fc.assert(
      fc.property(someElements, (some) => {
        const { failed: _, ...one } = impactOf(city, some);
        const { failed: __, ...other } = impactOf(city, [...some.toReversed(), ...some]);
        expect(other).toEqual(one);
        const all = names([...one.lost, ...one.noLogin, ...one.atRisk]);
        expect(new Set(all).size).toBe(all.length);
      }),
      { numRuns: 100 },
    );
  });

  it('looks at those views alone that can suffer, and misses none', () => {
    fc.assert(
      fc.property(someElements, (failed) => {
        const standing = graph.under(deadOf(graph.topology, failed));
        const { lost, noLogin, atRisk } = impactOf(city, failed);
        expect(graph.views.filter((view) => standing(view) === 'lost')).toEqual(lost);
        expect(graph.views.filter((view) => standing(view) !== 'served')).toHaveLength(
          lost.length + noLogin.length + atRisk.length,
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe('whom a loss is blamed on', () => {
  it('is the failure that takes it by itself, or each of those without which it would be there', () => {
    const failed = [link('F01'), link('F02'), device('wujin-app-a'), link('F03')];
    const blame = blameOf(graph, failed);
    expect(blame(link('F01')).pointIds).toEqual(['jincheng-1']);
    expect(blame(link('F02')).lost).toEqual(blame(link('F01')).lost);
    expect(blame(link('F03')).pointIds).toEqual(['jincheng-2']);
    expect(blame(device('wujin-app-a')).lost).toEqual([]);
  });

  it('is the root of what is behind it: a dead link below a dead aggregation explains no single sign-on', () => {
    const blame = blameOf(graph, [device('city-core-1'), device('jintan-agg-1')]);
    expect(blame(device('jintan-agg-1')).lost).toHaveLength(9 * pointsOf('jintan').length);
    expect(blame(device('city-core-1')).lost).toHaveLength(63);
  });

  it('never leaves a loss to nobody, nor invents one', () => {
    fc.assert(
      fc.property(someElements, (failed) => {
        const whole = impactOf(city, failed);
        const blame = blameOf(graph, failed);
        const shares = failed.map(blame);
        for (const kind of ['lost', 'noLogin'] as const)
          expect(new Set(names(shares.flatMap((share) => share[kind])))).toEqual(new Set(names(whole[kind])));
      }),
      { numRuns: 200 },
    );
    const groups = [link('F01'), link('F02'), device('jintan-app-a'), device('jintan-app-b')];
    const blame = blameOf(graph, groups);
    for (const root of groups) expect(names(blame(root).lost)).toContain('jincheng-1/jintan-oa');
  });
});

describe('single points of failure', () => {
  const all = singlePoints(city);
  const byId = new Map(all.map((single) => [single.element.id, single]));

  it('are every switch and UTM, every only link of a point, each aggregation and the core, and no host of a pair', () => {
    const linksOf = Map.groupBy(city.links.values(), ({ pointId }) => pointId);
    const only = [...linksOf.values()].filter((links) => links.length === 1).flatMap(([one]) => one?.id ?? []);
    expect(only).toHaveLength(54);
    const gear = [...city.devices.values()].filter(({ kind }) => kind !== 'host').map(({ id }) => id);
    expect(new Set(byId.keys())).toEqual(new Set([...only, ...gear]));
  });

  it('are exactly those whose failure alone takes something, the worst first', () => {
    for (const element of elements.filter(({ kind }) => kind === 'device' || kind === 'link')) {
      const { lost, noLogin } = impactOf(city, [element]);
      expect(byId.get(element.id)?.lost ?? []).toEqual(lost);
      expect(byId.get(element.id)?.noLogin ?? []).toEqual(noLogin);
    }
    expect(all[0]?.element).toEqual(device('city-core-1'));
    const weights = all.map(({ lost, noLogin }) => lost.length + noLogin.length);
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
  });
});

describe('a city of another shape', () => {
  /** Two aggregations in one district; `far` has a link to each, hosts hang on both. */
  function twoWays(): City {
    const devices = new Map(city.devices);
    const first = devices.get('jintan-agg-1');
    if (first === undefined) throw new Error('the reference city has jintan-agg-1');
    devices.set('jintan-agg-2', { ...first, id: 'jintan-agg-2' });
    const links = new Map(city.links);
    const second = links.get('F02');
    if (second === undefined) throw new Error('the reference city has F02');
    links.set('F02', { ...second, a: { ...second.a, deviceId: 'jintan-agg-2' } });
    return { ...city, devices, links };
  }

  it('survives the loss of one of two aggregations where links lead to both', () => {
    const other = twoWays();
    const { pointIds, atRisk } = impactOf(other, [device('jintan-agg-1')]);
    expect(pointIds).not.toContain('jincheng-1');
    expect(pointIds).toContain('jincheng-2');
    expect(names(atRisk)).toContain('jincheng-1/jintan-oa');
    expect(impactOf(other, [device('jintan-agg-1'), device('jintan-agg-2')]).pointIds).toContain('jincheng-1');
  });

  it('counts a dead device without an agent as well', () => {
    const devices = new Map(city.devices);
    const utm = devices.get('rulin-1-utm');
    if (utm === undefined) throw new Error('the reference city has rulin-1-utm');
    devices.set('rulin-1-utm', { ...utm, snmp: 'none' });
    expect(impactOf({ ...city, devices }, [device('rulin-1-utm')]).pointIds).toEqual(['rulin-1']);
  });

  it('puts staff at the gateway of a point that has no switch, and a part at risk where one of two switches dies', () => {
    const bare = new Map(city.devices);
    bare.delete('rulin-1-sw');
    expect(impactOf({ ...city, devices: bare }, [link('F04')]).pointIds).toEqual(['rulin-1']);
    const two = new Map(city.devices);
    const sw = two.get('rulin-1-sw');
    if (sw === undefined) throw new Error('the reference city has rulin-1-sw');
    two.set('rulin-1-sw2', { ...sw, id: 'rulin-1-sw2' });
    const half = impactOf({ ...city, devices: two }, [device('rulin-1-sw')]);
    expect(half.lost).toEqual([]);
    expect(half.atRisk).toHaveLength(9);
  });

  it('makes no view of what stands nowhere, and reaches a service without a pair by its data centre', () => {
    const services = new Map(city.services);
    for (const id of ['jintan-oa', 'city-sso']) {
      const service = services.get(id);
      if (service !== undefined) services.set(id, { ...service, appPairId: undefined, dbPairId: undefined });
    }
    const loose = { ...city, services };
    expect(impactOf(loose, [{ kind: 'pair', id: 'jintan-app' }]).serviceIds).not.toContain('jintan-oa');
    expect(impactOf(loose, [device('jintan-agg-1')]).serviceIds).toContain('jintan-oa');
    const empty = { ...city, devices: new Map() };
    expect(impactGraphOf(empty).views).toEqual([]);
    expect(createTopology(empty).waysTo('rulin-1-sw')).toEqual([]);
  });
});
