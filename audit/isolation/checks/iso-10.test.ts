import { describe, expect, it } from 'vitest';
import type { SeenInterface, SeenTunnel, TableReading } from '../../../collector/index.ts';
import { declarationWith, readingWith, sceneWith, table } from '../scene.fake.ts';
import { iso10 } from './iso-10.ts';

const port = (name: string, ifType: number, operStatus = 'up'): SeenInterface => ({
  ifIndex: 7,
  name,
  description: name,
  alias: '',
  ifType,
  adminStatus: 'up',
  operStatus,
  source: { oid: '1.3.6.1.2.1.2.2.1.3.7', value: String(ifType) },
});
const tunnel = (
  remoteAddress: string | undefined,
  up: boolean | undefined = true,
  ifIndex: number | undefined = 7,
): SeenTunnel => ({
  kind: 'gre',
  up,
  ...(ifIndex === undefined ? {} : { ifIndex }),
  ...(remoteAddress === undefined ? {} : { remoteAddress }),
  source: { oid: '1.3.6.1.2.1.10.131.1.1.1.1.10.7', value: remoteAddress ?? '' },
});
const judge = (
  interfaces: readonly SeenInterface[],
  tunnels: TableReading<SeenTunnel> = table([], 'not-offered'),
  declaration = declarationWith({ tunnelPeers: new Set(['10.8.0.9']), allowedMedia: new Set(['u1/Tunnel9']) }),
) => iso10.judge(sceneWith({ reading: readingWith({ interfaces: table(interfaces), tunnels }), declaration }))[0];

describe('ISO-10, tunnels', () => {
  it.each([
    ['one that is down, as boxes have them', judge([port('gre0', 131, 'down')]), 'pass', 'S1'],
    ['one that is up and tells no far end', judge([port('Tunnel0', 131)]), 'fail', 'S2'],
    ['one that calls itself Ethernet', judge([port('tun0', 1)]), 'fail', 'S2'],
    ['a port of another name', judge([port('TunGigabitEthernet0/1', 6)]), 'pass', 'S1'],
    ['a declared interface', judge([port('Tunnel9', 131)]), 'pass', 'S1'],
    ['a declared far end', judge([port('Tunnel0', 131)], table([tunnel('10.8.0.9')])), 'pass', 'S1'],
    ['an undeclared far end inside', judge([port('Tunnel0', 131)], table([tunnel('10.8.0.8')])), 'fail', 'S2'],
    ['a far end on the internet', judge([port('Tunnel0', 131)], table([tunnel('61.1.2.3')])), 'fail', 'S1'],
    ['a private far end outside', judge([port('Tunnel0', 131)], table([tunnel('192.168.9.9')])), 'fail', 'S1'],
    [
      'a far end whose interface is down',
      judge([port('Tunnel0', 131, 'down')], table([tunnel('61.1.2.3')])),
      'pass',
      'S1',
    ],
    ['a VPN without an interface', judge([], table([tunnel('61.1.2.3', true, 99)])), 'fail', 'S1'],
    ['a VPN that is down', judge([], table([tunnel('61.1.2.3', false, 99)])), 'pass', 'S1'],
    ['a VPN that does not say whether it is up', judge([], table([tunnel('61.1.2.3', undefined, 99)])), 'fail', 'S1'],
  ] as const)('finds of %s what it is', (_, judged, verdict, severity) => {
    expect(judged).toMatchObject({ verdict, severity });
    expect(judged?.findings).toHaveLength(verdict === 'fail' ? 1 : 0);
  });

  it('cannot tell where the interfaces, or offered tunnels, could not be read', () => {
    expect(judge([], table([], 'truncated'))?.verdict).toBe('unknown');
    expect(judge([], table([], 'not-offered'))?.verdict).toBe('pass');
    expect(judge([], { outcome: 'silent', walks: [], rows: [] })?.verdict).toBe('pass');
    const reading = readingWith({ interfaces: table([], 'refused') });
    expect(iso10.judge(sceneWith({ reading }))[0]?.verdict).toBe('unknown');
  });
});
