import { Type } from '@fastify/type-provider-typebox';
import type { ApiServer } from '../http/server.ts';
import { search as searchSchema } from '../schemas/others.ts';
import { closed, problems } from '../schemas/parts.ts';
import { searchCity } from '../views/search.ts';
import type { RouteDeps } from './deps.ts';

/** One box that finds anything. */
export function searchRoutes(server: ApiServer, { view }: RouteDeps): void {
  server.get(
    '/search',
    {
      schema: {
        summary: 'Find by id, name, address, MAC address, barcode or circuit; at most 20 of each kind',
        tags: ['search'],
        querystring: closed({ q: Type.String({ minLength: 1, maxLength: 100 }) }),
        response: { 200: searchSchema, ...problems(401, 403) },
      },
    },
    ({ query }) => searchCity(view, query.q),
  );
}
