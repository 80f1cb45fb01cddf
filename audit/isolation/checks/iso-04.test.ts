import { describe, expect, it } from 'vitest';
import type { SeenPeer } from '../../../collector/index.ts';
import { deviceMac, uplinkPort } from '../city-scene.fake.ts';
import { plus } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso04 } from './iso-04.ts';

const peer = (change: Partial<SeenPeer>): SeenPeer => ({
  protocol: 'lldp',
  port: 'ge-0-5',
  chassisId: '00:11:22:33:44:55',
  portId: 'eth0',
  sysName: '',
  sysDescription: '',
  capabilities: [],
  source: { oid: '1.0.8802.1.1.2.1.4.1.1.5.0.5.1', value: '00:11:22:33:44:55' },
  ...change,
});
const said = (change: Partial<SeenPeer>) =>
  saidOf(iso04, 'jincheng-1-sw', { now: { 'jincheng-1-sw': (reading) => plus(reading, 'peers', peer(change)) } });

describe('ISO-04', () => {
  it('finds a neighbour that nobody declared, by LLDP and by CDP', () => {
    expect(findingsOf(said({ sysName: 'AP', capabilities: ['wlanAccessPoint'] }))).toEqual([
      'S2 foreign 00:11:22:33:44:55',
    ]);
    expect(said({ protocol: 'cdp', chassisId: 'Router' }).verdict).toBe('fail');
  });

  it('knows declared gear by its MAC, and by its name where the chassis says a MAC that nobody heard of', () => {
    expect(said({ chassisId: deviceMac('jincheng-1-utm', 10), port: uplinkPort }).verdict).toBe('pass');
    expect(said({ sysName: 'jincheng-1-utm', port: uplinkPort }).verdict).toBe('pass');
    expect(said({ sysName: 'JINCHENG-1-UTM.city.gov', port: uplinkPort }).verdict).toBe('pass');
  });

  it('does not believe gear’s name at a terminal’s port', () => {
    expect(findingsOf(said({ sysName: 'jincheng-1-utm' }))).toEqual(['S2 gear-at-access 00:11:22:33:44:55']);
  });

  it('lets a terminal speak, and finds one that says it passes traffic on', () => {
    expect(said({ chassisId: '02:f5:00:01:00:05', capabilities: ['stationOnly'] }).verdict).toBe('pass');
    expect(said({ portId: '02:f5:00:01:00:05', capabilities: ['wlanAccessPoint'] }).verdict).toBe('fail');
  });
});
