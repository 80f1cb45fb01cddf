import { describe, expect, it } from 'vitest';
import type { IsolationReading } from '../../../collector/index.ts';
import { neighbour, ownAddress, plus, station } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso20 } from './iso-20.ts';

const consumer = '50:c7:bf:01:02:03';
type Turn = (reading: IsolationReading) => IsolationReading;
const atSwitch = (turn: Turn, declaration = {}) =>
  saidOf(iso20, 'jincheng-1-sw', { now: { 'jincheng-1-sw': turn }, declaration });
const atUtm = (turn: Turn, declaration = {}) =>
  saidOf(iso20, 'jincheng-1-utm', { now: { 'jincheng-1-utm': turn }, declaration });

describe('ISO-20', () => {
  it('finds gear of a maker of consumer routers that is nobody’s', () => {
    const heard: Turn = (reading) => plus(reading, 'stations', station(consumer, 'ge-0-3'));
    expect(findingsOf(atSwitch(heard))).toEqual(['S2 maker ge-0-3']);
    expect(atSwitch(heard, { knownMacs: new Set([consumer]) }).verdict).toBe('pass');
  });

  it('finds the nets that telephones and 4G routers give out, in addresses, neighbours and routes', () => {
    const source = { oid: '1.3.6.1.2.1.4.21.1.7.0.0.0.0', value: '192.168.43.1' };
    expect(findingsOf(atUtm((reading) => plus(reading, 'addresses', ownAddress('192.168.8.100', 24, 9))))).toEqual([
      'S2 net 192.168.8.100',
    ]);
    expect(
      atUtm((reading) => plus(reading, 'neighbours', neighbour('172.20.10.1', consumer, 9))).findings,
    ).toHaveLength(2);
    const routed: Turn = (reading) =>
      plus(reading, 'routes', { prefix: '0.0.0.0/0', nextHop: '192.168.43.1', ifIndex: 9, kind: 'remote', source });
    expect(atUtm(routed).verdict).toBe('fail');
  });

  it('lets such a net be where it is declared', () => {
    const turn: Turn = (reading) => plus(reading, 'addresses', ownAddress('192.168.8.100', 24, 9));
    expect(atUtm(turn, { prefixes: [{ prefix: '192.168.8.0/24', reason: 'old printers' }] }).verdict).toBe('pass');
  });

  it('finds a name that says it', () => {
    const turn: Turn = (reading) =>
      plus(reading, 'peers', {
        protocol: 'lldp',
        port: 'ge-0-3',
        chassisId: 'x',
        portId: '1',
        sysName: '',
        sysDescription: 'TP-LINK Archer',
        capabilities: [],
        source: { oid: '1.0.8802.1.1.2.1.4.1.1.10.0.3.1', value: 'TP-LINK Archer' },
      });
    expect(findingsOf(atSwitch(turn))).toEqual(['S2 name TP-LINK Archer']);
  });
});
