import type { Socket } from 'node:net';
import { bad, notTried, type ProbeFault } from '../attempt.ts';
import { codeOf, theirWords } from '../fault.ts';
import type { PhaseWatch } from '../phases.ts';
import { certificateFault, secure } from '../secure.ts';
import type { SqlDriver, SqlWish } from './ask.ts';

/** PostgreSQL, by node-postgres. Nothing is set at the start of the session, so that poolers (PgBouncer) let it through. */
export const postgresql: SqlDriver = {
  async prepare({ wish, timeoutMs, phases }) {
    const { default: pg } = await import('pg');
    const { host, port, user, password, database, statement } = wish;
    return async (plain) => {
      const socket = wish.tls === 'off' ? plain : await secured(plain, wish, phases);
      phases.enter('login');
      const client = new pg.Client({
        ...{ host, port, user, database },
        // As a function: a missing one is not looked for in the environment or in files.
        password: () => password ?? '',
        application_name: 'fangzhou',
        // The driver connects its stream itself and waits for the event; ours is connected, and has its TLS.
        stream: () => {
          const connect = (): typeof socket => {
            setImmediate(() => socket.emit('connect'));
            return socket;
          };
          return Object.assign(socket, { connect });
        },
        ssl: false,
        // Every value stays the text that the server sent.
        types: { getTypeParser: () => (text: string) => text },
      });
      client.on('error', () => {});
      await client.connect();
      phases.enter('answer');
      await client.query(`begin read only; set local statement_timeout = ${Math.ceil(timeoutMs)}`);
      // The extended protocol takes one statement alone: nothing can end the transaction and go on.
      const extended = { text: statement, rowMode: 'array', queryMode: 'extended' } as const;
      const { rows } = await client.query<(string | null)[]>(extended);
      await client.query('rollback');
      await client.end();
      return rows;
    };
  },
  faultOf,
};

/** SSLRequest (PostgreSQL's protocol, "SSL session encryption"): its length, and a number in the place of a version. */
const sslRequest = Buffer.from('0000000804d2162f', 'hex');

/** TLS, with the certificate judged before anything of ours is told. @throws ProbeFault */
async function secured(plain: Socket, wish: SqlWish, phases: PhaseWatch): Promise<Socket> {
  const { host, port, tls, authority, serverName } = wish;
  const place = { host, port };
  phases.enter('tls');
  plain.write(sslRequest);
  const answer = await firstWords(plain);
  // One octet alone: what came along with it could not be from behind TLS.
  if (answer === 'N') throw bad('sql-no-tls', { host, port }, 'tls');
  if (answer !== 'S') throw bad('not-protocol', { host, port, protocol: 'PostgreSQL' }, 'tls');
  const socket = await secure(plain, { authority, serverName, place, phases });
  const fault = tls === 'verify' ? certificateFault(socket, { place, serverName }) : undefined;
  if (fault !== undefined) throw fault;
  return socket;
}

function firstWords(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('data', (octets) => {
      socket.pause();
      resolve(octets.toString('latin1'));
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('Connection terminated')));
  });
}

/** What PostgreSQL itself said, by SQLSTATE (its appendix A): its words come in the language of the server. */
function faultOf(thrown: unknown, wish: SqlWish): ProbeFault | 'lost' | undefined {
  const { host, port, user, database, tls } = wish;
  const said = theirWords(thrown instanceof Error ? thrown.message : thrown);
  const params = { host, port, user, database, said };
  switch (codeOf(thrown)) {
    case '28P01':
      return bad('wrong-password', params, 'login').final();
    case '28000':
      return bad(tls === 'off' ? 'sql-not-admitted-in-clear' : 'sql-not-admitted', params, 'login');
    case '3D000':
      return bad('sql-no-database', params, 'login');
    case '53300':
      return bad('sql-too-many', params, 'login');
    case '57P03':
      return bad('sql-not-ready', params, 'login');
    case '57P01':
    case '57P02':
      return bad('sql-shutting-down', params);
    case '57014':
      return bad('sql-slow', params, 'answer');
    case '25006':
      return notTried('sql-writes', params);
    case '42501':
      return bad('sql-no-rights', params, 'answer');
    case '42601':
      return notTried('sql-syntax', params);
    default:
      break;
  }
  if (/^[0-9A-Z]{5}$/.test(codeOf(thrown))) return bad('sql-statement', params, 'answer');
  if (/client password must be/i.test(said)) return notTried('no-password', params);
  if (/Connection terminated/i.test(said)) return 'lost';
  return undefined;
}
