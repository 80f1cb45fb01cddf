import type { FastifyRequest } from 'fastify';
import type { Silence, SilenceAnswer } from '../../alerts/index.ts';
import { render } from '../../core/index.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { SilencesPort } from '../ports.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import { silenceSchema, silencesSchema, silenceWish } from '../schemas/silences.ts';
import { isoTime } from '../views/element.ts';
import { activeOf } from '../views/incidents.ts';
import type { WireSilence } from '../wire-silences.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['silences'];

/** Silences keep people from being paged; incidents open, are shown and end as always. */
export function silenceRoutes(
  server: ApiServer,
  {
    silences,
    clock,
    texts,
    incidents,
  }: Pick<RouteDeps, 'clock' | 'texts' | 'incidents'> & { readonly silences: SilencesPort },
): void {
  const wire = (silence: Silence): WireSilence => {
    const { id, matchers, from, to, reason, createdBy, endedAt, endedBy } = silence;
    return {
      ...{ id, matchers, from: isoTime(from), to: isoTime(to), reason, createdBy },
      ...{ endedAt: endedAt === undefined ? null : isoTime(endedAt), endedBy: endedBy ?? null },
      isOver: silences.isOver(silence),
      incidentIds: activeOf(incidents).flatMap((incident) => (incident.silenced?.id === id ? [incident.id] : [])),
    };
  };
  const answered = (request: FastifyRequest, answer: SilenceAnswer): WireSilence => {
    if (answer.ok) return wire(answer.silence);
    const reason = render(texts[preferredLanguage(request.headers['accept-language'])], answer.reason);
    throw new Problem('conflict', { params: { reason } });
  };

  server.get(
    '/silences',
    {
      schema: {
        summary: 'What nobody is paged for: what holds now, and what is over',
        ...{ tags, querystring: closed({}), response: { 200: silencesSchema, ...problems(401, 403) } },
      },
    },
    () => ({ at: isoTime(clock.now()), silences: silences.list().map(wire) }),
  );

  server.post(
    '/silences',
    {
      schema: {
        summary: 'Silence paging from now on, for a while; when it ends, what is still open is paged',
        ...{ tags, querystring: closed({}), body: silenceWish },
        response: { 201: silenceSchema, ...problems(401, 403, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const { matchers, to, reason } = request.body;
      const answer = silences.add({ matchers, to: Date.parse(to), reason, by: personOf(request).user });
      return reply.code(201).send(answered(request, answer));
    },
  );

  server.post(
    '/silences/:id/end',
    {
      schema: {
        summary: 'End it early',
        ...{ tags, params: closed({ id }), querystring: closed({}) },
        response: { 200: silenceSchema, ...problems(401, 403, 404, 409) },
      },
    },
    (request) => {
      if (silences.find(request.params.id) === undefined) throw notFound('silence', request.params.id);
      return answered(request, silences.end(request.params.id, personOf(request).user));
    },
  );
}
