import { message } from '../../../../core/index.ts';
import type { SqlAccess } from '../../../../inventory/index.ts';
import type { Asked, PostgresqlFacts } from '../../model.ts';
import { endpointOf, type MemberAsk, theirWords } from '../ask.ts';
import { codeOf, type Failed, failed, networkFailure, unreadable } from '../failure.ts';
import { type GuardedConnection, guardConnection } from '../guarded-connection.ts';
import { type Answers, maySee, postgresqlFactsOf, type TextRow } from './facts.ts';
import { postgresqlOrder, postgresqlQuestion } from './statements.ts';

interface Place {
  readonly host: string;
  readonly port: number;
  readonly access: SqlAccess;
}

/** A server that turns from standby to primary amid a statement says so once. */
const turnedAmidst = '55000';

/**
 * Asks PostgreSQL at one member, over a connection of its own that can only read. Never throws. The driver is loaded when the
 * first pair needs it.
 */
export async function readPostgresql(ask: MemberAsk): Promise<Asked<PostgresqlFacts> | undefined> {
  const access = ask.settings.postgresql;
  if (access === undefined) return undefined;
  const place = { ...endpointOf(ask, access.port), access };
  // Before the deadline begins: on a busy machine the driver alone takes longer than some servers may.
  const { default: driver } = await import('pg');
  const guard = guardConnection(ask.clock, ask.timeoutMs);
  try {
    const answers = await answersOf(place, guard, { driver, timeoutMs: ask.timeoutMs });
    const at = ask.clock.now();
    if (!maySee(answers)) return failed('refused', at, message('collector.pairs.postgresql.no-rights', userOf(place)));
    return { outcome: 'answered', at, facts: postgresqlFactsOf(answers) };
  } catch (thrown) {
    const at = ask.clock.now();
    return (
      networkFailure(thrown, { at, guard, ...place }) ?? serverFailure(thrown, at, place) ?? unreadable(thrown, at)
    );
  } finally {
    guard.close();
  }
}

interface By {
  readonly driver: typeof import('pg').default;
  readonly timeoutMs: number;
}

async function answersOf(place: Place, guard: GuardedConnection, { driver, timeoutMs }: By): Promise<Answers> {
  const { host, port, access } = place;
  const client = new driver.Client({
    host,
    port,
    user: access.user,
    password: access.password,
    database: access.database,
    application_name: 'fangzhou',
    statement_timeout: timeoutMs,
    options: '-c default_transaction_read_only=on',
    stream: () => guard.socket,
    ssl:
      access.tls === 'off'
        ? false
        : access.tls === 'require'
          ? { rejectUnauthorized: false }
          : { rejectUnauthorized: true, ...(access.authority === undefined ? {} : { ca: access.authority }) },
    // Every value stays the text that the server sent.
    types: { getTypeParser: () => (text: string) => text },
  });
  // A connection that breaks between two answers tells it here as well.
  client.on('error', () => {});
  await client.connect();
  const results = await client.query(postgresqlQuestion).catch((thrown: unknown) => {
    if (codeOf(thrown) !== turnedAmidst) throw thrown;
    return client.query(postgresqlQuestion);
  });
  // The driver gives a list when one text held several statements.
  const list = results as unknown as readonly { readonly rows: readonly TextRow[] }[];
  if (!Array.isArray(list) || list.length !== postgresqlOrder.length) throw new Error('fewer results than statements');
  await client.end().catch(() => {});
  return Object.fromEntries(
    postgresqlOrder.map((name, index) => [name, list[index]?.rows ?? []]),
  ) as unknown as Answers;
}

function userOf({ access }: Place): { readonly user: string; readonly database: string } {
  return { user: access.user, database: access.database };
}

/** What PostgreSQL itself said, by SQLSTATE: its words come in the language of the server. */
function serverFailure(thrown: unknown, at: number, place: Place): Failed | undefined {
  const { access } = place;
  const params = { ...userOf(place), host: place.host, port: place.port };
  const said = theirWords(thrown instanceof Error ? thrown.message : thrown);
  switch (codeOf(thrown)) {
    case '28P01':
      return failed('refused', at, message('collector.pairs.sql.wrong-password', params));
    case '28000':
      return failed(
        'refused',
        at,
        message(`collector.pairs.postgresql.not-admitted${access.tls === 'off' ? '-in-clear' : ''}`, params),
      );
    case '3D000':
      return failed('refused', at, message('collector.pairs.sql.no-database', params));
    case '42501':
      return failed('refused', at, message('collector.pairs.postgresql.no-rights', params));
    case '53300':
      return failed('refused', at, message('collector.pairs.sql.too-many-connections', params));
    case '57P03':
      return failed('absent', at, message('collector.pairs.postgresql.not-ready', { ...params, said }));
    case '57P01':
    case '57P02':
      return failed('absent', at, message('collector.pairs.sql.shutting-down', params));
    case '57014':
      return failed('silent', at, message('collector.pairs.timeout', params));
    case '42P01':
    case '42703':
    case '42704':
    case '42883':
      return failed('malformed', at, message('collector.pairs.postgresql.unlike', { said }));
    default:
      break;
  }
  // The driver's own words, as no server has spoken yet.
  if (/does not support SSL/i.test(said)) return failed('refused', at, message('collector.pairs.sql.no-tls', params));
  if (/terminated unexpectedly/i.test(said)) return failed('silent', at, message('collector.pairs.cut-off', params));
  return undefined;
}
