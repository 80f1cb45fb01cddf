import { describe, expect, it } from 'vitest';
import type { IsolationReading, SeenRoute } from '../../../collector/index.ts';
import { sceneOf } from '../city-scene.fake.ts';
import { neighbour, plus } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso55 } from './iso-55.ts';

const bank = {
  id: 'bank',
  deviceId: 'jincheng-1-utm',
  interfaceName: 'lan1',
  prefixes: ['172.30.4.0/24'],
  reason: 'treasury payments',
};
const route = (prefix: string, change: Partial<SeenRoute> = {}): SeenRoute => ({
  prefix,
  nextHop: '172.30.4.1',
  ifIndex: 10,
  kind: 'remote',
  source: { oid: `1.3.6.1.2.1.4.21.1.7.${prefix}`, value: prefix },
  ...change,
});
const said = (...routes: readonly SeenRoute[]) =>
  saidOf(iso55, 'jincheng-1-utm', {
    declaration: { boundaries: [bank] },
    now: {
      'jincheng-1-utm': (reading) =>
        plus({ ...reading, neighbours: { ...reading.neighbours, rows: [] } }, 'routes', ...routes),
    },
  });

describe('ISO-55', () => {
  it('lets pass what was declared for the boundary, and routes that lead elsewhere or nowhere', () => {
    const elsewhere = route('8.8.8.0/24', { ifIndex: 1 });
    const nowhere = route('0.0.0.0/0', { kind: 'blackhole' });
    expect(said(route('172.30.4.0/25'), elsewhere, nowhere).verdict).toBe('pass');
  });

  it.each([
    ['0.0.0.0/0', 'S1'],
    ['8.8.8.0/24', 'S1'],
    ['172.30.0.0/16', 'S2'],
    ['10.20.0.0/16', 'S2'],
  ])('finds a route to %s through it', (prefix, severity) => {
    expect(findingsOf(said(route(prefix)))).toEqual([`${severity} route ${prefix}`]);
  });

  it('finds a neighbour there that was not declared', () => {
    const now = {
      'jincheng-1-utm': (reading: IsolationReading) =>
        plus(
          { ...reading, neighbours: { ...reading.neighbours, rows: [] } },
          'neighbours',
          neighbour('172.30.4.1', '00:11:22:33:44:55', 10),
          neighbour('172.31.0.1', '00:11:22:33:44:56', 10),
        ),
    };
    const found = saidOf(iso55, 'jincheng-1-utm', { declaration: { boundaries: [bank] }, now });
    expect(findingsOf(found)).toEqual(['S2 neighbour 00:11:22:33:44:56']);
  });

  it('cannot tell of a boundary whose interface is not there', () => {
    const boundaries = [{ ...bank, interfaceName: 'wan9' }];
    const found = saidOf(iso55, 'jincheng-1-utm', { declaration: { boundaries } });
    expect(found).toMatchObject({ verdict: 'unknown', reason: { params: { boundary: 'bank', port: 'wan9' } } });
  });

  it('is not asked where no boundary is declared', () => {
    expect(iso55.judge(sceneOf())).toEqual([]);
  });
});
