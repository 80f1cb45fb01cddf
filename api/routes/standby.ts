import { Type } from '@fastify/type-provider-typebox';
import { render } from '../../core/index.ts';
import { safeMethods } from '../http/origin.ts';
import type { ApiServer } from '../http/server.ts';
import type { StandbyPort } from '../ports.ts';
import { Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { closed, problems } from '../schemas/parts.ts';
import { standbySchema } from '../schemas/standby.ts';
import { standbyBanner, wireStandby } from '../views/standby.ts';

const none = Type.Null({ description: 'No pair is declared' });

/** What may be asked of a standby although it changes something: its own sessions, a poll, the lab's faults. */
const openOnStandby = /^\/api\/v1\/(?:session$|lab(?:\/|$)|devices\/:id\/poll$)/;

/**
 * The pair, and what its role allows; where none is declared, an empty answer, so that pages may ask without being refused: a standby refuses whatever would be a decision, and the active one answers a decision only
 * when it is in the journal, so that what was answered is never lost.
 */
export function standbyRoutes(
  server: ApiServer,
  { standby, texts }: { standby: StandbyPort | undefined; texts: Texts },
): void {
  viewRoute(server, standby, texts);
  if (standby === undefined) return;
  server.addHook('onRequest', async (request) => {
    if (standby.view().role === 'active' || safeMethods.has(request.method)) return;
    if (openOnStandby.test(request.routeOptions.url ?? '')) return;
    const { active } = standby.view();
    if (active === undefined) throw new Problem('undecided');
    throw new Problem('on-standby', { params: { url: active.url }, extra: { active: active.url } });
  });
  server.addHook('preSerialization', async (request, reply, payload) => {
    if (safeMethods.has(request.method) || reply.statusCode >= 300) return payload;
    if (openOnStandby.test(request.routeOptions.url ?? '')) return payload;
    if (!(await standby.settled())) throw new Problem('undecided');
    return payload;
  });
}

function viewRoute(server: ApiServer, standby: StandbyPort | undefined, texts: Texts): void {
  server.get(
    '/standby',
    {
      schema: {
        summary: 'The pair: who decides, what a takeover needs, and what it would lose',
        tags: ['standby'],
        querystring: closed({}),
        response: { 200: standbySchema, 204: none, ...problems(401, 403) },
      },
    },
    (request, reply) => {
      if (standby === undefined) {
        reply.code(204);
        return null;
      }
      const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
      const view = standby.view();
      return wireStandby(
        view,
        standbyBanner(view).map((line) => render(dictionary, line)),
        standby.standing?.(),
      );
    },
  );
}
