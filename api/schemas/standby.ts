import { Type } from '@fastify/type-provider-typebox';
import type { WireStandby } from '../wire-standby.ts';
import { pairJudgement, pairWords } from './pairs.ts';
import { closed, count, orNull, text, time, words } from './parts.ts';

export const standbySchema = Type.Unsafe<WireStandby>(
  closed({
    id: text,
    peer: text,
    role: words(['active', 'standby']),
    since: time,
    active: orNull(closed({ id: text, url: text, token: text })),
    takeover: words(
      ['lease', 'votes', 'manual'],
      'By what a takeover comes about; `manual`: of the database by a person',
    ),
    hindrance: orNull(words(['database-unreachable', 'arbiter-unreachable', 'arbiter-refuses', 'no-own-replica'])),
    ttlSeconds: Type.Number({ minimum: 0 }),
    notifyDelaySeconds: Type.Number({ minimum: 0 }),
    databases: Type.Array(
      closed({
        host: text,
        port: count,
        at: orNull(text),
        condition: words(['primary', 'replica', 'unreachable']),
        timeline: orNull(count),
        detail: orNull(text),
      }),
    ),
    arbiter: words(['answers', 'silent', 'none']),
    peerSeenAt: orNull(time),
    lossBound: closed({
      decisions: orNull(count),
      seconds: orNull(Type.Number({ minimum: 0 })),
      database: words(['external', 'synchronous', 'asynchronous', 'single', 'unknown']),
      databaseBytes: orNull(count),
    }),
    diverged: orNull(closed({ fromSeq: count, foundAt: time })),
    readiness: orNull(
      closed(
        { word: words(pairWords), score: orNull(Type.Number({ minimum: 0, maximum: 100 })) },
        { description: 'Would a takeover come about now, by the checks; null: it is not judged' },
      ),
    ),
    checks: Type.Array(pairJudgement, { description: 'The own pair by the checks of pairs' }),
    banner: Type.Array(text, { description: 'What holds now, the gravest first; empty when all is well' }),
  }),
);
