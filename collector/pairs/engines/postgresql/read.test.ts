import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverMessages } from '../../../../lab/database/messages.ts';
import { suiteNeeding } from '../../../../test/needs.ts';
import type { Asked, PostgresqlFacts } from '../../model.ts';
import { accessOf, askOf } from '../ask.fake.ts';
import { grantsOf } from '../grants.fake.ts';
import { type PostgresPair, postgresPair, type Side } from '../stages/postgres-pair.fake.ts';
import { eventually } from '../stages/server-process.fake.ts';
import { sayingServer, type Ugliness, uglyServer } from '../ugly-server.fake.ts';
import { readPostgresql } from './read.ts';

type Answer = Asked<PostgresqlFacts>;

async function ask(port: number, rest: Parameters<typeof accessOf>[1] = {}, timeoutMs = 10_000): Promise<Answer> {
  const answer = await readPostgresql(askOf({ postgresql: accessOf(port, rest) }, { timeoutMs }));
  if (answer === undefined) throw new Error('not declared');
  return answer;
}

function factsOf(answer: Answer): PostgresqlFacts {
  if (answer.outcome !== 'answered') throw new Error(`${answer.outcome}: ${JSON.stringify(answer.reason)}`);
  return answer.facts;
}

test('a pair that declares no PostgreSQL is not asked', async () => {
  expect(await readPostgresql(askOf({}))).toBeUndefined();
});

test.each<[Ugliness, Answer['outcome'], string]>([
  ['mute', 'silent', 'collector.pairs.timeout'],
  ['slams', 'silent', 'collector.pairs.cut-off'],
  // To PostgreSQL it reads like the beginning of a long message that never comes.
  ['garbage', 'silent', 'collector.pairs.cut-off'],
  ['floods', 'malformed', 'collector.pairs.too-big'],
])('a server that is %s is told as such, within the time-out', async (how, outcome, key) => {
  const server = await uglyServer(how);
  try {
    expect(await ask(server.port, {}, how === 'mute' ? 300 : 10_000)).toMatchObject({ outcome, reason: { key } });
  } finally {
    await server.close();
  }
});

test.each<[string, Answer['outcome'], string]>([
  ['57P03', 'absent', 'collector.pairs.postgresql.not-ready'],
  ['57P01', 'absent', 'collector.pairs.sql.shutting-down'],
  ['53300', 'refused', 'collector.pairs.sql.too-many-connections'],
  ['28000', 'refused', 'collector.pairs.postgresql.not-admitted-in-clear'],
  ['42501', 'refused', 'collector.pairs.postgresql.no-rights'],
  ['57014', 'silent', 'collector.pairs.timeout'],
  ['42P01', 'malformed', 'collector.pairs.postgresql.unlike'],
  ['XX000', 'malformed', 'collector.pairs.unreadable'],
])('a server that says %s is %s, whatever language it says it in', async (code, outcome, key) => {
  const server = await sayingServer(serverMessages.error(code, '数据库系统正在启动', 'FATAL'), 'when-asked');
  try {
    expect(await ask(server.port)).toMatchObject({ outcome, reason: { key } });
  } finally {
    await server.close();
  }
});

