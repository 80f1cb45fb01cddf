import { describe, expect, it } from 'vitest';
import { integer, ipAddress, octets, type Row } from '../../lab/agent/index.ts';
import { asked } from './asked.fake.ts';
import { readAdjacencies } from './read-adjacencies.ts';
import { readPortAccess } from './read-port-access.ts';
import { readServers } from './read-servers.ts';
import { readTranslations } from './read-translations.ts';
import { readTunnels } from './read-tunnels.ts';

const bytes = (...octet: readonly number[]) => octets(Buffer.from(octet));
const fortinet = '1.3.6.1.4.1.12356.101.1.1';
const h3c = '1.3.6.1.4.1.25506.1.1';

describe('tunnels', () => {
  const tunnel = '1.3.6.1.2.1.10.131.1.1.1.1';

  it('tell their kind and far end, in the old column or the new one, and none where there is none', async () => {
    const view: readonly Row[] = [
      { oid: `${tunnel}.2.5`, value: ipAddress('198.51.100.1') },
      { oid: `${tunnel}.3.5`, value: integer(3) },
      { oid: `${tunnel}.3.6`, value: integer(11) },
      { oid: `${tunnel}.10.6`, value: bytes(203, 0, 113, 7) },
      { oid: `${tunnel}.2.7`, value: ipAddress('0.0.0.0') },
      { oid: `${tunnel}.3.7`, value: integer(99) },
    ];
    const { read } = await asked({ view }, readTunnels);
    expect(read.rows.map(({ ifIndex, kind, remoteAddress }) => [ifIndex, kind, remoteAddress])).toEqual([
      [5, 'gre', '198.51.100.1'],
      [6, 'sixToFour', '203.0.113.7'],
      [7, '99', undefined],
    ]);
    expect(read.outcome).toBe('read');
  });

  it('dialled by PPP are told once, with whether they are open', async () => {
    const view: readonly Row[] = [
      { oid: '1.3.6.1.2.1.10.23.1.1.1.1.1.3', value: integer(1) },
      { oid: '1.3.6.1.2.1.10.23.3.1.1.1.1.3', value: integer(1) },
      { oid: '1.3.6.1.2.1.10.23.1.1.1.1.1.4', value: integer(1) },
    ];
    const { read } = await asked({ view }, readTunnels);
    expect(read.rows.map(({ ifIndex, kind, up }) => [ifIndex, kind, up])).toEqual([
      [3, 'ppp', true],
      [4, 'ppp', undefined],
    ]);
  });

  it('of Fortinet are IPsec and people who dialled in', async () => {
    const view: readonly Row[] = [
      { oid: '1.3.6.1.4.1.12356.101.12.2.2.1.4.1', value: ipAddress('203.0.113.1') },
      { oid: '1.3.6.1.4.1.12356.101.12.2.2.1.20.1', value: integer(2) },
      { oid: '1.3.6.1.4.1.12356.101.12.2.4.1.4.9', value: ipAddress('203.0.113.2') },
    ];
    const { read } = await asked({ view, sysObjectID: fortinet }, readTunnels);
    expect(read.rows.map(({ kind, remoteAddress, up }) => [kind, remoteAddress, up])).toEqual([
      ['ipsec', '203.0.113.1', true],
      ['ssl-vpn', '203.0.113.2', true],
    ]);
    expect((await asked({ view }, readTunnels)).read.outcome).toBe('not-offered');
  });
});

describe('routers that routes are exchanged with', () => {
  it('are told by BGP and by both OSPF, with their state', async () => {
    const view: readonly Row[] = [
      { oid: '1.3.6.1.2.1.15.3.1.2.10.10.0.2', value: integer(6) },
      { oid: '1.3.6.1.2.1.14.10.1.6.10.10.0.3.0', value: integer(8) },
      { oid: '1.3.6.1.2.1.191.1.9.1.5.4.0.167', value: bytes(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9) },
      { oid: '1.3.6.1.2.1.191.1.9.1.8.4.0.167', value: integer(4) },
    ];
    const { read } = await asked({ view }, readAdjacencies);
    expect(read.rows.map(({ protocol, address, state }) => `${protocol} ${address} ${state}`)).toEqual([
      'bgp 10.10.0.2 established',
      'ospf 10.10.0.3 full',
      'ospf fe80::9 twoWay',
    ]);
  });

  it('without their state were cut', async () => {
    const view = [
      { oid: '1.3.6.1.2.1.15.3.1.2.10.10.0.2', value: integer(6) },
      { oid: '1.3.6.1.2.1.15.3.1.7.10.10.0.9', value: ipAddress('10.10.0.9') },
    ];
    expect((await asked({ view }, readAdjacencies)).read.outcome).toBe('truncated');
  });
});

