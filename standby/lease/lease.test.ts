import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { suiteNeeding } from '../../test/needs.ts';
import { startTrialPostgres, type TrialPostgres } from '../postgres.fake.ts';
import { createDatabase, type Database } from './database.ts';
import { createLease, holderSql, holderValues } from './lease.ts';
import { schemaName } from './schema.ts';
import { compareTokens, type Token } from './token.ts';

const ttlMs = 1_000;

suiteNeeding(['psql'], 'a lease in PostgreSQL', () => {
  let first: TrialPostgres;
  let replica: TrialPostgres;
  const databases: Database[] = [];
  const open = (...servers: readonly TrialPostgres[]): Database => {
    const accesses = servers.map(({ port, password }, index) => ({
      host: '127.0.0.1',
      port,
      database: 'postgres',
      user: 'postgres',
      password,
      at: index === 0 ? 'a' : 'b',
      authority: undefined,
    }));
    const database = createDatabase({ accesses, clock: systemClock });
    databases.push(database);
    return database;
  };
  const leaseOf = (database: Database, id: string, peer: string) =>
    createLease({ database, member: { id, peer, url: `http://${id}` }, ttlMs });

  beforeAll(async () => {
    first = await startTrialPostgres();
    replica = await first.replica();
  }, 60_000);
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()));
    await replica?.remove();
    await first?.remove();
  }, 30_000);

  const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const fenced = async (database: Database, id: string, token: Token): Promise<number> =>
    (await database.run('journal', `WITH holder AS (${holderSql(1)}) SELECT held FROM holder`, holderValues(id, token)))
      .length;

  it('is given to one, and to the other only when it has run out', async () => {
    const [a, b] = [open(first, replica), open(first, replica)];
    await Promise.all([a.probe(), b.probe()]);
    const [ofA, ofB] = [leaseOf(a, 'a', 'b'), leaseOf(b, 'b', 'a')];
    const taken = await Promise.all([ofA.acquire(), ofB.acquire()]);
    expect(taken.filter((token) => token !== undefined)).toHaveLength(1);
    const [holder, other, id] = taken[0] === undefined ? ([ofB, ofA, 'b'] as const) : ([ofA, ofB, 'a'] as const);
    const token = taken.find((each) => each !== undefined);
    if (token === undefined) throw new Error('nobody has it');
    expect((await holder.renew(token, 7)).held).toBe(true);
    expect((await other.look(0)).lease).toMatchObject({ holder: id, valid: true, token });
    await pass(ttlMs + 100);
    expect((await other.look(0)).lease).toMatchObject({ valid: false });
    expect((await holder.renew(token, 7)).held).toBe(false);
    const next = await other.acquire();
    expect(next).toEqual({ timeline: token.timeline, epoch: token.epoch + 1 });
    // Who slept through it all may wake up whenever it likes.
    expect(await fenced(a, id, token)).toBe(0);
    if (next !== undefined) await other.release(next);
  });

  it('is ordered also when a promoted replica gives out an epoch for the second time', async () => {
    const database = open(first, replica);
    await database.probe();
    const lease = leaseOf(database, 'a', 'b');
    const before = await lease.acquire();
    if (before === undefined) throw new Error('not taken');
    const epochOf = (server: TrialPostgres) => Number(server.sql(`SELECT epoch FROM ${schemaName}.lease`));
    await expect.poll(() => epochOf(replica), { timeout: 10_000 }).toBe(before.epoch);
    // From here on the replica hears nothing any more, and the primary gives the lease out once again.
    replica.sql("ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=9'");
    replica.sql('SELECT pg_reload_conf()');
    await expect.poll(() => first.sql('SELECT count(*) FROM pg_stat_replication'), { timeout: 10_000 }).toBe('0');
    const lost = await lease.acquire();
    expect(lost?.epoch).toBe(before.epoch + 1);
    await first.kill();
    replica.sql('SELECT pg_promote()');
    await pass(ttlMs + 100);
    const other = open(first, replica);
    await other.probe();
    const after = await leaseOf(other, 'b', 'a').acquire();
    // The same epoch twice: by itself it would say that both hold the same lease.
    expect(after?.epoch).toBe(lost?.epoch);
    if (after === undefined || lost === undefined) throw new Error('not taken');
    expect(compareTokens(after, lost)).toBeGreaterThan(0);
    expect(await fenced(other, 'a', lost)).toBe(0);
    expect(await fenced(other, 'b', after)).toBe(1);
  }, 60_000);
});
