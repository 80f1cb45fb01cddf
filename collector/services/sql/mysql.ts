import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { bad, notTried, type ProbeFault } from '../attempt.ts';
import { codeOf, theirWords } from '../fault.ts';
import { certificateFault } from '../secure.ts';
import { tlsFaultOf } from '../tls-fault.ts';
import { systemAuthorities } from '../trust.ts';
import type { SqlDriver, SqlWish } from './ask.ts';

/** MySQL and MariaDB, by mysql2. */
export const mysql: SqlDriver = {
  async prepare({ wish, timeoutMs, phases }) {
    const { createConnection } = await import('mysql2');
    const { host, port, user, password, database, serverName, statement } = wish;
    const place = { host, port };
    const ca = wish.tls === 'verify' ? (wish.authority ?? systemAuthorities()) : undefined;
    return async (socket) => {
      // This server speaks first.
      phases.enter('first-byte');
      const connection = createConnection({
        host: serverName ?? host,
        user,
        password: password ?? '',
        database,
        stream: socket,
        connectTimeout: timeoutMs,
        // No server may ask for files of this machine.
        flags: ['-LOCAL_FILES'],
        multipleStatements: false,
        rowsAsArray: true,
        // Every value stays the text that the server sent.
        typeCast: (field) => field.string('utf8'),
        ...(wish.tls === 'off' ? {} : { ssl: { rejectUnauthorized: false, ...(ca === undefined ? {} : { ca }) } }),
      });
      connection.on('error', () => {});
      let fault: ProbeFault | undefined;
      const wire = connection as unknown as { readonly stream: TLSSocket };
      socket.once('data', () => {
        // The driver, which heard it first, has begun TLS by now where it is wanted.
        phases.enter(wish.tls === 'off' ? 'login' : 'tls');
        const secured = wire.stream;
        if ((secured as Socket) === socket) return;
        secured.prependOnceListener('error', (error: Error) => {
          fault ??= tlsFaultOf(error, place);
        });
        // Before the driver goes on to log in.
        secured.prependOnceListener('secureConnect', () => {
          fault = wish.tls === 'verify' ? certificateFault(secured, { place, serverName }) : undefined;
          if (fault !== undefined) secured.destroy(fault);
          else phases.enter('login');
        });
      });
      await new Promise<void>((resolve, reject) => {
        connection.connect((error) => (error === null ? resolve() : reject(fault ?? greeted(error, place))));
      });
      phases.enter('answer');
      const asked = connection.promise();
      await asked.query(timeLimit(timeoutMs)).catch(ignoreRefusal);
      // Also for what a procedure may begin after a COMMIT of its own.
      await asked.query('set session transaction read only');
      await asked.query('start transaction read only');
      const [rows] = await asked.query(statement);
      await asked.query('rollback');
      connection.end();
      return Array.isArray(rows) ? (rows as unknown as (string | null)[][]) : [];
    };
  },
  faultOf,
};

/** A greeting that the driver cannot read ends it with an error of its own making, which is no fault of this machine. */
function greeted(error: Error, place: { readonly host: string; readonly port: number }): Error {
  const isUnreadable = error instanceof RangeError || error instanceof TypeError;
  return isUnreadable ? bad('not-protocol', { ...place, protocol: 'MySQL' }, 'login') : error;
}

/** The server gives up by itself: in MariaDB by seconds, in MySQL from 5.7.8 on by milliseconds; each passes over the other's comment. */
function timeLimit(timeoutMs: number): string {
  const milliseconds = Math.ceil(timeoutMs);
  return `set autocommit = 1 /*M!100101 , session max_statement_time = ${milliseconds / 1_000} */ /*!50708 , session max_execution_time = ${milliseconds} */`;
}

/** A server between (a proxy) may not know of the limit; then only our own holds. */
function ignoreRefusal(thrown: unknown): void {
  if (!codeOf(thrown).startsWith('ER_')) throw thrown;
}

/** What the server itself said, by its error's name. */
function faultOf(thrown: unknown, wish: SqlWish): ProbeFault | 'lost' | undefined {
  const { host, port, user, database, tls } = wish;
  const said = theirWords(thrown instanceof Error ? thrown.message : thrown);
  const params = { host, port, user, database, said };
  const code = codeOf(thrown);
  switch (code) {
    case 'ER_ACCESS_DENIED_ERROR':
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
      // It says the same to a wrong password and to an account that must come by TLS.
      return bad(tls === 'off' ? 'sql-denied-in-clear' : 'wrong-password', params, 'login').final();
    case 'ER_HOST_NOT_PRIVILEGED':
    case 'ER_HOST_IS_BLOCKED':
    case 'ER_SECURE_TRANSPORT_REQUIRED':
      return bad(tls === 'off' ? 'sql-not-admitted-in-clear' : 'sql-not-admitted', params, 'login');
    case 'ER_BAD_DB_ERROR':
    case 'ER_DBACCESS_DENIED_ERROR':
      return bad('sql-no-database', params, 'login');
    case 'ER_CON_COUNT_ERROR':
    case 'ER_TOO_MANY_USER_CONNECTIONS':
    case 'ER_USER_LIMIT_REACHED':
      return bad('sql-too-many', params, 'login');
    case 'ER_SERVER_SHUTDOWN':
    case 'ER_NORMAL_SHUTDOWN':
      return bad('sql-shutting-down', params);
    case 'ER_STATEMENT_TIMEOUT':
    case 'ER_QUERY_TIMEOUT':
      return bad('sql-slow', params, 'answer');
    case 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION':
      return notTried('sql-writes', params);
    case 'ER_TABLEACCESS_DENIED_ERROR':
    case 'ER_COLUMNACCESS_DENIED_ERROR':
    case 'ER_SPECIFIC_ACCESS_DENIED_ERROR':
      return bad('sql-no-rights', params, 'answer');
    case 'ER_PARSE_ERROR':
    case 'ER_EMPTY_QUERY':
      return notTried('sql-syntax', params);
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return bad('sql-no-tls', params, 'tls');
    case 'HANDSHAKE_SSL_ERROR':
      return bad('tls-handshake', { host, port, code: said }, 'tls');
    case 'PROTOCOL_CONNECTION_LOST':
      return 'lost';
    default:
      return code.startsWith('ER_') ? bad('sql-statement', params, 'answer') : undefined;
  }
}
