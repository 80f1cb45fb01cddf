import { Type } from '@fastify/type-provider-typebox';
import { type Drill, drillLimits, probeProtocols } from '../../audit/index.ts';
import { render } from '../../core/index.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { DrillsPort } from '../ports.ts';
import { Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { proposal } from '../schemas/keeping.ts';
import { closed, count, id, orNull, problems, text, time, words } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import { wireProposal } from '../views/keeping.ts';
import type { WireDrill } from '../wire-canaries.ts';

const tags = ['isolation'];
const path = '/isolation/drills';

const drill = Type.Unsafe<WireDrill>(
  closed({
    id,
    targetId: id,
    permission: text,
    startedBy: text,
    approvedBy: orNull(text),
    startedAt: time,
    endsAt: time,
    endedAt: orNull(time),
    state: words(['running', 'ended', 'stopped'] as const),
    results: Type.Array(
      closed({
        protocol: words(probeProtocols),
        target: text,
        tries: count,
        foundAfterSeconds: orNull(Type.Number({ minimum: 0 })),
      }),
      { description: 'foundAfterSeconds null in a drill that ended: missed' },
    ),
  }),
);

/** Leak drills: propose one by permission, stop it, and how those before ended. */
export function drillRoutes(
  server: ApiServer,
  { drills, texts }: { readonly drills: DrillsPort; readonly texts: Texts },
): void {
  server.get(
    path,
    {
      schema: {
        summary: 'Leak drills, the newest first',
        tags,
        querystring: closed({}),
        response: { 200: Type.Array(drill), ...problems(401, 403) },
      },
    },
    () => drills.list().map(wireDrill),
  );

  server.post(
    path,
    {
      config: { rateLimit: { max: 6, timeWindow: 60_000 } },
      schema: {
        summary:
          'Propose a leak drill: when another person approves it, a hole may be opened to this sentinel, and every way out must be found',
        tags,
        querystring: closed({}),
        body: closed({
          targetId: id,
          permission: Type.String({ minLength: 1, maxLength: drillLimits.permissionCharacters }),
          minutes: Type.Integer({ minimum: 1, maximum: drillLimits.minutes }),
        }),
        response: { 202: proposal, ...problems(400, 401, 403, 409, 413, 415, 429) },
      },
    },
    async (request, reply) => {
      const by = personOf(request);
      const answer = drills.propose(request.body, by);
      if (!answer.ok) {
        const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
        throw new Problem('conflict', { params: { reason: render(dictionary, answer.reason) } });
      }
      return reply.code(202).send(wireProposal(answer.proposal, by.user));
    },
  );

  server.delete(
    path,
    {
      schema: {
        summary: 'Stop the drill that runs; what it has not found is not proved missed',
        tags,
        querystring: closed({}),
        response: { 204: Type.Null(), ...problems(401, 403) },
      },
    },
    async (_request, reply) => {
      await drills.stop();
      reply.code(204);
      return null;
    },
  );
}

function wireDrill({ startedAt, endsAt, endedAt, approvedBy, results, ...rest }: Drill): WireDrill {
  return {
    ...rest,
    approvedBy: approvedBy ?? null,
    startedAt: isoTime(startedAt),
    endsAt: isoTime(endsAt),
    endedAt: endedAt === undefined ? null : isoTime(endedAt),
    results: results.map(({ foundAfterMs, ...result }) => ({
      ...result,
      foundAfterSeconds: foundAfterMs === undefined ? null : Math.round(foundAfterMs / 1000),
    })),
  };
}
