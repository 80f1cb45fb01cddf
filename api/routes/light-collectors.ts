import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { message, render } from '../../core/index.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import type { LightCollectorsPort } from '../ports.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import { lightCollectors, lightToken } from '../schemas/light-collectors.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import { wireLightCollector } from '../views/light-collectors.ts';
import type { WireLightCollectors } from '../wire-light-collectors.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['collectors'];
const security = [{ session: [] }, { token: [] }];
const administer = { needs: 'administer' } as const;
const name = Type.String({ minLength: 1, maxLength: 64 });

/** Light collectors: how they do, one-time tokens that let another one in, and the way out. What a person does is on record. */
export function lightCollectorRoutes(
  server: ApiServer,
  deps: Pick<RouteDeps, 'clock' | 'record' | 'texts'> & { readonly lightCollectors: LightCollectorsPort },
): void {
  const { clock, record, texts, lightCollectors: port } = deps;

  function hubFor(request: FastifyRequest): NonNullable<LightCollectorsPort['hub']> {
    if (port.hub === undefined) throw conflict(request, 'off');
    return port.hub;
  }

  function conflict(request: FastifyRequest, why: string): Problem {
    const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
    return new Problem('conflict', { params: { reason: render(dictionary, message(`api.light.${why}`)) } });
  }

  server.get(
    '/collectors',
    {
      schema: {
        summary: 'Light collectors: last seen, what waits on their disks, what never came, when their certificates end',
        tags,
        security,
        querystring: closed({}),
        response: { 200: lightCollectors, ...problems(401, 403) },
      },
    },
    (): WireLightCollectors => {
      const { hub } = port;
      const now = clock.now();
      const { listening } = hub ?? {};
      const waiting = hub?.waiting() ?? [];
      return {
        at: isoTime(now),
        listening: listening === undefined ? null : { ...listening, url: port.url() ?? null },
        collectors: (hub?.list() ?? []).map((standing) => wireLightCollector(standing, now)),
        waiting: waiting.map(({ collectorId, placeId, endsAt }) => ({ collectorId, placeId, endsAt: isoTime(endsAt) })),
        places: port.places(),
        refusals: hub?.refusals() ?? 0,
      };
    },
  );

  server.post(
    '/collectors',
    {
      config: { ...administer, rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        summary:
          'Make a one-time token for a collector at a place; it is told here and never again, and lives for an hour',
        tags,
        security,
        querystring: closed({}),
        body: closed({ id: name, placeId: id }),
        response: { 201: lightToken, ...problems(401, 403, 409, 413, 415, 429) },
      },
    },
    (request, reply) => {
      const by = personOf(request);
      const { id: collectorId, placeId } = request.body;
      const answer = hubFor(request).makeToken({ collectorId, placeId, by: by.user });
      if (!answer.ok) throw conflict(request, answer.refusal);
      const { token, endsAt } = answer.made;
      const body = { what: 'collector-token', placeId, endsAt: isoTime(endsAt), by: { ...by } };
      record({ kind: 'configuration-change', subject: `collector ${collectorId}`, body });
      reply.code(201);
      return { id: collectorId, placeId, token, endsAt: isoTime(endsAt) };
    },
  );

  server.delete(
    '/collectors/:id',
    {
      config: administer,
      schema: {
        summary: 'Revoke a collector, and every token for it: its connections end at once',
        tags,
        security,
        params: closed({ id: name }),
        querystring: closed({}),
        response: { 204: Type.Null({ description: 'Revoked' }), ...problems(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const by = personOf(request);
      const { id: collectorId } = request.params;
      if (!(await hubFor(request).revoke(collectorId, by.user))) throw notFound('collector', collectorId);
      const body = { what: 'collector-revoked', by: { ...by } };
      record({ kind: 'configuration-change', subject: `collector ${collectorId}`, body });
      return reply.code(204).send(null);
    },
  );
}