describe('translations', () => {
  it('of H3C are sessions, servers, static ones and pools; inside and peer stand in the index', async () => {
    const nat = '1.3.6.1.4.1.25506.2.18.2';
    const view: readonly Row[] = [
      { oid: `${nat}.9.1.3.1.6.10.10.10.101.1024.8.8.8.8.443.0`, value: ipAddress('198.51.100.9') },
      { oid: `${nat}.3.1.5.2.6.198.51.100.8.80.0`, value: ipAddress('10.10.1.10') },
      { oid: `${nat}.10.1.2.10.10.1.11`, value: ipAddress('198.51.100.7') },
      { oid: `${nat}.1.1.2.0`, value: ipAddress('198.51.100.1') },
      { oid: `${nat}.1.1.3.0`, value: ipAddress('198.51.100.5') },
    ];
    const { read } = await asked({ view, sysObjectID: h3c }, readTranslations);
    expect(read.rows.map(({ inside, outside, peer }) => [inside, outside, peer])).toEqual([
      ['10.10.1.10', '198.51.100.8', undefined],
      ['10.10.1.11', '198.51.100.7', undefined],
      [undefined, '198.51.100.1', '198.51.100.5'],
      ['10.10.10.101', '198.51.100.9', '8.8.8.8'],
    ]);
    expect(read.outcome).toBe('read');
  });

  it('of Huawei and of NAT-MIB are read by what comes of their columns', async () => {
    const huawei = '1.3.6.1.4.1.2011.5.25.226.2.14.2.1';
    const view: readonly Row[] = [
      { oid: `${huawei}.6.1.2.3`, value: ipAddress('198.51.100.9') },
      { oid: `${huawei}.7.1.2.3`, value: ipAddress('8.8.4.4') },
      { oid: '1.3.6.1.2.1.123.1.9.1.11.1.1', value: bytes(10, 10, 10, 1) },
      { oid: '1.3.6.1.2.1.123.1.9.1.18.1.1', value: bytes(1, 1, 1, 1) },
    ];
    const { read, faults } = await asked({ view, sysObjectID: '1.3.6.1.4.1.2011.2.1' }, readTranslations);
    expect(read.rows.map(({ inside, outside, peer }) => [inside, outside, peer])).toEqual([
      ['10.10.10.1', undefined, '1.1.1.1'],
      [undefined, '198.51.100.9', '8.8.4.4'],
    ]);
    expect(faults.filter(({ reason }) => reason !== 'not-offered')).toEqual([]);
  });

  it('are not offered by a device without such tables', async () => {
    expect((await asked({ view: [] }, readTranslations)).read.outcome).toBe('not-offered');
  });
});

describe('servers for the time', () => {
  it('are told by address, else by name', async () => {
    const ntp = '1.3.6.1.2.1.197.1.3.1.1';
    const view: readonly Row[] = [
      { oid: `${ntp}.2.1`, value: octets('ntp.example.com') },
      { oid: `${ntp}.5.1`, value: bytes(10, 8, 1, 5) },
      { oid: `${ntp}.2.2`, value: octets('clock.example.com') },
      { oid: `${ntp}.5.2`, value: octets('') },
      { oid: '1.3.6.1.4.1.9.9.168.1.2.1.1.3.7', value: ipAddress('10.8.1.5') },
    ];
    const { read } = await asked({ view }, readServers);
    expect(read.rows.map(({ what, address }) => `${what} ${address}`)).toEqual([
      'ntp 10.8.1.5',
      'ntp clock.example.com',
    ]);
  });
});

describe('port access', () => {
  const pae = '1.0.8802.1.1.1.1';
  const ports: readonly Row[] = [
    { oid: `${pae}.2.1.1.5.11`, value: integer(1) },
    { oid: `${pae}.2.1.1.6.11`, value: integer(2) },
    { oid: `${pae}.2.1.1.6.12`, value: integer(3) },
  ];
  const portNames = new Map([[11, 'ge-1']]);

  it('is told port by port', async () => {
    const view = [{ oid: `${pae}.1.1.0`, value: integer(1) }, ...ports];
    const { read } = await asked({ view, portNames }, readPortAccess);
    expect(read.rows).toEqual([
      { port: 'ge-1', control: 'auto', authorized: true, source: { oid: `${pae}.2.1.1.6.11`, value: 'auto' } },
      {
        port: 'port12',
        control: 'forceAuthorized',
        authorized: undefined,
        source: { oid: `${pae}.2.1.1.6.12`, value: 'forceAuthorized' },
      },
    ]);
  });

  it('is not offered where 802.1X is switched off, whatever the ports say', async () => {
    const view = [{ oid: `${pae}.1.1.0`, value: integer(2) }, ...ports];
    expect((await asked({ view, portNames }, readPortAccess)).read).toMatchObject({ outcome: 'not-offered', rows: [] });
  });
});
