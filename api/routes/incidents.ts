import { Type } from '@fastify/type-provider-typebox';
import { render } from '../../core/index.ts';
import { loggedIn } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import { incidentDetail, incidentPage, incidentStatuses } from '../schemas/incidents.ts';
import { closed, id, pageQuery, problems, words } from '../schemas/parts.ts';
import { wireIncident, wireIncidentDetail } from '../views/incidents.ts';
import { pageOf } from '../views/page.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['incidents'];
const status = words(incidentStatuses);
const params = closed({ id });
const noteText = Type.String({ maxLength: 1_000 });

/** The incidents, their history, and what a person does about them. */
export function incidentRoutes(server: ApiServer, { incidents, incidentChanged, texts }: RouteDeps): void {
  server.get(
    '/incidents',
    {
      schema: {
        summary: 'Incidents, newest first',
        tags,
        querystring: closed({
          ...pageQuery,
          status: Type.Optional(Type.Array(status, { maxItems: 3, description: 'May be repeated; all when absent' })),
        }),
        response: { 200: incidentPage, ...problems(401, 403, 503) },
      },
    },
    ({ query }) => {
      const statuses = new Set<string>(query.status ?? incidentStatuses);
      const some = incidents.list().filter(({ status: word }) => statuses.has(word));
      return pageOf(some, query, (incident) => incident.id, wireIncident);
    },
  );

  server.get(
    '/incidents/:id',
    {
      schema: {
        summary: 'One incident with its history',
        tags,
        params,
        querystring: closed({}),
        response: { 200: incidentDetail, ...problems(401, 403, 404, 503) },
      },
    },
    async (request) => {
      const incident = await incidents.find(request.params.id);
      if (incident === undefined) throw notFound('incident', request.params.id);
      return wireIncidentDetail(incident);
    },
  );

  for (const [what, summary] of [
    ['acknowledge', 'Say that somebody takes care of it'],
    ['note', 'Add a note to the history'],
    ['action', 'Say what was done about it'],
  ] as const) {
    server.post(
      `/incidents/:id/${what}`,
      {
        schema: {
          summary,
          tags,
          params,
          querystring: closed({}),
          body: closed({ note: noteText }),
          response: { 200: incidentDetail, ...problems(401, 403, 404, 409, 413, 415) },
        },
      },
      async (request) => {
        const { id: incidentId } = request.params;
        if ((await incidents.find(incidentId)) === undefined) throw notFound('incident', incidentId);
        const by = loggedIn(request).user;
        const result = incidents[what]({ id: incidentId, by, note: request.body.note });
        if (!result.ok) {
          const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
          throw new Problem('conflict', { params: { reason: render(dictionary, result.reason) } });
        }
        const { incident } = result;
        incidentChanged(incident);
        return wireIncidentDetail(incident);
      },
    );
  }
}
