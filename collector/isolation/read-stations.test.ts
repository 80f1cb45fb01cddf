import { describe, expect, it } from 'vitest';
import { integer, octets, type Row } from '../../lab/agent/index.ts';
import { asked } from './asked.fake.ts';
import { readStations } from './read-stations.ts';

const bridge = '1.3.6.1.2.1.17';
const indexOf = (mac: string) =>
  mac
    .split(':')
    .map((octet) => Number.parseInt(octet, 16))
    .join('.');
const plain = (mac: string, port: number, status = 3): readonly Row[] => [
  { oid: `${bridge}.4.3.1.2.${indexOf(mac)}`, value: integer(port) },
  { oid: `${bridge}.4.3.1.3.${indexOf(mac)}`, value: integer(status) },
];
const byVlan = (mac: string, port: number, fdb: number, status = 3): readonly Row[] => [
  { oid: `${bridge}.7.1.2.2.1.2.${fdb}.${indexOf(mac)}`, value: integer(port) },
  { oid: `${bridge}.7.1.2.2.1.3.${fdb}.${indexOf(mac)}`, value: integer(status) },
];
const bridgePort = (port: number, ifIndex: number): Row => ({
  oid: `${bridge}.1.4.1.2.${port}`,
  value: integer(ifIndex),
});
const vlan = (id: number, fdb: number): Row => ({ oid: `${bridge}.7.1.4.2.1.3.0.${id}`, value: integer(fdb) });
const portNames = new Map([[101, 'ge-0-1']]);
const a = '02:00:00:00:00:0a';
const b = '02:00:00:00:00:0b';

describe('stations', () => {
  it('stand at the stable name of their port, with the VLAN of their forwarding database', async () => {
    const view = [
      ...byVlan(a, 1, 7),
      bridgePort(1, 101),
      vlan(30, 7),
      { oid: `${bridge}.7.1.4.2.1.4.0.30`, value: octets('') },
    ];
    const { read } = await asked({ view, portNames }, readStations);
    expect(read.rows).toEqual([
      {
        mac: a,
        port: 'ge-0-1',
        ifIndex: 101,
        vlan: 30,
        status: 'learned',
        source: { oid: `${bridge}.7.1.2.2.1.2.7.${indexOf(a)}`, value: '1' },
      },
    ]);
    expect(read.outcome).toBe('read');
  });

  it('of both tables are told once, those that one of them lacks too', async () => {
    const view = [...byVlan(a, 1, 1), ...plain(a, 1), ...plain(b, 1), bridgePort(1, 101)];
    const { read } = await asked({ view, portNames }, readStations);
    expect(read.rows.map(({ mac, source }) => `${mac} ${source.oid.includes('.7.1.2.2.') ? 'vlan' : 'plain'}`)).toEqual(
      [`${a} vlan`, `${b} plain`],
    );
    expect(read.walks).toMatchObject([
      { table: 'dot1qTpFdbTable', outcome: 'read', rows: 1 },
      { table: 'dot1dTpFdbTable', outcome: 'read', rows: 2 },
      { table: 'dot1dBasePortTable', outcome: 'read' },
    ]);
  });

  it('keep the device’s own apart, and leave out entries that have aged', async () => {
    const view = [...plain(a, 1, 4), ...plain(b, 1, 2), ...plain('02:00:00:00:00:0c', 1, 5), bridgePort(1, 101)];
    const { read } = await asked({ view, portNames }, readStations);
    expect(read.rows.map(({ mac, status }) => `${mac} ${status}`)).toEqual([`${a} self`, '02:00:00:00:00:0c mgmt']);
  });

  it('at a port that cannot be named are told all the same', async () => {
    const { read } = await asked(
      { view: [...plain(a, 0), ...plain(b, 9), bridgePort(1, 101)], portNames },
      readStations,
    );
    expect(read.rows.map(({ port }) => port)).toEqual(['port0', 'port9']);
    const unnamed = await asked({ view: [...plain(a, 1), bridgePort(1, 555)] }, readStations);
    expect(unnamed.read.rows[0]?.port).toBe('if555');
  });

  it('are not offered by a device without the tables, and missing from one that is silent', async () => {
    expect((await asked({ view: [bridgePort(1, 101)] }, readStations)).read).toMatchObject({
      outcome: 'not-offered',
      rows: [],
    });
    const { read, faults } = await asked({ view: [], silent: true }, readStations);
    expect(read.outcome).toBe('silent');
    expect(faults.length).toBeGreaterThan(0);
  });

  it('without the port of one of them were cut', async () => {
    const view = [...plain(a, 1), { oid: `${bridge}.4.3.1.3.${indexOf(b)}`, value: integer(3) }, bridgePort(1, 101)];
    const { read } = await asked({ view, portNames }, readStations);
    expect(read.outcome).toBe('truncated');
    expect(read.rows).toHaveLength(2);
  });
});
