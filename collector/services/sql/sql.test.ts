import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suiteNeeding } from '../../../test/needs.ts';
import { type MariadbPair, mariadbPair } from '../../pairs/engines/stages/mariadb-pair.fake.ts';
import { type PostgresPair, postgresPair } from '../../pairs/engines/stages/postgres-pair.fake.ts';
import { cameTo, readIt } from '../stages/figures.fake.ts';
import { measured, told, tryIt } from '../stages/probes.fake.ts';
import { isNumber } from './sql.ts';

const account = { user: 'probe', password: 'right', database: 'money' };

suiteNeeding(['postgres', 'openssl'], 'one statement to PostgreSQL', () => {
  let pair: PostgresPair;
  let port = 0;
  const ask = (given: Parameters<typeof tryIt<'postgresql'>>[1]) => tryIt('postgresql', { port, ...account, ...given });
  beforeAll(async () => {
    pair = await postgresPair({ isAlone: true });
    ({ port } = pair.endpoint('a'));
    await pair.sql('a', 'create database money');
    await pair.sql('a', `create role probe login superuser password '${account.password}'`);
    await pair.sql('a', 'create role sealed login');
    await pair.sql('a', 'create role poor login password $$poor$$');
    await pair.sql('a', 'create table payment_held (id int); create sequence counted');
  }, 120_000);
  afterAll(() => pair.close());

  it('is answered in plain and over TLS, with rows counted and the first value matched', async () => {
    const plain = await ask({ statement: 'select 41 + 1, null', firstValue: /^42$/ });
    expect(told(plain)).toBe('good: good');
    expect(plain.values).toEqual([
      { name: 'rows', value: 1, unit: '' },
      { name: 'value', value: 42, unit: '' },
    ]);
    expect(Object.keys(plain.phases).sort()).toEqual(['answer', 'connect', 'login', 'total']);
    const secured = await ask({ tls: 'verify', authority: pair.authority });
    expect(told(secured)).toBe('good: good');
    expect(Object.keys(secured.phases).sort()).toEqual(['answer', 'connect', 'login', 'tls', 'total']);
    expect(told(await ask({ tls: 'unverified' }))).toBe('good: good');
  });

  it('changes nothing, whatever it is: it runs in a transaction that can only read, alone', async () => {
    const database = 'postgres';
    const writes = [
      await ask({ database, statement: 'insert into payment_held values (1)' }),
      await ask({ database, statement: "select nextval('counted')" }),
      await ask({ database, statement: 'commit; insert into payment_held values (1)' }),
      await ask({ database, statement: 'do $$ begin commit; insert into payment_held values (1); end $$' }),
    ];
    expect(writes.map(told)).toEqual([
      'unknown: sql-writes',
      'unknown: sql-writes',
      'unknown: sql-syntax',
      'bad answer: sql-statement',
    ]);
    expect(await pair.sql('a', 'select count(*) from payment_held')).toEqual([{ count: '0' }]);
  });

  it('tells what is wrong, and where', async () => {
    const cases = [
      ask({ password: 'wrong' }),
      ask({ password: undefined }),
      ask({ database: 'nowhere' }),
      ask({ user: 'sealed', password: undefined }),
      ask({ tls: 'verify' }),
      ask({ tls: 'verify', authority: pair.authority, serverName: 'money.city.test' }),
      ask({ statement: 'select * from nothing' }),
      ask({ statement: 'selec 1' }),
      ask({ user: 'poor', password: 'poor', database: 'postgres', statement: 'select * from payment_held' }),
      ask({ statement: 'select 1 where false' }),
      ask({ statement: 'select generate_series(1, 3)', mostRows: 2 }),
      ask({ statement: 'select null', firstValue: /./ }),
      ask({ statement: "select repeat('x', 1000) from generate_series(1, 5000)" }),
    ];
    expect((await Promise.all(cases)).map(told)).toEqual([
      'bad login: wrong-password',
      'unknown: no-password',
      'bad login: sql-no-database',
      'bad login: sql-not-admitted-in-clear',
      'bad tls: certificate-self-signed',
      'bad tls: certificate-name',
      'bad answer: sql-statement',
      'unknown: sql-syntax',
      'bad answer: sql-no-rights',
      'bad answer: sql-rows',
      'bad answer: sql-rows',
      'bad answer: sql-value',
      'bad answer: too-much',
    ]);
  });

  it('gives a figure of the business: a number, or a time of the city, or why there is none', async () => {
    await pair.sql('a', 'create table payment_queue (amount numeric(20, 2), state text, paid_at timestamp)');
    await pair.sql('a', "insert into payment_queue values (12.50, 'waiting', null)");
    await pair.sql('a', "insert into payment_queue values (88123456.78, 'paid', '2026-10-01 08:00:00')");
    const source = {
      kind: 'postgresql',
      tls: 'off',
      host: '127.0.0.1',
      port,
      ...account,
      database: 'postgres',
    } as const;
    const of = async (statement: string, valueIs: 'number' | 'time' = 'number', password = account.password) =>
      cameTo(await readIt({ valueIs, source: { ...source, statement, password } }));
    const eight = Date.UTC(2026, 9, 1);
    expect(await of("select count(*) from payment_queue where state = 'waiting'")).toBe(1);
    expect(await of('select sum(amount) from payment_queue')).toBe(88_123_469.28);
    expect(await of('select max(paid_at) from payment_queue', 'time')).toBe(eight);
    expect(await of("select max(paid_at) at time zone 'Asia/Shanghai' from payment_queue", 'time')).toBe(eight);
    expect(await of("select extract(epoch from timestamptz '2026-10-01 00:00Z')", 'time')).toBe(eight);
    expect(await of("select max(paid_at) from payment_queue where state = 'refused'", 'time')).toBe('figure-empty');
    expect(await of("select amount from payment_queue where state = 'refused'")).toBe('figure-no-row');
    expect(await of("select state from payment_queue where state = 'paid'")).toBe('figure-not-number');
    expect(await of('select count(*) from payment_queue', 'time')).toBe('figure-not-time');
    expect(await of('delete from payment_queue returning 1')).toBe('sql-writes');
    expect(await of('select 1', 'number', 'of another')).toBe('wrong-password');
  });

  it('is ended by the server itself when it takes too long, and by us when the server hangs', async () => {
    expect(told(await ask({ statement: 'select pg_sleep(60)', timeoutMs: 2_000 }))).toMatch(
      /^bad answer: (sql-slow|timeout)$/,
    );
    pair.freeze('a');
    expect(told(await ask({ timeoutMs: 700 }))).toBe('bad login: timeout');
    pair.thaw('a');
    await pair.stop('a');
    expect(told(await ask({}))).toBe('bad connect: refused');
  });
});

