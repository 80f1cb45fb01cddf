import { describe, expect, it } from 'vitest';
import type { IsolationReading } from '../../../collector/index.ts';
import { outerTerminal, sceneNow, sceneOf, sceneReadAt } from '../city-scene.fake.ts';
import type { OuterView, RegisteredTerminal, RegisterView } from '../model.ts';
import { station, withRows } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso18 } from './iso-18.ts';

const own = '02:f5:00:01:00:01';
const other = '00:11:22:33:44:55';
const without = (reading: IsolationReading, ...more: Parameters<typeof station>[]) =>
  withRows(reading, 'stations', (rows) => [
    ...rows.filter(({ mac }) => mac !== own),
    ...more.map(([mac, port]) => station(mac, port)),
  ]);
const said = (turn: (reading: IsolationReading) => IsolationReading, before = turn) =>
  saidOf(iso18, 'jincheng-1-sw', { now: { 'jincheng-1-sw': turn }, before: { 'jincheng-1-sw': before } });

describe('ISO-18', () => {
  it('finds somebody else at the port of a terminal that is gone, and says when it has just happened', () => {
    const swapped = (reading: IsolationReading) => without(reading, [other, 'ge-0-1']);
    expect(findingsOf(said(swapped))).toEqual(['S3 swapped ge-0-1']);
    expect(findingsOf(said(swapped, (reading) => reading))).toEqual(['S3 swapped-now ge-0-1']);
  });

  it('lets a terminal be off, and be heard at another port', () => {
    expect(said((reading) => without(reading)).verdict).toBe('pass');
    expect(said((reading) => without(reading, [own, 'ge-0-20'], [other, 'ge-0-1'])).verdict).toBe('pass');
  });

  const registered = (change: Partial<RegisteredTerminal>): RegisteredTerminal => ({
    id: 'jincheng-1-t01',
    placeId: 'jincheng-1',
    network: 'inner',
    everInner: true,
    macs: [own],
    diskSerials: [],
    state: 'in-use',
    since: 0,
    missingRecord: [],
    ...change,
  });
  const register: RegisterView = {
    terminals: [
      registered({ twinId: outerTerminal.id }),
      registered({ id: outerTerminal.id, network: 'outer', macs: [outerTerminal.mac] }),
    ],
  };
  const outer = (at: number): OuterView => ({
    sentinels: [],
    stations: [{ mac: outerTerminal.mac, device: 'outer-sw', port: 'g1', at }],
  });

  it('finds a terminal that fell silent while its outer twin works', () => {
    const gone = { 'jincheng-1-sw': (reading: IsolationReading) => without(reading) };
    const found = saidOf(iso18, undefined, { register, outer: outer(sceneNow - 1_000), now: gone });
    expect(found).toMatchObject({ verdict: 'fail', severity: 'S3', evidence: 'outer' });
    expect(findingsOf(found)).toEqual([`S3 twin outer-sw/g1: ${outerTerminal.mac}`]);
  });

  it('lets both work in turns, and does not guess without twins or outer tables', () => {
    expect(saidOf(iso18, undefined, { register, outer: outer(sceneReadAt - 1) }).verdict).toBe('pass');
    for (const change of [{ register }, { outer: outer(sceneNow) }])
      expect(iso18.judge(sceneOf(change)).every(({ deviceId }) => deviceId !== undefined)).toBe(true);
  });
});
