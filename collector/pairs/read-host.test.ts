import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { addAddress, addNewAddress } from '../isolation/agent.fake.ts';
import type { FakeSession } from '../snmp/session.fake.ts';
import type { HostFacts } from './model.ts';
import { readHost } from './read-host.ts';
import { bareHost, octets } from './vrrp-agent.fake.ts';

const clock = new FakeClock(Date.UTC(2026, 10, 27, 9, 5, 16, 250));

async function factsOf(session: FakeSession, family: 4 | 6 = 4): Promise<HostFacts> {
  const asked = await readHost({ session, clock, family });
  if (asked.outcome !== 'answered') throw new Error(asked.outcome);
  return asked.facts;
}

function date(hex: string): FakeSession {
  const session = bareHost();
  session.set('1.3.6.1.2.1.25.1.2.0', octets(Buffer.from(hex, 'hex')));
  return session;
}

describe('addresses of a host', () => {
  it('are those of the old table: what the new one still shows of an address that has gone is not held', async () => {
    const session = bareHost();
    addAddress(session, '192.0.2.1', 2);
    addNewAddress(session, '192.0.2.1', 2);
    addNewAddress(session, '192.0.2.100', 2);
    expect(await factsOf(session)).toMatchObject({ addresses: ['192.0.2.1'], addressesWhole: true });
  });

  it('are those of the new table where there is no old one', async () => {
    const session = bareHost();
    addNewAddress(session, '192.0.2.100', 2);
    expect(await factsOf(session)).toMatchObject({ addresses: ['192.0.2.100'], addressesWhole: true });
  });

  it('of IPv6 are those of the new table, and not known by the old one alone', async () => {
    const session = bareHost();
    addAddress(session, '192.0.2.1', 2);
    expect(await factsOf(session, 6)).toMatchObject({ addresses: [], addressesWhole: false });
    const inet = `2.16.32.1.13.184.${'0.'.repeat(11)}9`;
    session.set(`1.3.6.1.2.1.4.34.1.3.${inet}`, { type: 'integer', value: 2 });
    session.set(`1.3.6.1.2.1.4.34.1.4.${inet}`, { type: 'integer', value: 1 });
    expect(await factsOf(session, 6)).toMatchObject({ addresses: ['2001:db8::9'], addressesWhole: true });
  });

  it('are not whole when a row lacks its parts, or there is no table', async () => {
    const session = bareHost();
    expect(await factsOf(session)).toMatchObject({ addresses: [], addressesWhole: false });
    addAddress(session, '192.0.2.1', 2);
    session.set('1.3.6.1.2.1.4.20.1.2.192.0.2.1', undefined);
    expect(await factsOf(session)).toMatchObject({ addresses: ['192.0.2.1'], addressesWhole: false });
  });
});

describe('the time of a host', () => {
  it('in whole seconds is known to half a second', async () => {
    expect(await factsOf(date('07ea0b1b090510002b0000'))).toMatchObject({ clockOffsetMs: 250, clockErrorMs: 500 });
  });

  it('in tenths is known to half of one', async () => {
    expect(await factsOf(date('07ea0b1b090510022b0000'))).toMatchObject({ clockOffsetMs: 0, clockErrorMs: 50 });
  });

  it('is that of its zone', async () => {
    expect(await factsOf(date('07ea0b1b110510022b0800'))).toMatchObject({ clockOffsetMs: 0 });
  });

  it.each(['07ea0b1b09051002', '0000000000000000000000', 'ff', ''])('is not known by %s', async (hex) => {
    expect(await factsOf(date(hex))).not.toHaveProperty('clockOffsetMs');
  });
});

it('counts the daemons that matter, none too, and says nothing where the table is not offered', async () => {
  const session = bareHost();
  expect(await factsOf(session)).not.toHaveProperty('daemons');
  for (const [at, name] of ['keepalived', 'keepalived', 'postgres', 'bash', '__proto__'].entries())
    session.set(`1.3.6.1.2.1.25.4.2.1.2.${at + 1}`, octets(name));
  expect((await factsOf(session)).daemons).toMatchObject({ keepalived: 2, postgres: 1, mysqld: 0 });
});

it('tells each MAC once, and none that is empty or zero', async () => {
  const session = bareHost();
  for (const [at, hex] of ['', '000000000000', '3acb8501e067', '3acb8501e067'].entries())
    session.set(`1.3.6.1.2.1.2.2.1.6.${at + 1}`, octets(Buffer.from(hex, 'hex')));
  expect((await factsOf(session)).macs).toEqual(['3a:cb:85:01:e0:67']);
});

it('that does not answer is silent, and one without sysUpTime has told nothing', async () => {
  const session = bareHost();
  session.failNext('timeout');
  expect(await readHost({ session, clock, family: 4 })).toMatchObject({ outcome: 'silent' });
  session.set('1.3.6.1.2.1.1.3.0', undefined);
  expect(await readHost({ session, clock, family: 4 })).toMatchObject({ outcome: 'malformed' });
});
