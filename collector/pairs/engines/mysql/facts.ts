import type { MysqlFacts } from '../../model.ts';
import { theirWords } from '../ask.ts';
import { must, told, Unlikely } from '../told.ts';

/** A row as the server wrote it, by column name: their order differs by version. */
export type TextRow = Readonly<Record<string, string | null>>;

export interface Answers {
  /** One row of variables. */
  readonly about: TextRow | undefined;
  /** SHOW REPLICA STATUS or SHOW SLAVE STATUS: no row, it replicates from nobody. */
  readonly replica: TextRow | undefined;
  /** Replicas that are connected; undefined where it may not ask. */
  readonly replicas: string | undefined;
}

/** MySQL and MariaDB name one thing differently, and so do old and new versions of either. */
function columnOf(row: TextRow, ...names: readonly string[]): string | undefined {
  const lower = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
  for (const name of names) {
    const value = lower.get(name.toLowerCase());
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function countOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new Unlikely(`${name} = ${text}`);
  return Number(text);
}

/** read_only is 0 and 1, ON and OFF, and since MariaDB 12 also a word of how strict; only `off` lets everybody write. */
function isReadOnly(text: string): boolean {
  if (!/^\w{1,40}$/.test(text)) throw new Unlikely(`read_only = ${text}`);
  return text !== '0' && text.toLowerCase() !== 'off';
}

/** The error without the statement that met it, which holds the business's own data. */
function reasonOf(text: string | undefined): string | undefined {
  return text?.replace(/( on query\. Default database| Default database|,? Query):.*$/, '');
}

function replicaOf(row: TextRow): NonNullable<MysqlFacts['replica']> {
  const words = (...names: readonly string[]) => {
    const text = columnOf(row, ...names);
    return text === undefined || text === '' ? undefined : theirWords(text);
  };
  return told<NonNullable<MysqlFacts['replica']>>({
    sourceHost: words('Source_Host', 'Master_Host') ?? '',
    ioRunning: must(words('Replica_IO_Running', 'Slave_IO_Running'), 'Replica_IO_Running'),
    sqlRunning: must(words('Replica_SQL_Running', 'Slave_SQL_Running'), 'Replica_SQL_Running'),
    // NULL while a thread does not run: then nobody knows how far behind it is.
    secondsBehind: countOf(columnOf(row, 'Seconds_Behind_Source', 'Seconds_Behind_Master'), 'Seconds_Behind_Source'),
    ioError: reasonOf(words('Last_IO_Error')),
    sqlError: reasonOf(words('Last_SQL_Error')),
  });
}

/** @throws Unlikely when a column holds what it cannot */
export function mysqlFactsOf({ about, replica, replicas }: Answers): MysqlFacts {
  const column = (name: string) => must(about?.[name] ?? undefined, name);
  return told<MysqlFacts>({
    version: theirWords(column('version')),
    serverId: theirWords(column('server_id')),
    readOnly: isReadOnly(column('read_only')),
    gtid: column('gtid').replace(/\s+/g, ''),
    gtidState: about?.gtid_state ?? undefined,
    replica: replica === undefined ? undefined : replicaOf(replica),
    replicas: countOf(replicas, 'replicas'),
  });
}
