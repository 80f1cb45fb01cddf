import { describe, expect, it } from 'vitest';
import { deviceMac, uplinkPort, virtualMac } from '../city-scene.fake.ts';
import { plus, station } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso03 } from './iso-03.ts';

type Reading = Parameters<typeof plus>[0];
const more = (...macs: readonly (readonly [mac: string, port: string])[]) => ({
  'jincheng-1-sw': (reading: Reading) => plus(reading, 'stations', ...macs.map(([mac, port]) => station(mac, port))),
});

describe('ISO-03', () => {
  it('finds a second station behind a terminal’s port, whoever it is', () => {
    const known = saidOf(iso03, 'jincheng-1-sw', { now: more(['02:f5:00:01:00:02', 'ge-0-1']) });
    expect(findingsOf(known)).toEqual(['S2 many 02:f5:00:01:00:01 02:f5:00:01:00:02']);
    expect(saidOf(iso03, 'jincheng-1-sw', { now: more(['00:11:22:33:44:55', 'ge-0-1']) }).verdict).toBe('fail');
  });

  it('allows as many as are declared for the port and not one more', () => {
    const declaration = { stationsAtPort: new Map([['jincheng-1-sw/ge-0-1', 2]]) };
    const two = more(['00:11:22:33:44:55', 'ge-0-1']);
    const three = more(['00:11:22:33:44:55', 'ge-0-1'], ['00:11:22:33:44:56', 'ge-0-1']);
    expect(saidOf(iso03, 'jincheng-1-sw', { now: two, declaration }).verdict).toBe('pass');
    expect(saidOf(iso03, 'jincheng-1-sw', { now: three, declaration }).verdict).toBe('fail');
  });

  it('counts a station in several VLANs once, and nobody who is no station', () => {
    const now = more(['02:f5:00:01:00:01', 'ge-0-1'], ['01:80:c2:00:00:00', 'ge-0-1'], [virtualMac, 'ge-0-1']);
    expect(saidOf(iso03, 'jincheng-1-sw', { now }).verdict).toBe('pass');
  });

  it('does not count at uplinks, nor the interfaces of declared gear at ports of data centres', () => {
    const now = more(['00:11:22:33:44:55', uplinkPort], ['00:11:22:33:44:56', uplinkPort]);
    expect(saidOf(iso03, 'jincheng-1-sw', { now }).verdict).toBe('pass');
    const teamed = {
      'jintan-agg-1': (reading: Reading) => plus(reading, 'stations', station(deviceMac('jintan-app-a', 3), 'srv-1')),
    };
    expect(saidOf(iso03, 'jintan-agg-1', { placeId: 'jintan-dc', now: teamed }).verdict).toBe('pass');
  });

  it('finds several strangers at a port that nobody declared', () => {
    const now = more(['00:11:22:33:44:55', 'ge-0-20'], ['00:11:22:33:44:56', 'ge-0-20']);
    expect(saidOf(iso03, 'jincheng-1-sw', { now }).verdict).toBe('fail');
  });
});
