import { describe, expect, it } from 'vitest';
import type { IsolationReading } from '../../../collector/index.ts';
import { deviceMac, virtualMac } from '../city-scene.fake.ts';
import { neighbour, plus, withRows } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso19 } from './iso-19.ts';

const stranger = '00:11:22:33:44:55';
const answers =
  (address: string, ...macs: readonly string[]) =>
  (reading: IsolationReading) =>
    withRows(reading, 'neighbours', (rows) => [
      ...rows.filter((row) => row.address !== address),
      ...macs.map((mac, index) => neighbour(address, mac, 10 + index)),
    ]);
type Turn = (reading: IsolationReading) => IsolationReading;
const atUtm = (now: Turn, before: Turn = (reading) => reading, routers: readonly string[] = []) =>
  saidOf(iso19, 'jincheng-1-utm', {
    now: { 'jincheng-1-utm': now },
    before: { 'jincheng-1-utm': before },
    declaration: { routers: new Set(routers) },
  });
const atAgg = (now: Turn) => saidOf(iso19, 'jintan-agg-1', { placeId: 'jintan-dc', now: { 'jintan-agg-1': now } });

describe('ISO-19', () => {
  it('finds who answers for a terminal, a device or a pair and is not it', () => {
    expect(findingsOf(atUtm(answers('10.10.10.101', stranger)))).toEqual([`S2 taken ${stranger}`]);
    expect(atUtm(answers('10.10.10.101', '02:f5:00:01:00:02')).verdict).toBe('fail');
    expect(atUtm(answers('10.10.10.2', '02:f5:00:01:00:02')).verdict).toBe('fail');
    expect(atAgg(answers('10.10.1.10', stranger)).verdict).toBe('fail');
  });

  it('finds two that answer for one address that nobody declared', () => {
    const two = answers('10.10.10.200', stranger, '00:11:22:33:44:66');
    expect(findingsOf(atUtm(two))).toEqual([`S2 conflict ${stranger}`, 'S2 conflict 00:11:22:33:44:66']);
    expect(atUtm(answers('10.10.10.200', stranger, stranger)).verdict).toBe('pass');
  });

  it('finds a gateway that has become somebody nobody knows, and not one that became declared gear', () => {
    const gateway = '10.10.10.254';
    const first = answers(gateway, stranger);
    expect(atUtm(first, first, [gateway]).verdict).toBe('pass');
    const other = answers(gateway, '00:11:22:33:44:66');
    expect(findingsOf(atUtm(other, first, [gateway]))).toEqual(['S2 gateway 00:11:22:33:44:66']);
    expect(atUtm(answers(gateway, deviceMac('jintan-agg-1', 51)), first, [gateway]).verdict).toBe('pass');
    expect(atUtm(answers(gateway, '02:f5:00:01:00:02'), (reading) => reading, [gateway]).verdict).toBe('fail');
  });

  it('lets a pair fail over: either member, their virtual MAC, and the one at the other’s address', () => {
    for (const mac of [deviceMac('jintan-app-a', 2), deviceMac('jintan-app-b', 2), virtualMac])
      expect(atAgg(answers('10.10.1.10', mac)).verdict).toBe('pass');
    expect(atAgg(answers('10.10.1.11', deviceMac('jintan-app-b', 2))).verdict).toBe('pass');
    expect(atAgg(answers('10.10.1.11', deviceMac('jintan-db-b', 2))).verdict).toBe('fail');
  });

  it('lets routers answer for others', () => {
    expect(atUtm(answers('10.10.10.101', deviceMac('jintan-agg-1', 50))).verdict).toBe('pass');
  });

  it('does not judge addresses that are not inside', () => {
    expect(
      atUtm((reading) =>
        plus(reading, 'neighbours', neighbour('192.168.7.7', stranger, 10), neighbour('192.168.7.7', virtualMac, 10)),
      ).verdict,
    ).toBe('pass');
  });
});
