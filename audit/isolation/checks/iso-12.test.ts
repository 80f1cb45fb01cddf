import { describe, expect, it } from 'vitest';
import type { IsolationReading } from '../../../collector/index.ts';
import { sceneOf } from '../city-scene.fake.ts';
import { ownAddress, plus, withRows } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso12 } from './iso-12.ts';

const said = (turn: (reading: IsolationReading) => IsolationReading) =>
  saidOf(iso12, 'jintan-app-a', { placeId: 'jintan-dc', now: { 'jintan-app-a': turn } });
const forwards = (reading: IsolationReading): IsolationReading => ({
  ...reading,
  forwarding: { on: true, source: { oid: '1.3.6.1.2.1.4.1.0', value: '1' } },
});

describe('ISO-12', () => {
  it('finds a host that passes packets on', () => {
    expect(findingsOf(said(forwards))).toEqual(['S2 forwards 1']);
  });

  it('finds a host with a foot in a network that is not declared, worse when it passes packets on too', () => {
    const second = (reading: IsolationReading) => plus(reading, 'addresses', ownAddress('192.168.3.5', 24, 3));
    expect(findingsOf(said(second))).toEqual(['S1 second-subnet 192.168.3.5']);
    expect(findingsOf(said((reading) => forwards(second(reading))))).toEqual([
      'S1 forwards 1',
      'S1 second-subnet 192.168.3.5',
    ]);
  });

  it('lets a heartbeat net be: link-local, inside, or on an interface that is down', () => {
    for (const address of ['169.254.1.1', '10.10.99.1', 'fe80::1'])
      expect(said((reading) => plus(reading, 'addresses', ownAddress(address, 24, 3))).verdict).toBe('pass');
    const down = (reading: IsolationReading) =>
      withRows(plus(reading, 'addresses', ownAddress('172.17.0.1', 16, 3)), 'interfaces', (rows) =>
        rows.map((row) => (row.ifIndex === 3 ? { ...row, operStatus: 'down' } : row)),
      );
    expect(said(down).verdict).toBe('pass');
  });

  it('cannot tell of a host that does not say whether it passes packets on', () => {
    const { forwarding: _, ...mute } = saidReading();
    expect(said(() => mute).verdict).toBe('unknown');
  });

  it('lets an access switch say that it forwards while it has one address: nothing passes there', () => {
    expect(saidOf(iso12, 'jincheng-1-sw', { now: { 'jincheng-1-sw': forwards } }).verdict).toBe('pass');
  });

  it('lets UTMs and aggregation switches route, and no access switch between two networks', () => {
    expect(iso12.judge(sceneOf()).map(({ deviceId }) => deviceId)).toEqual(['jincheng-1-sw']);
    const routes = (reading: IsolationReading) =>
      plus(forwards(reading), 'addresses', ownAddress('10.10.99.1', 24, 3), ownAddress('127.0.0.1', 8, 2));
    expect(saidOf(iso12, 'jincheng-1-sw', { now: { 'jincheng-1-sw': routes } }).verdict).toBe('fail');
  });
});

function saidReading(): IsolationReading {
  const reading = sceneOf({ placeId: 'jintan-dc' }).devices.find(({ device }) => device.id === 'jintan-app-a')?.reading;
  if (reading === undefined) throw new Error('no reading');
  return reading;
}
