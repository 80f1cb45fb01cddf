import { isIP } from 'node:net';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { message } from '../../../../core/index.ts';
import type { SqlAccess } from '../../../../inventory/index.ts';
import type { Asked, MysqlFacts } from '../../model.ts';
import { endpointOf, type MemberAsk, theirWords } from '../ask.ts';
import { codeOf, type Failed, failed, networkFailure, unreadable } from '../failure.ts';
import { type GuardedConnection, guardConnection } from '../guarded-connection.ts';
import { type Answers, mysqlFactsOf, type TextRow } from './facts.ts';

interface Place {
  readonly host: string;
  readonly port: number;
  readonly access: SqlAccess;
}

const statements = {
  version: 'select @@version as version',
  mariadb: `select @@version as version, @@server_id as server_id, @@global.read_only as read_only,
    @@gtid_current_pos as gtid, @@gtid_binlog_state as gtid_state`,
  mysql: `select @@version as version, @@server_uuid as server_id, @@global.read_only as read_only,
    @@global.gtid_executed as gtid`,
  /** Asks for no right; a replica that vanished counts until the next event cannot be sent to it. */
  mariadbReplicas: `show global status like 'Slaves_connected'`,
  /** Of the own account; asks for no right. */
  grants: 'show grants',
  mysqlReplicas: `select count(*) as Value from performance_schema.threads where processlist_command like 'Binlog Dump%'`,
} as const;

/**
 * Asks MySQL or MariaDB at one member, over a connection of its own. No database is opened: all that is asked is the server's.
 * Never throws. The driver is loaded when the first pair needs it.
 */
export async function readMysql(ask: MemberAsk): Promise<Asked<MysqlFacts> | undefined> {
  const access = ask.settings.mysql;
  if (access === undefined) return undefined;
  const place = { ...endpointOf(ask, access.port), access };
  // Before the deadline begins: on a busy machine the driver alone takes longer than some servers may.
  const driver = await import('mysql2/promise');
  const guard = guardConnection(ask.clock, ask.timeoutMs);
  try {
    const answers = await answersOf(place, guard, driver);
    return { outcome: 'answered', at: ask.clock.now(), facts: mysqlFactsOf(answers) };
  } catch (thrown) {
    const at = ask.clock.now();
    return (
      networkFailure(thrown, { at, guard, ...place }) ?? serverFailure(thrown, at, place) ?? unreadable(thrown, at)
    );
  } finally {
    guard.close();
  }
}

type Driver = typeof import('mysql2/promise');

async function answersOf(
  { host, port, access }: Place,
  guard: GuardedConnection,
  { createConnection }: Driver,
): Promise<Answers> {
  guard.socket.connect(port, host);
  const connection = await createConnection({
    host,
    port,
    user: access.user,
    password: access.password,
    stream: guard.socket,
    // No server may ask for files of this machine.
    flags: ['-LOCAL_FILES'],
    // Every value stays the text that the server sent.
    typeCast: (field) => field.string('utf8'),
    ...(access.tls === 'off'
      ? {}
      : {
          ssl: {
            rejectUnauthorized: access.tls === 'verify',
            verifyIdentity: access.tls === 'verify' && isIP(host) === 0,
            ...(access.authority === undefined ? {} : { ca: access.authority }),
          },
        }),
  });
  connection.on('error', () => {});
  const rows = async (text: string) => (await connection.query<RowDataPacket[]>(text))[0] as readonly TextRow[];
  const [first] = await rows(statements.version);
  const isMariadb = /mariadb/i.test(first?.version ?? '');
  const [about] = await rows(isMariadb ? statements.mariadb : statements.mysql);
  const answers = {
    about,
    replica: await replicaRow(rows),
    replicas: await replicasOf(rows, isMariadb),
    grants: (await rows(statements.grants)).flatMap((row) => Object.values(row)[0] ?? []),
  };
  await farewell(connection);
  return answers;
}

type Rows = (text: string) => Promise<readonly TextRow[]>;

/** The new words first; servers from before MySQL 8.0.22 and MariaDB 10.5 do not understand them. */
async function replicaRow(rows: Rows): Promise<TextRow | undefined> {
  try {
    return (await rows('show replica status'))[0];
  } catch (thrown) {
    if (codeOf(thrown) !== 'ER_PARSE_ERROR') throw thrown;
    return (await rows('show slave status'))[0];
  }
}

async function replicasOf(rows: Rows, isMariadb: boolean): Promise<string | undefined> {
  try {
    const [row] = await rows(isMariadb ? statements.mariadbReplicas : statements.mysqlReplicas);
    return row?.Value ?? undefined;
  } catch (thrown) {
    // It may not look: nobody says that there is none.
    if (codeOf(thrown) === 'ER_TABLEACCESS_DENIED_ERROR') return undefined;
    throw thrown;
  }
}

async function farewell(connection: Connection): Promise<void> {
  await connection.end().catch(() => {});
}

/** What the server itself said, by its error's name. */
function serverFailure(thrown: unknown, at: number, { host, port, access }: Place): Failed | undefined {
  const params = { host, port, user: access.user };
  const said = theirWords(thrown instanceof Error ? thrown.message : thrown);
  switch (codeOf(thrown)) {
    case 'ER_ACCESS_DENIED_ERROR':
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
      // It says the same to a wrong password and to an account that must come by TLS.
      return failed(
        'refused',
        at,
        message(
          access.tls === 'off' ? 'collector.pairs.mysql.denied-in-clear' : 'collector.pairs.sql.wrong-password',
          params,
        ),
      );
    case 'ER_HOST_NOT_PRIVILEGED':
    case 'ER_HOST_IS_BLOCKED':
      return failed('refused', at, message('collector.pairs.mysql.host-not-admitted', { ...params, said }));
    case 'ER_SPECIFIC_ACCESS_DENIED_ERROR':
      return failed('refused', at, message('collector.pairs.mysql.no-rights', params));
    case 'ER_CON_COUNT_ERROR':
    case 'ER_TOO_MANY_USER_CONNECTIONS':
    case 'ER_USER_LIMIT_REACHED':
      return failed('refused', at, message('collector.pairs.sql.too-many-connections', params));
    case 'ER_SECURE_TRANSPORT_REQUIRED':
      return failed('refused', at, message('collector.pairs.sql.tls-wanted', params));
    case 'HANDSHAKE_SSL_ERROR':
      // The driver puts its own code in the place of OpenSSL's; the words are still those.
      return failed('refused', at, message('collector.pairs.certificate', { host, port, code: said }));
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return failed('refused', at, message('collector.pairs.sql.no-tls', params));
    case 'ER_SERVER_SHUTDOWN':
    case 'ER_NORMAL_SHUTDOWN':
      return failed('absent', at, message('collector.pairs.sql.shutting-down', params));
    default:
      return undefined;
  }
}
