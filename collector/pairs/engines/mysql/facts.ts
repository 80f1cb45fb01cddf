import type { MysqlFacts } from '../../model.ts';
import { engineBounds, theirWords } from '../ask.ts';
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
  /** SHOW GRANTS of the own account. They hold the hash of its password: nothing of them is kept but names of rights. */
  readonly grants: readonly string[];
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

/** Rights that change nothing. */
const reading: ReadonlySet<string> = new Set([
  'USAGE',
  'SELECT',
  'PROCESS',
  'SHOW DATABASES',
  'SHOW VIEW',
  'SHOW CREATE ROUTINE',
  'REPLICATION CLIENT',
  'REPLICATION SLAVE',
  'BINLOG MONITOR',
  'SLAVE MONITOR',
  'REPLICA MONITOR',
]);

/** Rights beyond reading, sorted; undefined: a role is granted, and what that may do is not told. */
function excessOf(grants: readonly string[]): readonly string[] | undefined {
  const excess = new Set<string>();
  for (const grant of grants) {
    const [, list = ''] = /^GRANT (.+?) ON /.exec(grant) ?? [];
    if (list === '') return undefined;
    // `SELECT (a, b)` names columns.
    for (const right of list.replace(/\([^)]*\)/g, '').split(',')) {
      const name = right.trim().toUpperCase();
      if (!reading.has(name)) excess.add(theirWords(name));
    }
    if (/ WITH (?:.* )?GRANT OPTION/.test(grant)) excess.add('GRANT OPTION');
  }
  return [...excess].sort().slice(0, engineBounds.rows);
}

/** @throws Unlikely when a column holds what it cannot */
export function mysqlFactsOf({ about, replica, replicas, grants }: Answers): MysqlFacts {
  const column = (name: string) => must(about?.[name] ?? undefined, name);
  return told<MysqlFacts>({
    version: theirWords(column('version')),
    serverId: theirWords(column('server_id')),
    readOnly: isReadOnly(column('read_only')),
    gtid: column('gtid').replace(/\s+/g, ''),
    gtidState: about?.gtid_state ?? undefined,
    replica: replica === undefined ? undefined : replicaOf(replica),
    replicas: countOf(replicas, 'replicas'),
    excessRights: excessOf(grants),
  });
}
