import { Readable } from 'node:stream';
import { streamPath } from '../../standby/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { WarmStandbyPort } from '../ports.ts';
import { closed, problems } from '../schemas/parts.ts';
import { warmStandby } from '../schemas/warm-standby.ts';
import { wireWarmStandby } from '../views/warm-standby.ts';

/** How the own standby does; there also where none is declared, for a page that says so. */
export function warmStandbyRoutes(scope: ApiServer, warm: WarmStandbyPort | undefined): void {
  scope.get(
    '/warm-standby',
    {
      schema: {
        summary: 'The own warm standby: who follows, how far, what taking over now would lose',
        tags: ['operation'],
        querystring: closed({}),
        response: { 200: warmStandby, ...problems(401, 403) },
      },
    },
    () => wireWarmStandby(warm?.view()),
  );
}

/**
 * Where a standby asks for what is new. Nobody logs in here: both sides hold one key, requests carry a MAC, and the answer can be read
 * only with that key.
 */
export async function warmStandbyStream(server: ApiServer, warm: WarmStandbyPort): Promise<void> {
  await server.register(async (scope) => {
    // As it came: the MAC is over its bytes.
    scope.addContentTypeParser('application/octet-stream', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(
      streamPath,
      { schema: { hide: true }, config: { rateLimit: { max: 3_000, timeWindow: 60_000 } } },
      (request, reply) => {
        const body = typeof request.body === 'string' ? request.body : '';
        const answer = warm.knock({ authorization: request.headers.authorization, body });
        reply.header('cache-control', 'no-store');
        if (answer.status === 200) {
          reply.type('application/octet-stream');
          return reply.send(Readable.from(answer.frames));
        }
        return reply.code(answer.status).send(answer.status === 401 ? answer.body : null);
      },
    );
  });
}
