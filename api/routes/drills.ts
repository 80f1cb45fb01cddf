import { Type } from '@fastify/type-provider-typebox';
import { type Drill, drillLimits, probeProtocols } from '../../audit/index.ts';
import { render } from '../../core/index.ts';
import { loggedIn } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { DrillsPort } from '../ports.ts';
import { Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { closed, count, id, orNull, problems, text, time, words } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import type { WireDrill } from '../wire-canaries.ts';

const tags = ['isolation'];
const path = '/isolation/drills';

const drill = Type.Unsafe<WireDrill>(
  closed({
    id,
    targetId: id,
    permission: text,
    startedBy: text,
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

/** Leak drills: begin one by permission, stop it, and how those before ended. */
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
        summary: 'Begin a leak drill: somebody has opened a hole to this sentinel, and every way out must be found',
        tags,
        querystring: closed({}),
        body: closed({
          targetId: id,
          permission: Type.String({ minLength: 1, maxLength: drillLimits.permissionCharacters }),
          minutes: Type.Integer({ minimum: 1, maximum: drillLimits.minutes }),
        }),
        response: { 201: drill, ...problems(400, 401, 403, 409, 413, 415, 429) },
      },
    },
    (request, reply) => {
      const begun = drills.begin({ ...request.body, by: loggedIn(request).user });
      if (!begun.ok) {
        const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
        const reason = `${render(dictionary, begun.what)}. ${render(dictionary, begun.remedy)}`;
        throw new Problem('conflict', { params: { reason } });
      }
      reply.code(201);
      return wireDrill(begun.drill);
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

function wireDrill({ startedAt, endsAt, endedAt, results, ...rest }: Drill): WireDrill {
  return {
    ...rest,
    startedAt: isoTime(startedAt),
    endsAt: isoTime(endsAt),
    endedAt: endedAt === undefined ? null : isoTime(endedAt),
    results: results.map(({ foundAfterMs, ...result }) => ({
      ...result,
      foundAfterSeconds: foundAfterMs === undefined ? null : Math.round(foundAfterMs / 1000),
    })),
  };
}
