import { Type } from '@fastify/type-provider-typebox';
import { incidentReport, openRoom } from '../../alerts/index.ts';
import { languages } from '../../core/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { MaintenancePort, PagingPort } from '../ports.ts';
import { notFound } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import { roomSchema } from '../schemas/incident-room.ts';
import { closed, id, problems, words } from '../schemas/parts.ts';
import { wireRoom } from '../views/incident-room.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['incidents'];
const params = closed({ id });

/** The whole course of an incident, and the draft of the report that follows it. */
export function incidentRoomRoutes(
  server: ApiServer,
  deps: Pick<RouteDeps, 'incidents' | 'store' | 'view' | 'settings' | 'clock'> & {
    readonly paging: PagingPort | undefined;
    readonly maintenance: MaintenancePort | undefined;
  },
): void {
  const { incidents, store, view, settings, clock, paging, maintenance } = deps;
  const timeZone = (): string => settings().timeZone;
  const roomOf = async (incidentId: string) => {
    const room = await openRoom(
      {
        ...{ incidents, store, clock, timeZone },
        city: () => view.city(),
        deliveries: paging === undefined ? undefined : (each) => paging.deliveries(each),
        windows: maintenance === undefined ? undefined : () => maintenance.list(),
      },
      incidentId,
    );
    if (room === undefined) throw notFound('incident', incidentId);
    return room;
  };

  server.get(
    '/incidents/:id/room',
    {
      schema: {
        summary:
          'The course of an incident: states, steps, messages, takeovers and announced work in the order of time; how long it took; what was alike before',
        tags,
        params,
        querystring: closed({}),
        response: { 200: roomSchema, ...problems(401, 403, 404, 503) },
      },
    },
    async (request) => wireRoom(await roomOf(request.params.id)),
  );

  server.get(
    '/incidents/:id/report',
    {
      schema: {
        summary:
          'The draft of the report after an incident, in Markdown: what is known, with places for what only people know',
        tags,
        params,
        querystring: closed({ language: Type.Optional(words(languages)) }),
        response: {
          200: { description: 'Markdown', content: { 'text/markdown': { schema: Type.String() } } },
          ...problems(401, 403, 404, 503),
        },
      },
    },
    async (request, reply) => {
      const room = await roomOf(request.params.id);
      const language = request.query.language ?? preferredLanguage(request.headers['accept-language']);
      const people = paging?.scene().paging.people ?? [];
      const text = incidentReport({
        ...{ room, language, city: view.city(), timeZone: timeZone(), at: clock.now() },
        personName(personId) {
          const person = people.find((each) => each.id === personId);
          return person === undefined ? personId : language === 'en' ? person.nameEn : person.nameZh;
        },
      });
      reply.type('text/markdown; charset=utf-8').header('cache-control', 'no-store');
      reply.header('content-disposition', `attachment; filename="${room.incident.id}-${language}.md"`);
      return reply.send(text as never);
    },
  );
}
