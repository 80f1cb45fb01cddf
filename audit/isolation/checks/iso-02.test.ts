import { describe, expect, it } from 'vitest';
import { outerTerminal, sceneNow, sceneOf } from '../city-scene.fake.ts';
import type { OuterView } from '../model.ts';
import { neighbour, plus, station } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso02 } from './iso-02.ts';

const outer = (...stations: OuterView['stations']): OuterView => ({ sentinels: [], stations });
const at = sceneNow - 3_600_000;

describe('ISO-02', () => {
  it('finds an outer terminal at a switch and by ARP: isolation is broken', () => {
    const now = {
      'jincheng-1-sw': (reading: Parameters<typeof plus>[0]) =>
        plus(reading, 'stations', station(outerTerminal.mac, 'ge-0-9')),
      'jincheng-1-utm': (reading: Parameters<typeof plus>[0]) =>
        plus(reading, 'neighbours', neighbour('10.10.10.240', outerTerminal.mac, 10)),
    };
    expect(saidOf(iso02, 'jincheng-1-sw', { now })).toMatchObject({ verdict: 'fail', severity: 'S1' });
    expect(findingsOf(saidOf(iso02, 'jincheng-1-utm', { now }))).toEqual([`S1 outer-inside ${outerTerminal.mac}`]);
  });

  it('finds an inner terminal at an outer switch, at its own place alone', () => {
    const change = { outer: outer({ mac: '02:f5:00:01:00:01', device: 'outer-sw', port: 'g3', at }) };
    const said = saidOf(iso02, undefined, change);
    expect(said).toMatchObject({ verdict: 'fail', severity: 'S1', observedAt: at, evidence: 'outer' });
    expect(findingsOf(said)).toEqual(['S1 inner-outside outer-sw/g3: 02:f5:00:01:00:01']);
    expect(saidOf(iso02, undefined, { ...change, placeId: 'rulin-1' }).verdict).toBe('pass');
  });

  it('passes where outer switches hear only their own, by the oldest of their tables', () => {
    const change = {
      outer: outer(
        { mac: outerTerminal.mac, device: 'outer-sw', port: 'g1', at },
        { mac: 'aa:bb:cc:dd:ee:00', device: 'outer-sw', port: 'g2', at: at - 1 },
      ),
    };
    expect(saidOf(iso02, undefined, change)).toMatchObject({ verdict: 'pass', observedAt: at - 1 });
  });

  it('says nothing of outside while nothing was carried over', () => {
    for (const change of [{}, { outer: outer() }])
      expect(iso02.judge(sceneOf(change)).every(({ deviceId }) => deviceId !== undefined)).toBe(true);
  });
});
