import { describe, expect, it } from 'vitest';
import type { IsolationReading, SeenInterface, TableReading } from '../../../collector/index.ts';
import { declarationWith, readingWith, sceneWith, table } from '../scene.fake.ts';
import { iso13 } from './iso-13.ts';

const source = { oid: '1.3.6.1.2.1.4.34.1.3', value: 'x' };
const both = <Row>(name: string, rows: readonly Row[] = []): TableReading<Row> => ({
  outcome: 'read',
  walks: [{ table: name, outcome: 'read', rows: rows.length }],
  rows,
});
const judge = (parts: Partial<IsolationReading>, declaration = declarationWith()) =>
  iso13.judge(sceneWith({ reading: readingWith({ addresses: both('ipAddressTable'), ...parts }), declaration }))[0];
const router = (nextHop: string) => ({ prefix: '::/0', nextHop, kind: 'remote' as const, source });
const port = (name: string, ifType: number, operStatus: string): SeenInterface => ({
  ifIndex: 7,
  name,
  description: name,
  alias: '',
  ifType,
  adminStatus: 'up',
  operStatus,
  source,
});

describe('ISO-13, unplanned IPv6', () => {
  it.each([
    [
      'link-local addresses alone',
      { addresses: both('ipAddressTable', [{ address: 'fe80::1', source }]) },
      'pass',
      'S2',
    ],
    ['a global address', { addresses: both('ipAddressTable', [{ address: '240e::1', source }]) }, 'fail', 'S2'],
    ['an unplanned private one', { addresses: both('ipAddressTable', [{ address: 'fd00::1', source }]) }, 'fail', 'S2'],
    ['IPv4, which others judge', { addresses: both('ipAddressTable', [{ address: '8.8.8.8', source }]) }, 'pass', 'S2'],
    [
      'a global neighbour',
      { neighbours: table([{ address: '240e::2', mac: '', ifIndex: 1, kind: 'dynamic' as const, source }]) },
      'fail',
      'S2',
    ],
    ['a router that was advertised', { routes: table([router('fe80::1')]) }, 'fail', 'S1'],
    ['6to4 that is up', { interfaces: table([port('6to4', 215, 'up')]) }, 'fail', 'S2'],
    ['ISATAP that is up', { interfaces: table([port('isatap.{1}', 131, 'up')]) }, 'fail', 'S2'],
    ['Teredo that is down', { interfaces: table([port('Teredo', 131, 'down')]) }, 'pass', 'S2'],
  ] as const)('finds of %s what it is', (_, parts, verdict, severity) => {
    expect(judge(parts)).toMatchObject({ verdict, severity });
  });

  it('lets planned IPv6 be', () => {
    const declaration = declarationWith({
      prefixes: [{ prefix: 'fd00:10::/32' }],
      routers: new Set(['fe80::1']),
    });
    const addresses = both('ipAddressTable', [{ address: 'fd00:10::1', source }]);
    expect(judge({ addresses, routes: table([router('fe80::1')]) }, declaration)?.verdict).toBe('pass');
  });

  it('learns nothing of a device that has only tables of IPv4', () => {
    const addresses = both('ipAddrTable', [{ address: '10.1.0.2', source }]);
    expect(judge({ addresses })).toMatchObject({ verdict: 'unknown', notOffered: true });
  });
});
