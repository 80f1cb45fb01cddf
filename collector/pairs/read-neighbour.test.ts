import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { addNeighbour, addNewNeighbour } from '../isolation/agent.fake.ts';
import type { FakeSession } from '../snmp/session.fake.ts';
import type { NeighbourSighting } from './model.ts';
import { type NeighbourMemory, readNeighbour } from './read-neighbour.ts';
import { bareHost, integer, octets } from './vrrp-agent.fake.ts';

const clock = new FakeClock();
const address = '192.0.2.100';

function look(session: FakeSession, memory: NeighbourMemory = new Map(), wanted = address): Promise<NeighbourSighting> {
  return readNeighbour({ session, clock, deviceId: 'agg', address: wanted, memory });
}

describe('a neighbour', () => {
  it('is asked for the one row that it had before, and looked through when that is gone', async () => {
    const session = bareHost();
    addNeighbour(session, { ifIndex: 4, address, mac: '02fa00000001' });
    const memory: NeighbourMemory = new Map();
    const oid = `1.3.6.1.2.1.4.22.1.2.4.${address}`;
    expect(await look(session, memory)).toMatchObject({ outcome: 'answered', mac: '02:fa:00:00:00:01', oid });
    session.asked.length = 0;
    expect(await look(session, memory)).toMatchObject({ mac: '02:fa:00:00:00:01', oid });
    expect(session.asked).toEqual([{ verb: 'get', oids: [oid], repetitions: 0 }]);
    session.set(oid, undefined);
    addNeighbour(session, { ifIndex: 7, address, mac: '02fa00000002' });
    expect(await look(session, memory)).toMatchObject({ mac: '02:fa:00:00:00:02' });
  });

  it('that has the new table alone is asked there, for IPv6 too', async () => {
    const session = bareHost();
    addNewNeighbour(session, { ifIndex: 4, address, mac: '02fa00000001' });
    const inet = `4.2.16.32.1.13.184.${'0.'.repeat(11)}9`;
    session.set(`1.3.6.1.2.1.4.35.1.4.${inet}`, octets(Buffer.from('02fa00000009', 'hex')));
    session.set(`1.3.6.1.2.1.4.35.1.6.${inet}`, integer(3));
    expect(await look(session)).toMatchObject({ outcome: 'answered', mac: '02:fa:00:00:00:01' });
    expect(await look(session, new Map(), '2001:db8::9')).toMatchObject({ mac: '02:fa:00:00:00:09' });
  });

  it('that does not know the address has answered, without a MAC', async () => {
    const session = bareHost();
    addNeighbour(session, { ifIndex: 4, address: '192.0.2.1', mac: '02fa00000001' });
    addNeighbour(session, { ifIndex: 4, address: '92.0.2.100', mac: '02fa00000003' });
    addNeighbour(session, { ifIndex: 4, address, mac: '02fa00000002', type: 2 });
    const sighting = await look(session);
    expect(sighting).toMatchObject({ outcome: 'answered' });
    expect(sighting).not.toHaveProperty('mac');
  });

  it('without any table is no witness', async () => {
    expect(await look(bareHost())).toMatchObject({ outcome: 'absent' });
  });

  it('whose row has no MAC waits for an answer itself', async () => {
    const session = bareHost();
    addNeighbour(session, { ifIndex: 4, address, mac: '' });
    addNeighbour(session, { ifIndex: 5, address, mac: '000000000000' });
    expect(await look(session)).not.toHaveProperty('mac');
  });

  it.each([
    ['timeout', 'silent'],
    ['authorization-error', 'refused'],
    ['malformed', 'malformed'],
  ] as const)('that ends with %s is %s, whichever way it is asked', async (reason, outcome) => {
    const session = bareHost();
    addNeighbour(session, { ifIndex: 4, address, mac: '02fa00000001' });
    const memory: NeighbourMemory = new Map();
    await look(session, memory);
    session.failNext(reason);
    expect(await look(session, memory)).toMatchObject({ outcome });
    session.failNext(...Array.from({ length: 12 }, () => reason));
    expect(await look(session)).toMatchObject({ outcome });
  });
});