suiteNeeding(['postgres', 'openssl'], 'a real PostgreSQL pair', () => {
  let pair: PostgresPair;
  const read = (side: Side, rest: Parameters<typeof accessOf>[1] = {}) => ask(pair.endpoint(side).port, rest);
  const facts = async (side: Side) => factsOf(await read(side));

  beforeAll(async () => {
    pair = await postgresPair();
    for (const grant of grantsOf('PostgreSQL', 'monitoring-words')) await pair.sql('a', grant);
    await pair.sql(
      'a',
      `create role poor login password 'p'; create role sealed login password 'p' in role pg_monitor`,
    );
    await pair.caughtUp('a');
  });
  afterAll(() => pair?.close());

  test('the role of the README reads both ends and can do nothing else', async () => {
    const [primary, standby] = await Promise.all([facts('a'), facts('b')]);
    expect(primary).toMatchObject({ inRecovery: false, timeline: 1, excessRights: [] });
    expect(primary.standbys).toMatchObject([{ name: 'standby-b', state: 'streaming', syncState: 'async' }]);
    expect(primary.slots).toMatchObject([{ name: 'pair', active: true, walStatus: 'reserved' }]);
    expect(standby).toMatchObject({ inRecovery: true, timeline: 1, replayPaused: false, standbys: [] });
    expect(standby.receiver).toMatchObject({ status: 'streaming' });
    expect(standby.systemIdentifier).toBe(primary.systemIdentifier);
    await expect(pair.sql('b', 'select 1')).resolves.toHaveLength(1);
  });

  test('whoever has more rights than monitoring needs is told so', async () => {
    expect(factsOf(await read('a', pair.admin)).excessRights).toContain('superuser');
    await pair.sql('a', `create role strong login password 'p' in role pg_monitor, pg_execute_server_program`);
    expect(factsOf(await read('a', { user: 'strong', password: 'p' })).excessRights).toEqual([
      'pg_execute_server_program',
    ]);
  });

  test.each<[string, Parameters<typeof accessOf>[1], string, string]>([
    ['a wrong password', { password: 'wrong' }, 'refused', 'collector.pairs.sql.wrong-password'],
    ['a database that is not there', { database: 'nothing' }, 'refused', 'collector.pairs.sql.no-database'],
    ['a role without pg_monitor', { user: 'poor', password: 'p' }, 'refused', 'collector.pairs.postgresql.no-rights'],
    [
      'a role that must come by TLS',
      { user: 'sealed', password: 'p' },
      'refused',
      'collector.pairs.postgresql.not-admitted-in-clear',
    ],
    ['a certificate of nobody known', { tls: 'verify' }, 'refused', 'collector.pairs.certificate'],
    ['a port where nobody listens', { port: 1 }, 'absent', 'collector.pairs.connection-refused'],
  ])('%s has its own reason', async (_, rest, outcome, key) => {
    expect(await read('a', rest)).toMatchObject({ outcome, reason: { key } });
  });

  test('TLS is spoken, and the certificate checked where that is wanted', async () => {
    const sealed = { user: 'sealed', password: 'p' };
    expect(factsOf(await read('a', { ...sealed, tls: 'require' })).inRecovery).toBe(false);
    expect(factsOf(await read('a', { ...sealed, tls: 'verify', authority: pair.authority })).inRecovery).toBe(false);
  });

  test('a server that hangs is silent and not absent', async () => {
    pair.freeze('a');
    try {
      expect(await ask(pair.endpoint('a').port, {}, 500)).toMatchObject({ outcome: 'silent' });
    } finally {
      pair.thaw('a');
    }
  });

  test('a paused replay shows at both ends while the state is still streaming', async () => {
    await pair.pauseReplay('b');
    await pair.write('a', 1_000_000);
    await expect.poll(async () => (await facts('a')).standbys[0]?.replayBytesBehind).toBeGreaterThan(500_000);
    expect((await facts('a')).standbys[0]?.state).toBe('streaming');
    expect(await facts('b')).toMatchObject({ replayPaused: true });
    await pair.resumeReplay('b');
    await pair.caughtUp('a');
  });

  test('a stopped standby leaves no row at all, and a slot that holds back the WAL', async () => {
    await pair.stop('b');
    await pair.write('a', 300_000);
    const primary = await facts('a');
    expect(primary.standbys).toEqual([]);
    expect(primary.slots[0]).toMatchObject({ active: false });
    expect(primary.slots[0]?.retainedBytes).toBeGreaterThan(200_000);
    expect(await read('b')).toMatchObject({ outcome: 'absent' });
    await pair.start('b');
    await pair.caughtUp('a');
  });

  test('an archive that fails is counted, with the file that could not go', async () => {
    await pair.archive('a', false);
    await pair.write('a', 1);
    await pair.sql('a', 'select pg_switch_wal()');
    await expect.poll(async () => (await facts('a')).archiver?.failedCount).toBeGreaterThan(0);
    expect((await facts('a')).archiver?.lastFailedWal).toMatch(/^[0-9A-F]{24}$/);
    await pair.archive('a', true);
  });

  test('a killed primary is absent, the promoted standby is on the next timeline at once, and the old one follows again', async () => {
    await pair.kill('a');
    expect(await read('a')).toMatchObject({ outcome: 'absent', reason: { key: 'collector.pairs.connection-refused' } });
    await pair.promote('b');
    expect(await facts('b')).toMatchObject({ inRecovery: false, timeline: 2, standbys: [] });
    await pair.rejoin('a', 'rewind');
    await pair.caughtUp('b');
    const rejoined = await eventually(async () => {
      const found = await facts('a');
      if (found.receiver === undefined) throw new Error('no receiver yet');
      return found;
    });
    expect(rejoined).toMatchObject({ inRecovery: true, timeline: 2 });
  });

  test('two that were both promoted have one identity, two roles of primary and two timelines', async () => {
    await pair.promote('a');
    const [first, second] = await Promise.all([facts('a'), facts('b')]);
    expect([first.inRecovery, second.inRecovery]).toEqual([false, false]);
    expect(first.systemIdentifier).toBe(second.systemIdentifier);
    expect([first.timeline, second.timeline]).toEqual([3, 2]);
    await pair.rejoin('a', 'basebackup');
    await pair.caughtUp('b');
    expect(await facts('a')).toMatchObject({ inRecovery: true });
  });
});
