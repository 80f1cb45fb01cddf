import { describe, expect, it } from 'vitest';
import { referenceCity, referenceEnv } from '../../inventory/city.fake.ts';
import { loadInventory } from '../../inventory/index.ts';
import { canonicalJson } from '../../ledger/index.ts';
import { declarationBody, declarationOf } from './declaration.ts';
import { insideOf } from './inside.ts';

async function inventory() {
  const read = await loadInventory({ source: referenceCity, env: referenceEnv });
  if (!read.ok) throw new Error('the reference city has mistakes');
  return read.value;
}

describe('the declaration', () => {
  it('is whole for the reference city without a word in the settings', async () => {
    const declaration = declarationOf(await inventory());
    // The UTM of a point, and the far end of its links.
    expect([...declaration.routers]).toEqual(expect.arrayContaining(['10.10.10.1', '10.10.0.2']));
    // A host routes for nobody.
    expect(declaration.routers.has('10.10.1.11')).toBe(false);
    const inside = insideOf(declaration);
    expect(['10.8.1.1', '10.10.10.7', '10.200.0.1', '8.8.8.8'].map(inside.sideOf)).toEqual([
      'inner',
      'inner',
      'outside',
      'global',
    ]);
    expect(declaration.portRoles.get('jintan-agg-1/ge-1-1')).toBe('uplink');
    expect(declaration.portRoles.get('jincheng-1-utm/wan1')).toBe('uplink');
    expect(declaration.portRoles.get('jincheng-1-sw/ge-0-1')).toBe('access');
    expect(declaration.stationsAtPort.get('jincheng-1-sw/ge-0-1')).toBe(1);
    expect(declaration.periods.tables).toBe(900_000);
  });

  it('takes what the settings add, and a waiver holds to the end of its last day in the city', async () => {
    const { city, settings } = await inventory();
    const isolation = {
      ...settings.isolation,
      inner: [{ prefix: '199.1.1.0/24', reason: 'since 2009' }],
      routers: ['10.10.0.254'],
      ports: [
        { deviceId: 'jincheng-1-sw', interfaceName: 'ge-0-1', role: 'access' as const, stations: 3 },
        { deviceId: 'jincheng-1-sw', interfaceName: 'ge-0-23', role: 'unused' as const, stations: 1 },
      ],
      waivers: [
        {
          checkId: 'ISO-05' as const,
          placeId: 'jincheng-1',
          deviceId: undefined,
          approver: 'head',
          reason: 'to be removed',
          untilDay: '2027-03-31',
        },
      ],
    };
    const declaration = declarationOf({ city, settings: { ...settings, isolation } });
    expect(declaration.prefixes).toContainEqual({ prefix: '199.1.1.0/24', reason: 'since 2009' });
    expect(declaration.routers.has('10.10.0.254')).toBe(true);
    expect(declaration.stationsAtPort.get('jincheng-1-sw/ge-0-1')).toBe(3);
    expect(declaration.portRoles.get('jincheng-1-sw/ge-0-23')).toBe('unused');
    expect(declaration.waivers).toEqual([
      {
        checkId: 'ISO-05',
        placeId: 'jincheng-1',
        approver: 'head',
        reason: 'to be removed',
        until: Date.parse('2027-04-01T00:00:00+08:00'),
      },
    ]);
    expect(declaration.digest).not.toBe(declarationOf({ city, settings }).digest);
  });

  it('has a digest that does not depend on the order of its lists, and a body that fits into a record', async () => {
    const declaration = declarationOf(await inventory());
    const turned = {
      ...declaration,
      prefixes: declaration.prefixes.toReversed(),
      routers: new Set([...declaration.routers].reverse()),
      portRoles: new Map([...declaration.portRoles].reverse()),
    };
    expect(canonicalJson(declarationBody(turned))).toBe(canonicalJson(declarationBody(declaration)));
    expect(declaration.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(canonicalJson(declarationBody(declaration)).length).toBeLessThan(32_000);
    const more = { ...declaration, portRoles: new Map([...declaration.portRoles, ['x/y', 'access' as const]]) };
    expect(canonicalJson(declarationBody(more))).not.toBe(canonicalJson(declarationBody(declaration)));
  });

  it('takes text that has no canonical spelling', async () => {
    const declaration = declarationOf(await inventory());
    const odd = { ...declaration, prefixes: [{ prefix: '10.0.0.0/8', reason: 'half \ud800' }] };
    expect(() => canonicalJson(declarationBody(odd))).not.toThrow();
  });
});
