import { describe, expect, it } from 'vitest';
import type { IsolationReading } from '../../../collector/index.ts';
import { deviceMac, sceneCity, sceneOf, unusedPort } from '../city-scene.fake.ts';
import { plus, station, withRows } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso17 } from './iso-17.ts';

type Turn = (reading: IsolationReading) => IsolationReading;
const up =
  (port: string): Turn =>
  (reading) =>
    withRows(reading, 'interfaces', (rows) =>
      rows.map((row) => (row.name === port ? { ...row, operStatus: 'up' } : row)),
    );
const heard =
  (port: string, mac: string): Turn =>
  (reading) =>
    plus(up(port)(reading), 'stations', station(mac, port));
const said = (turn: Turn, more = {}) => saidOf(iso17, 'jincheng-1-sw', { now: { 'jincheng-1-sw': turn }, ...more });
const stranger = '00:11:22:33:44:55';
const free = 'ge-0-20';

describe('ISO-17', () => {
  it('finds a light at a port that is declared unused, and worse, somebody there', () => {
    expect(findingsOf(said(up(unusedPort)))).toEqual([`S3 unused ${unusedPort} up`]);
    expect(findingsOf(said(heard(unusedPort, stranger)))).toEqual([`S2 unused-heard ${unusedPort} up ${stranger}`]);
  });

  it('finds one at a port of which nothing was declared, where every terminal has its port', () => {
    expect(findingsOf(said(up(free)))).toEqual([`S3 undeclared ${free} up`]);
    expect(findingsOf(said(heard(free, stranger)))).toEqual([`S2 undeclared-heard ${free} up ${stranger}`]);
  });

  it('lets a declared device be at a port that was not written down', () => {
    expect(said(heard(free, deviceMac('jintan-db-a', 2))).verdict).toBe('pass');
    expect(said(heard(free, stranger), { declaration: { knownMacs: new Set([stranger]) } }).verdict).toBe('pass');
  });

  it('does not guess where a terminal may be at any port, or where the uplink may be any port', () => {
    const [first] = sceneCity().terminals.values();
    if (first === undefined) throw new Error('no terminal');
    const { port: _, ...roaming } = { ...first, switchId: undefined };
    const terminals = new Map(sceneCity().terminals).set(first.id, { ...roaming, port: undefined });
    expect(said(up(free), { city: { ...sceneCity(), terminals } }).verdict).toBe('pass');
    const lost: Turn = (reading) => withRows(up(free)(reading), 'stations', () => []);
    expect(said(lost).verdict).toBe('pass');
  });

  it('counts sockets only', () => {
    const turn: Turn = (reading) =>
      withRows(up(free)(reading), 'interfaces', (rows) =>
        rows.map((row) => (row.name === free ? { ...row, ifType: 53 } : row)),
      );
    expect(said(turn).verdict).toBe('pass');
  });

  it('is not asked of data centres, where ports are not declared one by one', () => {
    expect(iso17.judge(sceneOf({ placeId: 'jintan-dc' }))).toEqual([]);
  });
});