suiteNeeding(['mariadbd', 'mariadb-install-db', 'openssl'], 'one statement to MariaDB', () => {
  let pair: MariadbPair;
  let port = 0;
  const ask = (given: Parameters<typeof tryIt<'mysql'>>[1]) => tryIt('mysql', { port, ...account, ...given });
  beforeAll(async () => {
    pair = await mariadbPair({ isAlone: true });
    ({ port } = pair.endpoint('a'));
    await pair.sql(
      'a',
      `create user probe@'%' identified by '${account.password}'`,
      "grant all on money.* to probe@'%'",
      "create user poor@'%' identified by 'poor'",
      "create user sealed@'%' identified by 'sealed' require ssl",
      'create procedure money.pay() begin commit; insert into money.payment values (1, null); commit; end',
    );
  }, 120_000);
  afterAll(() => pair.close());

  it('is answered in plain and over TLS, with rows counted and the first value matched', async () => {
    const plain = await ask({ statement: 'select 41 + 1, null', firstValue: /^42$/ });
    expect(told(plain)).toBe('good: good');
    expect(measured(plain, 'value')).toBe(42);
    expect(Object.keys(plain.phases).sort()).toEqual(['answer', 'connect', 'first-byte', 'login', 'total']);
    const secured = await ask({
      tls: 'verify',
      authority: pair.authority,
      user: 'sealed',
      password: 'sealed',
      database: '',
    });
    expect(told(secured)).toBe('good: good');
    expect(secured.phases).toHaveProperty('tls');
    expect(told(await ask({ tls: 'unverified' }))).toBe('good: good');
  });

  it('changes nothing, whatever it is: it runs in a transaction that can only read, alone', async () => {
    const writes = [
      await ask({ statement: "insert into payment values (1, 'x')" }),
      await ask({ statement: 'drop table payment' }),
      await ask({ statement: "commit; insert into payment values (1, 'x')" }),
      await ask({ statement: 'call pay()' }),
    ];
    expect(writes.map(told)).toEqual([
      'unknown: sql-writes',
      'unknown: sql-writes',
      'unknown: sql-syntax',
      'unknown: sql-writes',
    ]);
    const [row] = await pair.sql('a', 'select count(*) as n from money.payment');
    expect(Number(row?.n)).toBe(0);
  });

  it('tells what is wrong, and where', async () => {
    const cases = [
      ask({ password: 'wrong' }),
      ask({ tls: 'verify', authority: pair.authority, password: 'wrong' }),
      ask({ user: 'sealed', password: 'sealed', database: '' }),
      ask({ database: 'nowhere' }),
      ask({ user: 'poor', password: 'poor', database: '', statement: 'select * from money.payment' }),
      ask({ tls: 'verify' }),
      ask({ tls: 'verify', authority: pair.authority, serverName: 'money.city.test' }),
      ask({ statement: 'select * from nothing' }),
      ask({ statement: 'selec 1' }),
      ask({ statement: 'select * from payment' }),
      ask({ statement: "select repeat('x', 1000) from seq_1_to_5000" }),
    ];
    expect((await Promise.all(cases)).map(told)).toEqual([
      'bad login: sql-denied-in-clear',
      'bad login: wrong-password',
      'bad login: sql-denied-in-clear',
      'bad login: sql-no-database',
      'bad answer: sql-no-rights',
      'bad tls: certificate-self-signed',
      'bad tls: certificate-name',
      'bad answer: sql-statement',
      'unknown: sql-syntax',
      'bad answer: sql-rows',
      'bad answer: too-much',
    ]);
  });

  it('is ended by the server itself when it takes too long, and refused by one that was stopped', async () => {
    expect(told(await ask({ statement: 'select benchmark(100000000000, md5(1))', timeoutMs: 2_000 }))).toMatch(
      /^bad answer: (sql-slow|timeout)$/,
    );
    await pair.kill('a');
    expect(told(await ask({}))).toBe('bad connect: refused');
  });
});

describe('numbers as databases write them', () => {
  it.each(['0', '-12', '+1.50', '.5', '1e3', '12345678901234567890.12'])('%s is one', (text) =>
    expect(isNumber(text)).toBe(true),
  );
  it.each(['', 'NULL', '1,000', '0x1F', '2026-10-01', '1 2', 'NaN', null, undefined])('%s is none', (text) =>
    expect(isNumber(text)).toBe(false),
  );
});
