import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { silentLog, systemClock } from '../../core/index.ts';
import type { Ledger, NewRecord } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { suiteNeeding } from '../../test/needs.ts';
import { createDatabase, type Database } from '../lease/database.ts';
import { createLease, type Lease } from '../lease/lease.ts';
import { schemaName } from '../lease/schema.ts';
import type { Token } from '../lease/token.ts';
import { startTrialPostgres, type TrialPostgres } from '../postgres.fake.ts';
import { type Attachment, createAttachment } from '../role/attachment.ts';
import { createSendRecords } from './sends.ts';

/** One instance without its loop: the token is given and taken by hand. */
interface Half {
  readonly attachment: Attachment;
  readonly own: ReturnType<typeof createFakeStore>;
  readonly records: NewRecord[];
  readonly ledger: Ledger;
  readonly lost: string[];
  token: Token | undefined;
}

suiteNeeding(['psql'], 'the journal of decisions', () => {
  let server: TrialPostgres;
  let database: Database;
  let leases: { a: Lease; b: Lease };

  beforeAll(async () => {
    server = await startTrialPostgres();
  }, 60_000);
  afterAll(async () => {
    await server?.remove();
  }, 30_000);
  beforeEach(async () => {
    const access = {
      host: '127.0.0.1',
      port: server.port,
      database: 'postgres',
      user: 'postgres',
      password: server.password,
    };
    database = createDatabase({ accesses: [{ ...access, at: undefined, authority: undefined }], clock: systemClock });
    server.sql(`DROP SCHEMA IF EXISTS ${schemaName} CASCADE`);
    await database.probe();
    const leaseOf = (id: string, peer: string) =>
      createLease({ database, member: { id, peer, url: `http://${id}` }, ttlMs: 60_000 });
    leases = { a: leaseOf('a', 'b'), b: leaseOf('b', 'a') };
  });
  afterEach(async () => {
    await database.close();
  });

  const half = (memberId: string): Half => {
    const lost: string[] = [];
    const records: NewRecord[] = [];
    const ledger = {
      append: (record: NewRecord) => void records.push(record),
      records: async () => ({ records: [...records].reverse(), next: undefined }),
      flush: async () => {},
      close: async () => {},
    } as unknown as Ledger;
    const self: Half = {
      own: createFakeStore({ kinds: [], clock: systemClock }),
      records,
      ledger,
      lost,
      token: undefined,
      attachment: createAttachment({
        database,
        memberId,
        clock: systemClock,
        log: silentLog,
        fence: {
          token: () => self.token,
          lost(reason) {
            lost.push(reason);
            self.token = undefined;
          },
        },
      }),
    };
    return self;
  };
  const take = async (of: Half, lease: Lease): Promise<void> => {
    server.sql(`UPDATE ${schemaName}.lease SET expires = now() - interval '1 second'`);
    of.token = await lease.acquire();
  };
  const documents = async (of: Half, collection: string) =>
    (await of.own.documents(collection)).map(({ key, body }) => [key, body]);

  it('brings each decision into both stores and ledgers, once, and leaves alone what each keeps for itself', async () => {
    const [a, b] = [half('a'), half('b')];
    await take(a, leases.a);
    const store = await a.attachment.store(a.own, 'active');
    const ledger = await a.attachment.ledger(a.ledger);
    store.put({ collection: 'incidents', key: 'INC-1', body: { n: 1 } });
    store.put({ collection: 'incidents', key: 'INC-1', body: { n: 2, text: 'a\u0000b' } });
    store.put({ collection: 'incidents', key: 'INC-2', body: { n: 1 } });
    store.put({ collection: 'incidents', key: 'INC-2', body: undefined });
    store.put({ collection: 'states', key: 's', body: 'seen by a alone' });
    store.record({ journal: 'incidents', at: 5, subject: 'INC-1', body: 'raised' });
    ledger.append({ kind: 'incident', subject: 'INC-1', body: { what: 'raised' }, at: 5 });
    ledger.append({ kind: 'heartbeat', subject: 'point p', body: {} });
    // A read waits for what was written before it.
    expect(await store.documents('incidents')).toMatchObject([{ key: 'INC-1', body: { n: 2, text: 'a\u0000b' } }]);
    await store.flush();

    await b.attachment.store(b.own, 'standby');
    await b.attachment.ledger(b.ledger);
    await b.attachment.follow();
    expect(await documents(b, 'incidents')).toEqual(await documents(a, 'incidents'));
    expect(await documents(b, 'states')).toEqual([]);
    expect(b.own.entries.filter(({ journal }) => journal === 'incidents')).toHaveLength(1);
    expect(b.records).toEqual([
      {
        kind: 'incident',
        subject: 'INC-1',
        at: 5,
        body: { what: 'raised', decision: expect.stringMatching(/^\d+\/\d+$/) },
      },
    ]);
    expect(a.records.map(({ kind }) => kind).sort()).toEqual(['heartbeat', 'incident']);

    // Opened anew it goes on where it was: nothing comes twice.
    store.put({ collection: 'incidents', key: 'INC-3', body: 3 });
    await store.flush();
    const again = half('b');
    Object.assign(again, { own: b.own, records: b.records, ledger: b.ledger });
    await again.attachment.store(b.own, 'standby');
    await again.attachment.ledger(b.ledger);
    expect(b.own.entries.filter(({ journal }) => journal === 'incidents')).toHaveLength(1);
    expect(b.records).toHaveLength(1);
    expect((await documents(b, 'incidents')).map(([key]) => key)).toEqual(['INC-1', 'INC-3']);
  });

  it('takes no row from who is not the holder any more, and tells it at once', async () => {
    const [a, b] = [half('a'), half('b')];
    await take(a, leases.a);
    const store = await a.attachment.store(a.own, 'active');
    store.put({ collection: 'incidents', key: 'INC-1', body: 1 });
    await store.flush();
    await take(b, leases.b);
    const other = await b.attachment.store(b.own, 'active');
    // As after SIGSTOP: it believes that it still holds the lease.
    store.put({ collection: 'incidents', key: 'INC-2', body: 'late' });
    expect(await a.attachment.writer?.settled()).toBe(false);
    expect(a.lost).toEqual(['the lease is not ours']);
    expect(await documents(a, 'incidents')).toEqual([['INC-1', 1]]);
    other.put({ collection: 'incidents', key: 'INC-2', body: 'in time' });
    await other.flush();
    expect(server.sql(`SELECT count(*) FROM ${schemaName}.decision WHERE body LIKE '%late%'`)).toBe('0');
    expect(server.sql(`SELECT body FROM ${schemaName}.document WHERE key = 'INC-2'`)).toBe('"in time"');
  });

  it('hands over what there was before there was a pair, and gives a newcomer a whole copy', async () => {
    const a = half('a');
    a.own.put({ collection: 'incidents', key: 'INC-7', body: 'old' });
    a.own.put({ collection: 'api-users', key: 'admin', body: { role: 'admin' } });
    await take(a, leases.a);
    const store = await a.attachment.store(a.own, 'active');
    await store.flush();
    store.put({ collection: 'incidents', key: 'INC-8', body: 'new' });
    await store.flush();
    // The beginning of the journal is no longer kept.
    server.sql(`DELETE FROM ${schemaName}.decision WHERE seq < (SELECT max(seq) FROM ${schemaName}.decision)`);
    const b = half('b');
    b.own.put({ collection: 'incidents', key: 'INC-99', body: 'of another life' });
    await b.attachment.store(b.own, 'standby');
    expect(await documents(b, 'incidents')).toEqual([
      ['INC-7', 'old'],
      ['INC-8', 'new'],
    ]);
    expect(await documents(b, 'api-users')).toEqual([['admin', { role: 'admin' }]]);
  });

  it('finds decisions that were lost in a takeover when who made them comes back, and takes a whole copy', async () => {
    const a = half('a');
    await take(a, leases.a);
    const store = await a.attachment.store(a.own, 'active');
    for (const n of [1, 2, 3]) {
      store.put({ collection: 'incidents', key: `INC-${n}`, body: n });
      await store.flush();
    }
    // The replica that was promoted had not heard of the last one.
    const last = server.sql(`SELECT max(seq) FROM ${schemaName}.decision`);
    server.sql(`DELETE FROM ${schemaName}.decision WHERE seq = ${last}`);
    server.sql(`DELETE FROM ${schemaName}.document WHERE key = 'INC-3'`);
    const b = half('b');
    await take(b, leases.b);
    const other = await b.attachment.store(b.own, 'active');
    other.put({ collection: 'incidents', key: 'INC-4', body: 4 });
    await other.flush();

    const back = half('a');
    await back.attachment.store(a.own, 'standby');
    expect(back.attachment.diverged).toMatchObject({ fromSeq: Number(last) });
    expect((await documents({ ...back, own: a.own }, 'incidents')).map(([key]) => key)).toEqual([
      'INC-1',
      'INC-2',
      'INC-4',
    ]);
  });

  it('knows a row again that it wrote without hearing that it did', async () => {
    const a = half('a');
    await take(a, leases.a);
    const store = await a.attachment.store(a.own, 'active');
    const real = database.run;
    let swallowed = 0;
    database.run = async (channel, text, values) => {
      const rows = await real(channel, text, values);
      const isRow = text.includes('ON CONFLICT (seq)');
      if (isRow) swallowed += 1;
      if (isRow && swallowed === 1) throw new Error('the answer was lost');
      return rows;
    };
    store.put({ collection: 'incidents', key: 'INC-1', body: 1 });
    expect(await a.attachment.writer?.settled(5_000)).toBe(true);
    expect(swallowed).toBeGreaterThan(1);
    expect(a.lost).toEqual([]);
    expect(await documents(a, 'incidents')).toEqual([['INC-1', 1]]);
    expect(server.sql(`SELECT count(*) FROM ${schemaName}.decision WHERE body LIKE '%INC-1%'`)).toBe('1');
  });

  it('lets a page go out once, by whoever, and by nobody who slept', async () => {
    const [a, b] = [half('a'), half('b')];
    const sendsOf = (of: Half, memberId: string) =>
      createSendRecords({
        database,
        memberId,
        clock: systemClock,
        log: silentLog,
        fence: { token: () => of.token, lost: (reason) => void of.lost.push(reason) },
      });
    const [ofA, ofB] = [sendsOf(a, 'a'), sendsOf(b, 'b')];
    await take(a, leases.a);
    expect(await ofA.ask('link-down link F1 after none raised', true)).toBe('send');
    await ofB.sent('link-down link F1 after none raised');
    expect(await ofA.ask('link-down link F1 after none raised', true)).toBe('sent');
    await take(b, leases.b);
    expect(await ofA.ask('link-down link F2 after none raised', true)).toBe('unknown');
    expect(a.lost).toEqual(['the lease is not ours']);
    expect(await ofB.ask('link-down link F2 after none raised', true)).toBe('send');
    // Who is on standby may send what nobody did; while the database is away it cannot be told.
    b.token = undefined;
    expect(await ofB.ask('link-down link F2 after none raised', false)).toBe('send');
    server.sql(`UPDATE ${schemaName}.sent SET at = at - interval '25 hours'`);
    expect(await ofA.ask('link-down link F1 after none raised', false)).toBe('send');
    server.pause(true);
    try {
      expect(await ofA.ask('link-down link F3 after none raised', false)).toBe('unknown');
      await ofA.sent('link-down link F3 after none raised');
    } finally {
      server.pause(false);
    }
    await expect
      .poll(
        () =>
          ofA.handOver().then(
            () => 'handed over',
            () => undefined,
          ),
        { timeout: 10_000 },
      )
      .toBe('handed over');
    expect(await ofB.ask('link-down link F3 after none raised', false)).toBe('sent');
  }, 30_000);
});
