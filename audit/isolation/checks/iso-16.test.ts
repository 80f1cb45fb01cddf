import { describe, expect, it } from 'vitest';
import type { IsolationReading, SeenPortAccess } from '../../../collector/index.ts';
import { uplinkPort } from '../city-scene.fake.ts';
import { plus, withRows } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso16 } from './iso-16.ts';

const open = (port: string): SeenPortAccess => ({
  port,
  control: 'forceAuthorized',
  authorized: true,
  source: { oid: '1.0.8802.1.1.1.1.2.1.1.6.1', value: 'forceAuthorized' },
});
const said = (turn: (reading: IsolationReading) => IsolationReading) =>
  saidOf(iso16, 'jincheng-1-sw', { now: { 'jincheng-1-sw': turn } });

describe('ISO-16', () => {
  it('finds a terminal’s port that lets everybody in', () => {
    expect(findingsOf(said((reading) => plus(reading, 'portAccess', open('ge-0-1'))))).toEqual([
      'S3 open forceAuthorized',
    ]);
  });

  it('finds a free port that does, which is a socket for anybody', () => {
    expect(said((reading) => plus(reading, 'portAccess', open('ge-0-20'))).verdict).toBe('fail');
  });

  it('lets uplinks be open', () => {
    expect(said((reading) => plus(reading, 'portAccess', open(uplinkPort))).verdict).toBe('pass');
    expect(said((reading) => withRows(reading, 'portAccess', () => [])).verdict).toBe('pass');
  });
});
