/** A dump that loads into a throw-away PostgreSQL and answers as declared is a service that would have come back. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunTool } from '../backups/access/run-tool.ts';
import { type RestoreCheck, restoreBounds } from './model.ts';
import type { Scratch } from './scratch.ts';
import { binaries, must, serverPlace, withServer } from './server.ts';

const database = 'drill';

/** Loads the dump and asks the queries. @throws RestoreFailure; the server has ended when it settles. */
export async function askDatabase(ask: {
  readonly scratch: Pick<Scratch, 'folder' | 'passable'>;
  readonly dump: string;
  readonly queries: readonly { readonly sql: string; readonly expect: string }[];
  readonly run: RunTool;
  readonly mostMs: number;
}): Promise<readonly RestoreCheck[]> {
  const { scratch, dump, queries, run, mostMs } = ask;
  const bin = await binaries();
  const place = await serverPlace(scratch, run);
  const data = join(place.own, 'data');
  must(
    await place.as([join(bin, 'initdb'), '-D', data, '-A', 'trust', '-N', '-U', 'drill', '--no-locale', '-E', 'UTF8']),
    'server-failed',
  );
  const server = { place, bin, user: 'drill', database: 'postgres', settings: {}, startMs: restoreBounds.startMs, run };
  return withServer(server, async ({ client, ask: answers }) => {
    must(await client('createdb', [database]), 'server-failed');
    const isOwnForm = await isArchive(dump);
    // Owners and grantees are of the whole server: a dump of one database names them and does not make them.
    for (const role of isOwnForm ? [] : await rolesIn(dump)) {
      const sql = `CREATE ROLE "${role.replaceAll('"', '""')}"`;
      must(await client('psql', ['-X', '-q', '-d', database, '-c', sql]), 'load-failed');
    }
    const loaded = isOwnForm
      ? await client('pg_restore', ['-d', database, '--no-owner', '--no-privileges', '--exit-on-error', dump], {
          mostMs,
        })
      : await client('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-1', '-d', database, '-f', dump], { mostMs });
    must(loaded, 'load-failed');
    return [{ what: 'load', ok: true, said: loaded.err.trim().slice(0, 500) }, ...(await answers(database, queries))];
  });
}

/** pg_dump's own form begins with PGDMP, its tar with a table of contents; anything else is SQL. */
async function isArchive(dump: string): Promise<boolean> {
  const handle = await open(dump, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1');
    return head.startsWith('PGDMP') || head.startsWith('toc.dat');
  } finally {
    await handle.close();
  }
}

const mostRoles = 200;
/** Lines in which pg_dump names a role. */
const namesRole =
  /^(?:ALTER .* OWNER TO|GRANT .* TO|REVOKE .* FROM|ALTER DEFAULT PRIVILEGES FOR ROLE) (?:"((?:[^"]|"")+)"|([\w$]+))(?:;| )/;

/** Roles that a dump in SQL names and that a new server has not. */
async function rolesIn(dump: string): Promise<readonly string[]> {
  const found = new Set<string>();
  const lines = createInterface({ input: createReadStream(dump), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    const [, quoted, plain] = line.length > 2_000 ? [] : (namesRole.exec(line) ?? []);
    const role = quoted?.replaceAll('""', '"') ?? plain;
    if (role === undefined || /^(PUBLIC|drill|CURRENT_\w+|SESSION_USER|pg_.*)$/.test(role)) continue;
    found.add(role);
    if (found.size >= mostRoles) break;
  }
  return [...found];
}
