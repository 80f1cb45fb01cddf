import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import type { PairSettings } from '../../inventory/index.ts';
import { stageCity } from '../../lab/testing/keepalived/stage-city.ts';
import { addAddress, addNeighbour } from '../isolation/agent.fake.ts';
import type { FakeSession } from '../snmp/session.fake.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import type { EngineAsk, EngineReaders } from './ask.ts';
import { pairReadLimits } from './limits.ts';
import type { PairReading } from './model.ts';
import { readPair } from './read-pair.ts';
import { addKeepalived, bareHost } from './vrrp-agent.fake.ts';

const virtualAddress = '192.0.2.100';
const { city, pair, settings } = stageCity({
  virtualAddress,
  servicePort: 80,
  agentOf: () => ({ host: '127.0.0.1', port: 161 }),
});
let clock: FakeClock;
let sessions: Map<string, FakeSession>;

beforeEach(() => {
  clock = new FakeClock();
  sessions = new Map(['a', 'b', 'c'].map((id) => [id, bareHost()]));
});

const use = async <T>(id: string, ask: (session: SnmpSession) => Promise<T>): Promise<T | undefined> => {
  const session = sessions.get(id);
  return session === undefined ? undefined : ask(session);
};

function read({
  readers = {},
  more = {},
}: {
  readers?: EngineReaders;
  more?: Partial<PairSettings>;
} = {}): Promise<PairReading> {
  const all = { ...settings, ...more };
  return readPair({ pair, settings: all, city, clock, log: silentLog, use, readers, memory: new Map() });
}

const redis = { port: 6379, user: '', password: '' };
const facts = {
  version: '7',
  role: 'master',
  replicationId: 'x',
  offset: 1,
  replicas: [],
} as const;

describe('the reading of a pair', () => {
  it('asks both members and the neighbours, and nothing that was not declared', async () => {
    for (const id of ['a', 'b']) {
      addKeepalived(sessions.get(id) ?? bareHost(), { state: id === 'a' ? 2 : 1 });
      addAddress(sessions.get(id) ?? bareHost(), id === 'a' ? virtualAddress : '192.0.2.9', 2);
    }
    addNeighbour(sessions.get('c') ?? bareHost(), { ifIndex: 1, address: virtualAddress, mac: '02fa00000001' });
    const never = () => Promise.reject(new Error('nobody asked'));
    const reading = await read({ readers: { redis: never, utmHa: never, manifest: never } });
    expect(reading).toMatchObject({
      pairId: pair.id,
      members: [
        {
          deviceId: 'a',
          host: { facts: { addresses: [virtualAddress] } },
          vrrp: { facts: { instances: [{ state: 'master' }] } },
        },
        { deviceId: 'b', host: { outcome: 'answered' }, vrrp: { facts: { instances: [{ state: 'backup' }] } } },
      ],
      neighbours: [{ deviceId: 'c', outcome: 'answered', mac: '02:fa:00:00:00:01' }],
    });
    for (const member of reading.members) expect(Object.keys(member)).toEqual(['deviceId', 'host', 'vrrp']);
  });

  it('has what each declared engine said, by the member that was asked', async () => {
    const asked: EngineAsk[] = [];
    const reading = await read({
      more: { redis },
      readers: {
        async redis(ask) {
          asked.push(ask);
          const role = ask.device.id === 'a' ? 'master' : 'slave';
          return { outcome: 'answered', at: 1, facts: { ...facts, role } };
        },
      },
    });
    expect(asked.map(({ device, settings: own }) => [device.id, own.redis])).toEqual([
      ['a', redis],
      ['b', redis],
    ]);
    expect(reading.members.map((member) => member.redis)).toMatchObject([
      { facts: { role: 'master' } },
      { facts: { role: 'slave' } },
    ]);
  });

  it('goes on when a reader throws, at once or later, and says so', async () => {
    const reading = await read({
      more: { redis, patroni: { port: 8008 } },
      readers: {
        redis() {
          throw new Error('at once');
        },
        patroni: async () => Promise.reject(new Error('later')),
      },
    });
    const broken = (detail: string) => ({
      outcome: 'malformed',
      reason: { key: 'collector.pairs.broken', params: { detail } },
    });
    for (const member of reading.members) {
      expect(member).toMatchObject({ redis: broken('at once'), patroni: broken('later') });
      expect(member.host.outcome).toBe('answered');
    }
  });

  it('ends in time when a reader or a session never does, with all that has come', async () => {
    const silent = bareHost();
    silent.get = () => new Promise(() => {});
    sessions.set('b', silent);
    const reading = read({ more: { redis }, readers: { redis: () => new Promise(() => {}) } });
    await clock.advance(pairReadLimits.readingMs);
    const { members, startedAt, finishedAt } = await reading;
    const late = { outcome: 'silent', reason: { key: 'collector.pairs.late' } };
    expect(members[0]).toMatchObject({ host: { outcome: 'answered' }, vrrp: { outcome: 'absent' }, redis: late });
    expect(members[1]).toMatchObject({ host: late, vrrp: late, redis: late });
    expect(finishedAt - startedAt).toBe(pairReadLimits.readingMs);
    expect(clock.pendingCount).toBe(0);
  });

  it('leaves no timer behind, and a member without an agent is silent by name', async () => {
    sessions.delete('b');
    const { members } = await read();
    expect(members[1]).toMatchObject({
      host: { outcome: 'silent', reason: { key: 'collector.pairs.no-agent', params: { device: 'b' } } },
      vrrp: { outcome: 'silent' },
    });
    expect(clock.pendingCount).toBe(0);
  });

  it('asks the switches of the place when no neighbour is declared, and says of one that has no agent that it is silent', async () => {
    expect((await read({ more: { neighbours: [] } })).neighbours.map(({ deviceId }) => deviceId)).toEqual(['c']);
    sessions.delete('c');
    expect((await read()).neighbours).toMatchObject([{ deviceId: 'c', outcome: 'silent' }]);
    const many = Array.from({ length: 20 }, (_, at) => `agg-${at}`);
    expect((await read({ more: { neighbours: many } })).neighbours).toHaveLength(pairReadLimits.neighbours);
  });
});
