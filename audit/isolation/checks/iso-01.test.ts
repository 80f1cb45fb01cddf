import { describe, expect, it } from 'vitest';
import { deviceMac, sceneCity, uplinkPort, virtualMac } from '../city-scene.fake.ts';
import { neighbour, plus, station, withRows } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso01 } from './iso-01.ts';

const stranger = '00:11:22:33:44:55';
const heard = (mac: string, port: string) => ({
  'jincheng-1-sw': (reading: Parameters<typeof plus>[0]) => plus(reading, 'stations', station(mac, port)),
});

describe('ISO-01', () => {
  it('finds a MAC that is nobody’s at a terminal’s port, with the instance that tells', () => {
    const said = saidOf(iso01, 'jincheng-1-sw', { now: heard(stranger, 'ge-0-3') });
    expect(said).toMatchObject({ verdict: 'fail', severity: 'S2' });
    expect(said.findings).toMatchObject([
      { oid: '1.3.6.1.2.1.17.4.3.1.2.0.17.34.51.68.85', text: { params: { mac: stranger, port: 'ge-0-3' } } },
    ]);
  });

  it('finds one at a port that nobody declared', () => {
    expect(saidOf(iso01, 'jincheng-1-sw', { now: heard(stranger, 'ge-0-20') }).verdict).toBe('fail');
  });

  it('leaves ports alone behind which other gear is: who is heard there is somewhere else', () => {
    expect(saidOf(iso01, 'jincheng-1-sw', { now: heard(stranger, uplinkPort) }).verdict).toBe('pass');
  });

  it('does not take a terminal’s port for an uplink because gear’s MAC is heard there', () => {
    const now = {
      'jincheng-1-sw': (reading: Parameters<typeof plus>[0]) =>
        plus(reading, 'stations', station(deviceMac('jincheng-1-utm', 10), 'ge-0-3'), station(stranger, 'ge-0-3')),
    };
    expect(saidOf(iso01, 'jincheng-1-sw', { now }).verdict).toBe('fail');
  });

  it('finds one by ARP where no switch tells', () => {
    const now = {
      'jincheng-1-utm': (reading: Parameters<typeof plus>[0]) =>
        plus(reading, 'neighbours', neighbour('10.10.10.200', stranger, 10)),
    };
    expect(findingsOf(saidOf(iso01, 'jincheng-1-utm', { now }))).toEqual([`S2 unknown-neighbour ${stranger}`]);
  });

  it('knows group addresses, declared MACs and entries that are no answer', () => {
    const now = {
      'jincheng-1-sw': (reading: Parameters<typeof plus>[0]) =>
        plus(reading, 'stations', station('01:00:5e:00:00:01', 'ge-0-3'), station(stranger, 'ge-0-3')),
      'jincheng-1-utm': (reading: Parameters<typeof plus>[0]) =>
        plus(reading, 'neighbours', {
          ...neighbour('10.10.10.200', '00:00:00:00:00:01', 10),
          kind: 'invalid' as const,
        }),
    };
    const change = { now, declaration: { knownMacs: new Set([stranger]) } };
    expect(saidOf(iso01, 'jincheng-1-sw', change).verdict).toBe('pass');
    expect(saidOf(iso01, 'jincheng-1-utm', change).verdict).toBe('pass');
  });

  it('takes the virtual MAC of a pair for what it is at the pair’s place, and for a stranger elsewhere', () => {
    expect(saidOf(iso01, 'jintan-agg-1', { placeId: 'jintan-dc' }).verdict).toBe('pass');
    expect(saidOf(iso01, 'jincheng-1-sw', { now: heard(virtualMac, 'ge-0-3') }).verdict).toBe('fail');
  });

  it('cannot tell a stranger at an undeclared port from a device that told no MAC yet, and says which', () => {
    const silent = { 'jintan-db-a': () => undefined };
    const said = saidOf(iso01, 'jintan-agg-1', { placeId: 'jintan-dc', now: silent, before: silent });
    expect(said).toMatchObject({ verdict: 'unknown', findings: [], reason: { params: { devices: 'jintan-db-a' } } });
    const declared = sceneCity().devices.get('jintan-db-a');
    if (declared === undefined) throw new Error('no host');
    const devices = new Map(sceneCity().devices).set(declared.id, { ...declared, mac: deviceMac('jintan-db-a', 2) });
    const city = { ...sceneCity(), devices };
    expect(saidOf(iso01, 'jintan-agg-1', { placeId: 'jintan-dc', now: silent, before: silent, city }).verdict).toBe(
      'pass',
    );
  });

  it('remembers whose a MAC is when the device has fallen silent', () => {
    const now = { 'jintan-db-a': () => undefined };
    expect(saidOf(iso01, 'jintan-agg-1', { placeId: 'jintan-dc', now }).verdict).toBe('pass');
  });

  it('knows nobody by the place of a row that is the device’s own', () => {
    const now = {
      'jincheng-1-sw': (reading: Parameters<typeof plus>[0]) =>
        withRows(reading, 'stations', (rows) => [...rows, station('02:fb:00:00:00:09', uplinkPort, 'self')]),
    };
    expect(saidOf(iso01, 'jincheng-1-sw', { now }).verdict).toBe('pass');
  });
});
