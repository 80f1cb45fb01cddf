import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteNeeding } from '../../../../test/needs.ts';
import type { Asked, MysqlFacts } from '../../model.ts';
import { accessOf, askOf } from '../ask.fake.ts';
import { grantsOf } from '../grants.fake.ts';
import { type MariadbPair, mariadbPair, type Side } from '../stages/mariadb-pair.fake.ts';
import { sayingServer, type Ugliness, uglyServer } from '../ugly-server.fake.ts';
import { readMysql } from './read.ts';

type Answer = Asked<MysqlFacts>;

async function ask(port: number, rest: Parameters<typeof accessOf>[1] = {}, timeoutMs = 10_000): Promise<Answer> {
  const answer = await readMysql(askOf({ mysql: accessOf(port, rest) }, { timeoutMs }));
  if (answer === undefined) throw new Error('not declared');
  return answer;
}

test('a pair that declares no MySQL is not asked', async () => {
  expect(await readMysql(askOf({}))).toBeUndefined();
});

test.each<[Ugliness, readonly Answer['outcome'][]]>([
  ['mute', ['silent']],
  ['slams', ['silent']],
  ['garbage', ['silent', 'malformed']],
  ['floods', ['malformed']],
])('a server that is %s is never taken for an answer, within the time-out', async (how, outcomes) => {
  const server = await uglyServer(how);
  try {
    expect(outcomes).toContain((await ask(server.port, {}, how === 'mute' ? 300 : 10_000)).outcome);
  } finally {
    await server.close();
  }
});

/** An error in place of a greeting, as a server that takes nobody sends it. */
function errorPacket(number: number, text: string): Buffer {
  const body = Buffer.concat([Buffer.from([0xff, number & 0xff, number >> 8]), Buffer.from(`#08004${text}`)]);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
}

test.each([
  [1040, 'Too many connections', 'collector.pairs.sql.too-many-connections'],
  [1130, "Host '10.8.1.5' is not allowed to connect", 'collector.pairs.mysql.host-not-admitted'],
  [1129, "Host '10.8.1.5' is blocked because of many connection errors", 'collector.pairs.mysql.host-not-admitted'],
])('a server that greets with error %i (%s) refuses', async (number, text, key) => {
  const server = await sayingServer(errorPacket(number, text), 'at-once');
  try {
    expect(await ask(server.port)).toMatchObject({ outcome: 'refused', reason: { key } });
  } finally {
    await server.close();
  }
});

suiteNeeding(['mariadbd', 'mariadb-install-db', 'openssl'], 'a real MariaDB pair', () => {
  let pair: MariadbPair;
  const read = (side: Side, rest: Parameters<typeof accessOf>[1] = {}) => ask(pair.endpoint(side).port, rest);
  const facts = async (side: Side): Promise<MysqlFacts> => {
    const answer = await read(side);
    if (answer.outcome !== 'answered') throw new Error(`${answer.outcome}: ${JSON.stringify(answer.reason)}`);
    return answer.facts;
  };

  beforeAll(async () => {
    pair = await mariadbPair();
    for (const grant of grantsOf('MariaDB', 'monitoring-words')) await pair.sql('a', grant);
    await pair.sql(
      'a',
      `create user poor@'127.0.0.1' identified by 'p'`,
      `create user sealed@'127.0.0.1' identified by 'p' require ssl`,
    );
    await pair.caughtUp();
  });
  afterAll(() => pair?.close());

  test('the account of the README reads both ends', async () => {
    const [primary, replica] = await Promise.all([facts('a'), facts('b')]);
    expect(primary).toMatchObject({ serverId: '11', readOnly: false, replicas: 1, excessRights: [] });
    expect(primary).not.toHaveProperty('replica');
    expect(replica).toMatchObject({
      serverId: '12',
      readOnly: true,
      gtid: primary.gtid,
      replica: { sourceHost: '127.0.0.1', ioRunning: 'Yes', sqlRunning: 'Yes', secondsBehind: 0 },
    });
  });

  test.each<[string, Parameters<typeof accessOf>[1], string, string]>([
    ['a wrong password', { password: 'wrong' }, 'refused', 'collector.pairs.mysql.denied-in-clear'],
    [
      'a wrong password over TLS',
      { password: 'wrong', tls: 'require' },
      'refused',
      'collector.pairs.sql.wrong-password',
    ],
    [
      'an account that must come by TLS',
      { user: 'sealed', password: 'p' },
      'refused',
      'collector.pairs.mysql.denied-in-clear',
    ],
    ['a certificate of nobody known', { tls: 'verify' }, 'refused', 'collector.pairs.certificate'],
    ['an account without the right', { user: 'poor', password: 'p' }, 'refused', 'collector.pairs.mysql.no-rights'],
    ['a port where nobody listens', { port: 1 }, 'absent', 'collector.pairs.connection-refused'],
  ])('%s has its own reason', async (_, rest, outcome, key) => {
    expect(await read('b', rest)).toMatchObject({ outcome, reason: { key } });
  });

  test('TLS is spoken, and the certificate checked where that is wanted', async () => {
    const verified = await read('b', { tls: 'verify', authority: pair.authority });
    expect(verified).toMatchObject({ outcome: 'answered' });
    await pair.sql('a', `grant slave monitor on *.* to sealed@'127.0.0.1'`);
    await pair.caughtUp();
    expect(await read('b', { user: 'sealed', password: 'p', tls: 'require' })).toMatchObject({ outcome: 'answered' });
  });

  test('an account that may write is told of, by its rights', async () => {
    await pair.sql(
      'a',
      `create user loose@'127.0.0.1' identified by 'p'`,
      `grant slave monitor, insert on *.* to loose@'127.0.0.1'`,
    );
    expect(await read('a', { user: 'loose', password: 'p' })).toMatchObject({ facts: { excessRights: ['INSERT'] } });
    await pair.caughtUp();
  });

  test('a stopped thread tells no seconds behind, so that nobody can wait for them to rise', async () => {
    await pair.fetching('b', false);
    expect((await facts('b')).replica).toEqual({ sourceHost: '127.0.0.1', ioRunning: 'No', sqlRunning: 'Yes' });
    await pair.fetching('b', true);
    await pair.caughtUp();
  });

  test('a replica that wrote by itself stops with its error, and its state names what the primary lacks', async () => {
    await pair.diverge();
    await expect.poll(async () => (await facts('b')).replica?.sqlError).toMatch(/^Error 'Duplicate entry/);
    await expect.poll(async () => (await facts('b')).replica?.sqlRunning).toBe('No');
    const [primary, replica] = await Promise.all([facts('a'), facts('b')]);
    expect(replica.replica?.sqlError).not.toContain('insert');
    expect(replica.gtidState).toContain('0-12-');
    expect(primary.gtidState).not.toContain('0-12-');
    await pair.mend();
    await expect.poll(async () => (await facts('b')).replica).toMatchObject({ ioRunning: 'Yes', sqlRunning: 'Yes' });
  });

  test('two that both take writes both say so', async () => {
    await pair.writable('b', true);
    expect([(await facts('a')).readOnly, (await facts('b')).readOnly]).toEqual([false, false]);
    await pair.writable('b', false);
  });

  test('a killed primary is absent, and its replica says that it cannot reach it', async () => {
    await pair.kill('a');
    expect(await read('a')).toMatchObject({ outcome: 'absent' });
    await expect.poll(async () => (await facts('b')).replica?.ioRunning).toBe('Connecting');
    await pair.start('a');
    await expect.poll(async () => (await facts('b')).replica?.ioRunning).toBe('Yes');
  });
});
