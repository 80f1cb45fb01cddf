import type { FastifyRequest } from 'fastify';
import type { MaintenanceAnswer } from '../../audit/index.ts';
import { render } from '../../core/index.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { MaintenancePort } from '../ports.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import { maintenance as maintenanceSchema, maintenances, maintenanceWish } from '../schemas/services.ts';
import { isoTime } from '../views/element.ts';
import { wireMaintenance } from '../views/maintenance.ts';
import { wireSuppressed } from '../views/services.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['maintenance'];

/** Announced work: it keeps alerts from opening and is taken out of availability; nothing is observed the less. */
export function maintenanceRoutes(
  server: ApiServer,
  { maintenance, clock, texts }: Pick<RouteDeps, 'clock' | 'texts'> & { readonly maintenance: MaintenancePort },
): void {
  const answered = (request: FastifyRequest, answer: MaintenanceAnswer) => {
    if (answer.ok) return wireMaintenance(answer.window, clock.now(), maintenance.isOver(answer.window));
    const reason = render(texts[preferredLanguage(request.headers['accept-language'])], answer.reason);
    throw new Problem('conflict', { params: { reason } });
  };

  server.get(
    '/maintenance',
    {
      schema: {
        summary: 'Announced work: going on, to come, and over; and the troubles that are not raised because of it',
        ...{ tags, querystring: closed({}), response: { 200: maintenances, ...problems(401, 403) } },
      },
    },
    () => ({
      at: isoTime(clock.now()),
      windows: maintenance.list().map((window) => wireMaintenance(window, clock.now(), maintenance.isOver(window))),
      suppressed: maintenance.suppressed().map(wireSuppressed),
    }),
  );

  server.post(
    '/maintenance',
    {
      schema: {
        summary: 'Announce work; from when it is announced on, and not before, it counts',
        ...{ tags, querystring: closed({}), body: maintenanceWish },
        response: { 201: maintenanceSchema, ...problems(401, 403, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const { scopes, from, to, weeklyUntil, reason } = request.body;
      const answer = maintenance.announce({
        ...{ scopes, reason, to: Date.parse(to), by: personOf(request).user },
        from: from === undefined ? clock.now() : Date.parse(from),
        ...(weeklyUntil === undefined ? {} : { weeklyUntil: Date.parse(weeklyUntil) }),
      });
      return reply.code(201).send(answered(request, answer));
    },
  );

  server.post(
    '/maintenance/:id/end',
    {
      schema: {
        summary: 'End it early, or withdraw it before it begins',
        ...{ tags, params: closed({ id }), querystring: closed({}) },
        response: { 200: maintenanceSchema, ...problems(401, 403, 404, 409) },
      },
    },
    (request) => {
      if (maintenance.find(request.params.id) === undefined) throw notFound('maintenance', request.params.id);
      return answered(request, maintenance.end(request.params.id, personOf(request).user));
    },
  );
}
