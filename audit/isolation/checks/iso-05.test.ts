import { describe, expect, it } from 'vitest';
import type { SeenInterface } from '../../../collector/index.ts';
import { declarationWith, deviceWith, readingWith, sceneWith, table } from '../scene.fake.ts';
import { iso05 } from './iso-05.ts';

const port = (parts: Partial<SeenInterface> = {}): SeenInterface => ({
  ifIndex: 7,
  name: 'eth0',
  ifName: 'eth0',
  description: 'eth0',
  alias: '',
  ifType: 6,
  adminStatus: 'up',
  operStatus: 'up',
  source: { oid: '1.3.6.1.2.1.2.2.1.3.7', value: String(parts.ifType ?? 6) },
  ...parts,
});
const judge = (rows: readonly SeenInterface[], scene: Parameters<typeof sceneWith>[0] = {}) =>
  iso05.judge(sceneWith({ reading: readingWith({ interfaces: table(rows) }), ...scene }))[0];

describe('ISO-05, radio, cellular, dial and USB', () => {
  it.each([
    ['a modem that is up', { ifType: 48 }, 'fail', 'S1'],
    ['a cellular port that is up', { ifType: 243, name: 'cellular0' }, 'fail', 'S1'],
    ['WLAN that is up', { ifType: 71, name: 'ra0' }, 'fail', 'S1'],
    ['a 4G stick that calls itself Ethernet', { name: 'wwan0', ifName: 'wwan0', description: 'wwan0' }, 'fail', 'S1'],
    ['a USB network', { name: 'usb0', ifName: 'usb0', description: 'usb0' }, 'fail', 'S1'],
    ['a port that a person called 4G', { alias: '到4G备份' }, 'fail', 'S2'],
    ['a modem of which nobody knows whether it is up', { ifType: 48, operStatus: 'unknown' }, 'fail', 'S2'],
    ['a modem without a link', { ifType: 48, operStatus: 'down' }, 'fail', 'S3'],
    ['a modem that would dial', { ifType: 48, operStatus: 'dormant' }, 'fail', 'S3'],
    ['a modem that is switched off', { ifType: 48, operStatus: 'down', adminStatus: 'down' }, 'pass', 'S1'],
    ['Ethernet', {}, 'pass', 'S1'],
    ['25G Ethernet', { name: '25GE1/0/5', ifName: '25GE1/0/5', description: '25GE1/0/5' }, 'pass', 'S1'],
    ['XGigabitEthernet', { name: 'XGE0/0/4', description: 'XGigabitEthernet0/0/4' }, 'pass', 'S1'],
    ['a tunnel, which ISO-10 judges', { ifType: 131, name: 'gre0' }, 'pass', 'S1'],
  ] as const)('finds of %s what it is', (_, parts, verdict, severity) => {
    expect(judge([port(), port({ ifIndex: 8, ...parts })])).toMatchObject({ verdict, severity });
  });

  it.each([
    ...[
      'wwan0',
      'usb0',
      'Cellular0/0/0',
      '4G1/0',
      '3G0',
      'LTE0',
      'ppp0',
      'Dialer1',
      'wlan0',
      'wlp3s0',
      'ath0',
      'enx0c5b8f279a64',
    ],
    ...['Modem', 'pppoe-wan', '无线网卡', 'Eth-channel0/0:0', 'ADSL0', 'enxa0b1c2d3e4f5'],
  ])('is suspicious of the name %s', (name) => {
    expect(judge([port({ name, ifName: name, description: name })])?.verdict).toBe('fail');
  });

  it.each([
    ...[
      'GigabitEthernet0/0/1',
      'XGE1/0/4',
      '25G1/0/1',
      '2.5G0/1',
      '5GE0/1',
      '100GE1/0/1',
      'eth0',
      'bond0',
      'vlan.0510',
      'Vlanif200',
    ],
    ...[
      'Loopback0',
      'lo',
      'wan1',
      'ge-9-1',
      'Eth-Trunk1',
      'NULL0',
      'MEth0/0/1',
      'Broadcom NetXtreme',
      'Platform',
      'splitter',
    ],
  ])('is not suspicious of the name %s', (name) => {
    expect(judge([port({ name, ifName: name, description: name })])?.verdict).toBe('pass');
  });

  it('names the instance that decides: the type, or the name where the type says nothing', () => {
    expect(judge([port({ ifType: 243 })])?.findings).toMatchObject([{ oid: '1.3.6.1.2.1.2.2.1.3.7', value: '243' }]);
    expect(judge([port({ ifName: 'wwan0' })])?.findings).toMatchObject([
      { oid: '1.3.6.1.2.1.31.1.1.1.1.7', value: 'wwan0', deviceId: 'u1' },
    ]);
    expect(judge([port({ description: 'ppp0' })])?.findings).toMatchObject([{ oid: '1.3.6.1.2.1.2.2.1.2.7' }]);
    expect(judge([port({ alias: '4G' })])?.findings).toMatchObject([{ oid: '1.3.6.1.2.1.31.1.1.1.18.7' }]);
  });

  it('is one finding for a port that offends by type and name', () => {
    expect(judge([port({ ifType: 243, ifName: 'wwan0', description: 'wwan0', alias: '4G' })])?.findings).toHaveLength(
      1,
    );
  });

  it('lets a declared port be, and an OLT its passive optics', () => {
    const declaration = declarationWith({ allowedMedia: new Set(['u1/wwan0']) });
    expect(judge([port({ name: 'wwan0', ifType: 243 })], { declaration })?.verdict).toBe('pass');
    expect(judge([port({ name: 'wwan1', ifType: 243 })], { declaration })?.verdict).toBe('fail');
    expect(judge([port({ ifType: 250 })], { device: deviceWith({ kind: 'olt' }) })?.verdict).toBe('pass');
    expect(judge([port({ ifType: 250 })])?.verdict).toBe('fail');
  });

  it("lets a server's management controller behind USB be, as long as its addresses never leave the cable", () => {
    const usb = port({ name: 'usb0', ifName: 'usb0', description: 'usb0' });
    const source = { oid: '1.3.6.1.2.1.4.20.1.1', value: '' };
    const withAddress = (...addresses: readonly string[]) =>
      iso05.judge(
        sceneWith({
          reading: readingWith({
            interfaces: table([usb]),
            addresses: table(addresses.map((address) => ({ address, ifIndex: 7, source }))),
          }),
        }),
      )[0]?.verdict;
    expect(withAddress('169.254.95.118')).toBe('pass');
    expect(withAddress('169.254.95.118', '192.168.8.100')).toBe('fail');
    expect(withAddress()).toBe('fail');
  });
});
