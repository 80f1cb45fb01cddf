import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IsolationReading } from '../../collector/index.ts';
import {
  cleanReading,
  deviceMac,
  outerTerminal,
  sceneCity,
  sceneDeclaration,
  uplinkPort,
  virtualMac,
} from './city-scene.fake.ts';
import type { RegisteredTerminal } from './model.ts';
import { emptyReading, ended, plus, port, station } from './reading.fake.ts';
import { createStations, stationBounds } from './stations.ts';

const city = sceneCity();
const declaration = sceneDeclaration();
const stranger = '00:11:22:33:44:55';
const clean = (deviceId: string, at: number): IsolationReading => {
  const device = city.devices.get(deviceId);
  if (device === undefined) throw new Error(deviceId);
  return cleanReading(device, at);
};
const viewOf = (...readings: readonly IsolationReading[]) => {
  const stations = createStations({ city, declaration });
  for (const reading of readings) stations.take(reading);
  return stations.view();
};

describe('who is where in the city', () => {
  it('knows terminals, devices by what they tell of themselves, virtual and declared MACs, and nobody else', () => {
    const stations = createStations({
      city,
      declaration: { ...declaration, knownMacs: new Set(['aa:00:00:00:00:01']) },
    });
    const view = stations.view();
    stations.take(clean('jincheng-1-utm', 1));
    expect(view.ownerOf('02:f5:00:01:00:01')).toMatchObject({
      kind: 'terminal',
      id: 'jincheng-1-t01',
      network: 'inner',
    });
    expect(view.ownerOf(outerTerminal.mac)).toMatchObject({ network: 'outer', placeId: 'jincheng-1' });
    expect(view.ownerOf(deviceMac('jincheng-1-utm', 10))).toEqual({
      kind: 'device',
      id: 'jincheng-1-utm',
      placeId: 'jincheng-1',
    });
    expect(view.ownerOf(virtualMac)).toEqual({ kind: 'virtual', id: 'vrrp-10' });
    expect(view.ownerOf('00:00:0c:07:ac:05')).toEqual({ kind: 'virtual', id: 'hsrp-5' });
    expect(view.ownerOf('aa:00:00:00:00:01')?.kind).toBe('declared');
    expect(view.ownerOf(stranger)).toBeUndefined();
  });

  it('knows every network card of a registered terminal, until the register says otherwise', () => {
    const stations = createStations({ city, declaration });
    const terminal: RegisteredTerminal = {
      id: 'jincheng-1-t01',
      placeId: 'jincheng-1',
      network: 'inner',
      everInner: true,
      macs: [stranger],
      diskSerials: [],
      state: 'in-use',
      since: 0,
      missingRecord: [],
    };
    stations.takeRegister([terminal]);
    expect(stations.view().ownerOf(stranger)?.id).toBe('jincheng-1-t01');
    stations.takeRegister([]);
    expect(stations.view().ownerOf(stranger)).toBeUndefined();
  });

  it('tells where a MAC is heard, newest first, and leaves out ports that only lead there', () => {
    const mac = '02:f5:00:01:00:01';
    const moved = plus(clean('rulin-1-sw', 9), 'stations', station(mac, 'ge-0-9'));
    const passing = plus(clean('jintan-agg-1', 9), 'stations', station(mac, 'ge-1-1'));
    const seen = viewOf(clean('jincheng-1-sw', 5), moved, passing, clean('jincheng-1-utm', 5));
    expect(seen.placesOf(mac)).toEqual([
      { placeId: 'rulin-1', deviceId: 'rulin-1-sw', port: 'ge-0-9', at: 9 },
      { placeId: 'jincheng-1', deviceId: 'jincheng-1-sw', port: 'ge-0-1', at: 5 },
    ]);
    expect(seen.placesOf(stranger)).toEqual([]);
  });

  it('finds out by who is heard there that a port nobody declared leads on, also when that one is read later', () => {
    const behind = plus(clean('jincheng-1-sw', 5), 'stations', station(stranger, uplinkPort));
    expect(viewOf(behind).placesOf(stranger)).toHaveLength(1);
    expect(viewOf(behind, clean('jincheng-1-utm', 5)).placesOf(stranger)).toEqual([]);
    const named = plus(emptyReading('jincheng-1-sw', 5), 'peers', {
      protocol: 'lldp',
      port: uplinkPort,
      chassisId: '',
      portId: '',
      sysName: 'jincheng-1-utm',
      sysDescription: '',
      capabilities: [],
      source: { oid: '1', value: '' },
    });
    expect(viewOf(plus(named, 'stations', station(stranger, uplinkPort))).placesOf(stranger)).toEqual([]);
  });

  it('keeps a device’s MACs while it is silent and forgets those that it no longer tells', () => {
    const silent = { ...emptyReading('jincheng-1-utm', 9), outcome: 'silent' as const };
    const view = viewOf(clean('jincheng-1-utm', 5), silent);
    expect(view.ownerOf(deviceMac('jincheng-1-utm', 10))?.id).toBe('jincheng-1-utm');
    const changed = plus(emptyReading('jincheng-1-utm', 10), 'interfaces', port(10, 'lan1', stranger));
    const after = viewOf(clean('jincheng-1-utm', 5), changed);
    expect(after.ownerOf(deviceMac('jincheng-1-utm', 10))).toBeUndefined();
    expect(after.ownerOf(stranger)?.id).toBe('jincheng-1-utm');
  });

  it('keeps the MACs of a device whose link was cut while it was read, and does not think that it has told them all', () => {
    const stations = createStations({ city, declaration });
    const first = port(1, 'a', '02:00:00:00:00:01');
    const partial = ended(plus(emptyReading('jincheng-1-sw', 1), 'interfaces', first), 'interfaces', 'truncated');
    stations.take(partial);
    expect(stations.view().isWithoutMacs?.('jincheng-1-sw')).toBe(true);
    const whole = clean('jincheng-1-sw', 2);
    stations.take(whole);
    const own = whole.interfaces.rows.map(({ mac = '' }) => mac).filter((mac) => mac !== '');
    stations.take({ ...partial, finishedAt: 3 });
    const view = stations.view();
    for (const mac of [...own, '02:00:00:00:00:01']) expect(view.ownerOf(mac)?.id).toBe('jincheng-1-sw');
    stations.take({ ...whole, finishedAt: 5 });
    expect(stations.view().ownerOf('02:00:00:00:00:01')).toBeUndefined();
  });

  it('says which devices told no MAC yet', () => {
    const view = viewOf(clean('jincheng-1-utm', 5));
    expect(view.isWithoutMacs?.('jincheng-1-utm')).toBe(false);
    expect(view.isWithoutMacs?.('jincheng-1-sw')).toBe(true);
    expect(view.isWithoutMacs?.('nobody')).toBe(false);
  });

  it('takes nothing of devices that are not declared', () => {
    const foreign = plus(emptyReading('nobody', 5), 'stations', station(stranger, 'p1'));
    expect(viewOf(foreign).placesOf(stranger)).toEqual([]);
  });

  it('says the same whatever order the readings came in', () => {
    const readings = ['jincheng-1-sw', 'jincheng-1-utm', 'jintan-agg-1', 'rulin-1-sw'].flatMap((id, index) => [
      clean(id, 5 + index),
      plus(clean(id, 20 - index), 'stations', station(stranger, 'ge-0-9')),
    ]);
    const macs = [stranger, '02:f5:00:01:00:01', deviceMac('jincheng-1-utm', 10), virtualMac];
    const told = (order: readonly IsolationReading[]) => {
      const view = viewOf(...order);
      return macs.map((mac) => [view.ownerOf(mac), view.placesOf(mac)]);
    };
    const straight = told(readings);
    fc.assert(
      fc.property(fc.shuffledSubarray(readings, { minLength: readings.length }), (order) => {
        expect(told(order)).toEqual(straight);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps few places of each MAC', () => {
    const many = Array.from({ length: 20 }, (_, index) => station(stranger, `p${index}`));
    expect(viewOf(plus(emptyReading('jincheng-1-sw', 5), 'stations', ...many)).placesOf(stranger)).toHaveLength(
      stationBounds.placesOfMac,
    );
  });
});
