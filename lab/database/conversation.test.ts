import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { createConversation } from './conversation.ts';
import { type DatabaseAccess, databaseBounds } from './model.ts';
import { scramVerifier } from './scram.ts';
import { type DatabaseServer, startDatabase } from './server.ts';

const access: DatabaseAccess = { user: 'fangzhou', password: 'words ö 密码', database: 'postgres' };
const verifier = scramVerifier(access.password);
const money = {
  columns: ['town', 'sum'],
  rows: [
    { town: '儒林', sum: '7' },
    { town: null, sum: '' },
  ],
};
const behaviour = () => ({
  isMute: false,
  delayMs: 0,
  answer: (statement: string) =>
    statement === 'select money' ? money : statement === 'select nothing' ? { ...money, rows: [] } : undefined,
});

let server: DatabaseServer;
beforeAll(async () => {
  server = await startDatabase({
    host: '127.0.0.1',
    port: 0,
    access,
    verifier,
    version: '15.0',
    clock: systemClock,
    behaviour,
  });
});
afterAll(() => server.stop());

async function withClient<Value>(
  task: (client: pg.Client) => Promise<Value>,
  rest: Partial<DatabaseAccess> = {},
): Promise<Value> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: server.port,
    ...access,
    ...rest,
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return await task(client);
  } finally {
    await client.end().catch(() => {});
  }
}

describe('a database of the lab, to the usual client', () => {
  it('lets in by SCRAM-SHA-256 and answers a simple query with every row', async () => {
    const results = await withClient((client) => client.query('select money;\n select nothing;'));
    expect((results as unknown as { rows: unknown[] }[]).map(({ rows }) => rows)).toEqual([money.rows, []]);
  });

  it('answers an extended query, prepared and used again', async () => {
    const rows = await withClient(async (client) => {
      const ask = { name: 'money', text: 'select money', queryMode: 'extended' };
      return [(await client.query(ask)).rows, (await client.query(ask)).rows];
    });
    expect(rows).toEqual([money.rows, money.rows]);
  });

  it.each([
    ['a wrong password', { password: 'x' }, '28P01'],
    ['somebody else', { user: 'postgres' }, '28P01'],
    ['another database', { database: 'money' }, '3D000'],
  ])('refuses %s as PostgreSQL does', async (_, rest, code) => {
    await expect(withClient(async () => 'in', rest)).rejects.toMatchObject({ code });
  });

  it('refuses what it does not know, and goes on', async () => {
    await withClient(async (client) => {
      await expect(client.query('drop table payment')).rejects.toMatchObject({ code: '42601' });
      await expect(client.query({ text: 'select $1', values: ['1'] })).rejects.toMatchObject({ code: '42601' });
      expect((await client.query('select money')).rows).toEqual(money.rows);
    });
  });

  it('that is stopped refuses the connection, and comes back on the same port', async () => {
    const { port } = server;
    await server.run(false);
    await expect(withClient(async () => 'in')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await Promise.all([server.run(true), server.run(false), server.run(true)]);
    expect(server.port).toBe(port);
    expect(await withClient(async () => 'in')).toBe('in');
  });
});

suiteNeeding(['psql'], 'a database of the lab, to psql', () => {
  it('is a PostgreSQL', async () => {
    const args = [
      '-h',
      '127.0.0.1',
      '-p',
      String(server.port),
      '-U',
      access.user,
      '-d',
      access.database,
      '-At',
      '-c',
      'select money',
    ];
    const env = { ...process.env, PGPASSWORD: access.password, PGSSLMODE: 'prefer' };
    const { stdout } = await promisify(execFile)(toolPath('psql'), args, { env, timeout: 10_000 });
    expect(stdout).toBe('儒林|7\n|\n');
  });
});

describe('the conversation', () => {
  const startup = (version: number, rest = '') => {
    const body = Buffer.from(rest, 'utf8');
    const head = Buffer.alloc(8);
    head.writeInt32BE(8 + body.length, 0);
    head.writeInt32BE(version, 4);
    return Buffer.concat([head, body]);
  };
  const open = () => createConversation({ access, verifier, version: '15.0', behaviour });

  it('whatever comes in whatever pieces, it answers or ends, and never throws', () => {
    const beginning = fc.constantFrom(
      Buffer.alloc(0),
      startup(80_877_103),
      startup(3 << 16, 'user\0fangzhou\0database\0postgres\0\0'),
      startup(2 << 16),
    );
    fc.assert(
      fc.property(beginning, fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 }), (first, chunks) => {
        const conversation = open();
        for (const chunk of [first, ...chunks.map((octets) => Buffer.from(octets))]) {
          const { reply, ends } = conversation.take(chunk);
          expect(reply.length).toBeLessThan(1_000);
          if (ends) break;
        }
      }),
    );
  });

  it('a message that is too long ends it at once, before it is waited for', () => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(databaseBounds.messageBytes + 1);
    expect(open().take(length).ends).toBe(true);
  });

  it('nobody gets in without the proof', () => {
    const conversation = open();
    conversation.take(startup(3 << 16, 'user\0fangzhou\0database\0postgres\0\0'));
    const query = Buffer.from('Q\0\0\0\x11select money\0', 'latin1');
    const { reply, ends } = conversation.take(query);
    expect(ends).toBe(true);
    expect(reply.toString('latin1')).toContain('28P01');
    expect(reply.toString('utf8')).not.toContain('儒林');
  });
});
