import { once } from 'node:events';
import { message } from '../../../../core/index.ts';
import type { Asked, RedisFacts } from '../../model.ts';
import { endpointOf, type MemberAsk, theirWords } from '../ask.ts';
import { type Failed, failed, networkFailure, unreadable } from '../failure.ts';
import { type GuardedConnection, guardConnection } from '../guarded-connection.ts';
import { redisFactsOf } from './facts.ts';
import { encodeCommand, type Reply, takeReplies } from './resp.ts';

/** What Redis itself said against us. */
class RedisError extends Error {}

/**
 * Asks Redis at one member: AUTH, then INFO of two sections. Never throws. Two commands need no client library, the usual one of
 * which is 12 MB on disk and 20 MB in memory.
 */
export async function readRedis(ask: MemberAsk): Promise<Asked<RedisFacts> | undefined> {
  const access = ask.settings.redis;
  if (access === undefined) return undefined;
  const place = endpointOf(ask, access.port);
  const guard = guardConnection(ask.clock, ask.timeoutMs);
  try {
    guard.socket.connect(place.port, place.host);
    await once(guard.socket, 'connect');
    const login =
      access.password === '' ? [] : [['AUTH', ...(access.user === '' ? [] : [access.user]), access.password]];
    const commands = [...login, ['INFO', 'server'], ['INFO', 'replication']];
    guard.socket.write(commands.map((words) => encodeCommand(...words)).join(''));
    const replies = await repliesOf(guard, commands.length);
    const refusal = replies.find(({ kind }) => kind === 'error');
    if (refusal !== undefined) throw new RedisError(refusal.text);
    const info = replies.slice(login.length).map(({ text }) => text);
    return { outcome: 'answered', at: ask.clock.now(), facts: redisFactsOf(info.join('\r\n')) };
  } catch (thrown) {
    const at = ask.clock.now();
    return (
      networkFailure(thrown, { at, guard, ...place }) ??
      serverFailure(thrown, at, { ...place, user: access.user }) ??
      unreadable(thrown, at)
    );
  } finally {
    guard.close();
  }
}

/** So many answers; rejects when the connection ends before, with ECONNRESET where it just ended. */
function repliesOf({ socket }: GuardedConnection, count: number): Promise<readonly Reply[]> {
  return new Promise((resolve, reject) => {
    const replies: Reply[] = [];
    let rest: Buffer = Buffer.alloc(0);
    const ended = () => reject(Object.assign(new Error('the connection ended'), { code: 'ECONNRESET' }));
    socket.on('error', reject);
    socket.on('close', ended);
    socket.on('end', ended);
    socket.on('data', (chunk: Buffer) => {
      try {
        const taken = takeReplies(Buffer.concat([rest, chunk]));
        rest = taken.rest;
        replies.push(...taken.replies);
      } catch (thrown) {
        reject(thrown);
        socket.destroy();
      }
      if (replies.length >= count) resolve(replies);
    });
  });
}

function serverFailure(
  thrown: unknown,
  at: number,
  params: { readonly host: string; readonly port: number; readonly user: string },
): Failed | undefined {
  if (!(thrown instanceof RedisError)) return undefined;
  const said = theirWords(thrown.message);
  const [word] = said.split(' ');
  switch (word) {
    case 'WRONGPASS':
      return failed('refused', at, message('collector.pairs.sql.wrong-password', params));
    case 'NOAUTH':
      return failed('refused', at, message('collector.pairs.redis.no-password', params));
    case 'NOPERM':
      return failed('refused', at, message('collector.pairs.redis.no-rights', params));
    case 'DENIED':
      return failed('refused', at, message('collector.pairs.redis.protected', params));
    case 'LOADING':
      return failed('absent', at, message('collector.pairs.redis.loading', params));
    default:
      // A password that nobody set, too many clients: in its own words.
      return failed('refused', at, message('collector.pairs.redis.said', { ...params, said }));
  }
}
