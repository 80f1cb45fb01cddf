import { describe, expect, it } from 'vitest';
import { integer, octets, type Row } from '../../lab/agent/index.ts';
import { asked } from './asked.fake.ts';
import { readPeers } from './read-peers.ts';

const lldp = '1.0.8802.1.1.2.1';
const v2 = '1.3.111.2.802.1.1.13.1.4.1.1';
const cdp = '1.3.6.1.4.1.9.9.23.1.2.1.1';
const bytes = (hex: string) => octets(Buffer.from(hex, 'hex'));
const portNames = new Map([
  [11, 'ge-1'],
  [12, 'ge-2'],
]);
const remote = (localPort: number, change: Readonly<Record<number, Row['value']>> = {}): readonly Row[] => {
  const columns: Readonly<Record<number, Row['value']>> = {
    4: integer(4),
    5: bytes('001122334455'),
    6: integer(5),
    7: octets('eth0'),
    9: octets('ap'),
    10: octets('an access point'),
    12: bytes('38'),
    ...change,
  };
  return Object.entries(columns).map(([column, value]) => ({
    oid: `${lldp}.4.1.1.${column}.900.${localPort}.1`,
    value,
  }));
};

describe('neighbours that announce themselves', () => {
  it('by LLDP stand at the port that lldpLocPortTable names, else at the ifIndex, else at the number', async () => {
    const view = [
      ...remote(1),
      ...remote(12),
      ...remote(99),
      { oid: `${lldp}.3.7.1.3.1`, value: octets('ge-1') },
      { oid: `${lldp}.3.7.1.3.12`, value: octets('no such name') },
    ];
    const { read } = await asked({ view, portNames }, readPeers);
    expect(read.rows.map(({ port }) => port)).toEqual(['ge-1', 'ge-2', 'port99']);
    expect(read.rows[0]).toEqual({
      protocol: 'lldp',
      port: 'ge-1',
      chassisId: '00:11:22:33:44:55',
      portId: 'eth0',
      sysName: 'ap',
      sysDescription: 'an access point',
      capabilities: ['bridge', 'wlanAccessPoint', 'router'],
      source: { oid: `${lldp}.4.1.1.5.900.1.1`, value: '00:11:22:33:44:55' },
    });
    expect(read.outcome).toBe('read');
  });

  it('have their MAC in one form, also where its octets are letters or a maker writes it with dashes', async () => {
    const view = [
      ...remote(11, { 5: octets('Hello!') }),
      ...remote(12, { 4: integer(7), 5: octets('0011-2233-44AA'), 6: integer(3), 7: octets('ABCDEF') }),
    ];
    const { read } = await asked({ view, portNames }, readPeers);
    expect(read.rows.map(({ chassisId, portId }) => `${chassisId} ${portId}`)).toEqual([
      '48:65:6c:6c:6f:21 eth0',
      '00:11:22:33:44:aa 41:42:43:44:45:46',
    ]);
  });

  it('are told once by a device that has both generations of the MIB', async () => {
    const again = [
      [5, integer(4)],
      [6, bytes('001122334455')],
      [8, octets('eth0')],
      [13, bytes('10')],
    ] as const;
    const view = [...remote(11), ...again.map(([column, value]) => ({ oid: `${v2}.${column}.900.11.1.1`, value }))];
    expect((await asked({ view, portNames }, readPeers)).read.rows).toHaveLength(1);
    const alone = again.map(([column, value]) => ({ oid: `${v2}.${column}.900.12.1.1`, value }));
    const { read } = await asked({ view: alone, portNames }, readPeers);
    expect(read.rows).toMatchObject([{ port: 'ge-2', capabilities: ['wlanAccessPoint'] }]);
  });

  it('by CDP too', async () => {
    const view = [
      { oid: `${cdp}.6.11.1`, value: octets('SW-7') },
      { oid: `${cdp}.7.11.1`, value: octets('Gi0/1') },
      { oid: `${cdp}.8.11.1`, value: octets('cisco WS-C2960') },
      { oid: `${cdp}.9.11.1`, value: bytes('00000029') },
    ];
    const { read } = await asked({ view, portNames }, readPeers);
    expect(read.rows).toMatchObject([
      { protocol: 'cdp', port: 'ge-1', chassisId: 'SW-7', sysName: 'SW-7', capabilities: ['router', 'bridge', 'igmp'] },
    ]);
  });

  it('are not offered by a device that speaks neither', async () => {
    expect((await asked({ view: [] }, readPeers)).read).toMatchObject({ outcome: 'not-offered', rows: [] });
  });
});
