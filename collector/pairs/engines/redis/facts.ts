import type { RedisFacts } from '../../model.ts';
import { engineBounds, theirWords } from '../ask.ts';
import { must, told, Unlikely } from '../told.ts';

/** `name:value` lines of INFO; headings and empty lines aside. */
function fieldsOf(info: string): ReadonlyMap<string, string> {
  const pairs = info.split(/\r?\n/).flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return line.startsWith('#') || colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
  });
  return new Map(pairs);
}

function countOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d{1,16}$/.test(text) || !Number.isSafeInteger(Number(text))) throw new Unlikely(`${name} = ${text}`);
  return Number(text);
}

/** `ip=10.10.1.22,port=6379,state=online,offset=1234,lag=0` */
function replicaOf(text: string): RedisFacts['replicas'][number] {
  const words = new Map(text.split(',').map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]));
  const host = must(words.get('ip'), 'ip');
  const address = host.includes(':') ? `[${host}]:${words.get('port')}` : `${host}:${words.get('port')}`;
  return {
    address: theirWords(address),
    state: theirWords(must(words.get('state'), 'state')),
    offset: must(countOf(words.get('offset'), 'offset'), 'offset'),
  };
}

/**
 * Facts of INFO's sections `server` and `replication`, one after the other.
 * @throws Unlikely when a field is missing or holds what it cannot
 */
export function redisFactsOf(info: string): RedisFacts {
  const fields = fieldsOf(info);
  const role = must(fields.get('role'), 'role');
  // A sentinel is none of both: it was asked at the wrong port.
  if (role !== 'master' && role !== 'slave') throw new Unlikely(`role = ${role}`);
  const replicas = [...fields].filter(([name]) => /^slave\d+$/.test(name)).slice(0, engineBounds.rows);
  const isReplica = role === 'slave';
  const link = fields.get('master_link_status');
  const silence = countOf(fields.get('master_last_io_seconds_ago'), 'master_last_io_seconds_ago');
  return told<RedisFacts>({
    version: theirWords(must(fields.get('redis_version'), 'redis_version')),
    role,
    replicationId: theirWords(must(fields.get('master_replid'), 'master_replid')),
    // A replica's own place in the stream; master_repl_offset of a replica is that of its own backlog.
    offset: must(
      countOf(fields.get(isReplica ? 'slave_repl_offset' : 'master_repl_offset'), 'offset'),
      'master_repl_offset',
    ),
    masterHost: isReplica ? theirWords(fields.get('master_host')) : undefined,
    linkUp: link === undefined ? undefined : link === 'up',
    // -1 while the link is down: nobody counts then.
    secondsSinceIo: silence === undefined || silence < 0 ? undefined : silence,
    readOnly: fields.has('slave_read_only') ? fields.get('slave_read_only') === '1' : undefined,
    replicas: replicas.map(([, text]) => replicaOf(text)),
  });
}
