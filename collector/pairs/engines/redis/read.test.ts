import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteNeeding } from '../../../../test/needs.ts';
import type { Asked, RedisFacts } from '../../model.ts';
import { askOf } from '../ask.fake.ts';
import { grantsOf } from '../grants.fake.ts';
import { type RedisPair, redisPair, type Side } from '../stages/redis-pair.fake.ts';
import { sayingServer, type Ugliness, uglyServer } from '../ugly-server.fake.ts';
import { readRedis } from './read.ts';

const account = { user: 'fangzhou', password: 'monitoring-words' };

async function ask(port: number, rest: Partial<typeof account> = {}, timeoutMs = 10_000): Promise<Asked<RedisFacts>> {
  const answer = await readRedis(askOf({ redis: { port, ...account, ...rest } }, { timeoutMs }));
  if (answer === undefined) throw new Error('not declared');
  return answer;
}

test.each<[Ugliness, string, string]>([
  ['mute', 'silent', 'collector.pairs.timeout'],
  ['slams', 'silent', 'collector.pairs.cut-off'],
  ['garbage', 'malformed', 'collector.pairs.unreadable'],
  ['floods', 'malformed', 'collector.pairs.too-big'],
])('a server that is %s is told as such, within the time-out', async (how, outcome, key) => {
  const server = await uglyServer(how);
  try {
    expect(await ask(server.port, {}, how === 'mute' ? 300 : 10_000)).toMatchObject({ outcome, reason: { key } });
  } finally {
    await server.close();
  }
});

test.each([
  ['-LOADING Redis is loading the dataset in memory', 'absent', 'collector.pairs.redis.loading'],
  ['-DENIED Redis is running in protected mode', 'refused', 'collector.pairs.redis.protected'],
  ['-ERR max number of clients reached', 'refused', 'collector.pairs.redis.said'],
])('a server that says %s is %s', async (words, outcome, key) => {
  const server = await sayingServer(`${words}\r\n`.repeat(3), 'when-asked');
  try {
    expect(await ask(server.port)).toMatchObject({ outcome, reason: { key } });
  } finally {
    await server.close();
  }
});

suiteNeeding(['redis-server'], 'a real Redis pair', () => {
  let pair: RedisPair;
  const read = (side: Side, rest: Partial<typeof account> = {}) => ask(pair.endpoint(side).port, rest);

  beforeAll(async () => {
    pair = await redisPair();
    for (const side of ['a', 'b'] as const)
      for (const grant of grantsOf('Redis', account.password)) pair.command(side, ...grant.split(' '));
    pair.command('a', 'ACL', 'SETUSER', 'poor', 'on', '>p', '-@all', '+ping');
  });
  afterAll(() => pair?.close());

  test('the user of the README reads both ends and may do nothing else', async () => {
    pair.command('a', 'SET', 'payment', '1');
    const master = await read('a');
    const replica = await read('b');
    expect(master).toMatchObject({ outcome: 'answered', facts: { role: 'master', replicas: [{ state: 'online' }] } });
    expect(replica).toMatchObject({ outcome: 'answered', facts: { role: 'slave', linkUp: true, readOnly: true } });
    expect(pair.command('a', 'ACL', 'DRYRUN', 'fangzhou', 'GET', 'payment')).toContain('no permissions');
  });

  test.each<[string, Partial<typeof account>, string]>([
    ['a wrong password', { password: 'wrong' }, 'collector.pairs.sql.wrong-password'],
    ['a user without the right', { user: 'poor', password: 'p' }, 'collector.pairs.redis.no-rights'],
    ['no password where one is wanted', { user: '', password: '' }, 'collector.pairs.redis.no-password'],
  ])('%s is refused with its own reason', async (_, rest, key) => {
    expect(await read('a', rest)).toMatchObject({ outcome: 'refused', reason: { key } });
  });

  test('a killed master is absent, and its replica says that the link is down', async () => {
    await pair.kill('a');
    expect(await read('a')).toMatchObject({ outcome: 'absent' });
    await expect.poll(async () => read('b')).toMatchObject({ facts: { role: 'slave', linkUp: false } });
  });

  test('two masters are two histories: each has a replication id of its own', async () => {
    pair.command('b', 'REPLICAOF', 'NO', 'ONE');
    await pair.start('a');
    pair.command('a', ...(grantsOf('Redis', account.password)[0] ?? '').split(' '));
    const [first, second] = [await read('a'), await read('b')];
    expect([first, second]).toMatchObject([{ facts: { role: 'master' } }, { facts: { role: 'master' } }]);
    if (first.outcome !== 'answered' || second.outcome !== 'answered') throw new Error('not answered');
    expect(first.facts.replicationId).not.toBe(second.facts.replicationId);
  });
});
