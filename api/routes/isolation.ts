import { Type } from '@fastify/type-provider-typebox';
import type { Clock } from '../../core/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { CityView, IsolationPort } from '../ports.ts';
import { invalidRequest, notFound } from '../problems/problem.ts';
import {
  isolationChecks,
  isolationHistory,
  isolationPlace,
  isolation as isolationSchema,
} from '../schemas/isolation.ts';
import { closed, id, problems, time } from '../schemas/parts.ts';
import { wireChecks, wireHistory, wireIsolation, wirePlaceDetail } from '../views/isolation.ts';

const tags = ['isolation'];
const params = closed({ id });
const dayMs = 86_400_000;
/** One question may ask for so long a time. */
const longestPeriodMs = 10 * 366 * dayMs;

/** Whether each point is isolated, on what evidence, and since when. Nothing here changes anything. */
export function isolationRoutes(
  server: ApiServer,
  deps: { readonly isolation: IsolationPort; readonly view: CityView; readonly clock: Clock },
): void {
  const { isolation, view, clock } = deps;
  const placeOf = (placeId: string) => {
    const standing = isolation.place(placeId);
    if (standing === undefined) throw notFound('place', placeId);
    return standing;
  };

  server.get(
    '/isolation',
    {
      schema: {
        summary: 'The city, its districts and every place: isolated, violated or unknown',
        tags,
        querystring: closed({}),
        response: { 200: isolationSchema, ...problems(401, 403) },
      },
    },
    () => wireIsolation(isolation, view.city(), clock.now()),
  );

  server.get(
    '/isolation/checks',
    {
      schema: {
        summary: 'The catalogue of checks, with how each stands in the city',
        tags,
        querystring: closed({}),
        response: { 200: isolationChecks, ...problems(401, 403) },
      },
    },
    () => wireChecks(isolation),
  );

  server.get(
    '/isolation/places/:id',
    {
      schema: {
        summary: 'One place: each check with its findings by OID and value, its waivers, and when devices were read',
        tags,
        params,
        querystring: closed({}),
        response: { 200: isolationPlace, ...problems(401, 403, 404) },
      },
    },
    ({ params: { id: placeId } }) => wirePlaceDetail(isolation, placeOf(placeId), view.city(), clock.now()),
  );

  server.get(
    '/isolation/places/:id/history',
    {
      schema: {
        summary: 'What a place was in a period, and each change of a check; the last day where no period is given',
        tags,
        params,
        querystring: closed({ from: Type.Optional(time), to: Type.Optional(time) }),
        response: { 200: isolationHistory, ...problems(401, 403, 404, 503) },
      },
    },
    async ({ params: { id: placeId }, query }) => {
      placeOf(placeId);
      const now = clock.now();
      const to = query.to === undefined ? now : Math.min(now, Date.parse(query.to));
      const from = query.from === undefined ? to - dayMs : Date.parse(query.from);
      if (from >= to || to - from > longestPeriodMs) {
        throw invalidRequest([{ where: 'from, to', what: 'from < to <= from + 10 a, from < now' }]);
      }
      return wireHistory(placeId, await isolation.history({ placeId, from, to }));
    },
  );
}
