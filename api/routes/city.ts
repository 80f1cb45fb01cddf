import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Type } from '@fastify/type-provider-typebox';
import type { ApiServer } from '../http/server.ts';
import { notFound } from '../problems/problem.ts';
import { city as citySchema, district as districtSchema } from '../schemas/elements.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import { wireCity, wireDistrict } from '../views/views.ts';
import type { RouteDeps } from './deps.ts';

const compress = promisify(gzip);
const tags = ['city'];

/** The picture and the districts. */
export function cityRoutes(server: ApiServer, deps: RouteDeps): void {
  const body = cityBody(deps);

  server.get(
    '/city',
    {
      schema: {
        summary: 'Everything that the picture of the city needs',
        tags,
        querystring: closed({}),
        response: { 200: citySchema, 304: Type.Null({ description: 'As you have it' }), ...problems(401, 403) },
      },
    },
    async (request, reply) => {
      const { json, zipped, tag } = body();
      reply.headers({ etag: tag, vary: 'accept-encoding', 'cache-control': 'no-cache' });
      if (request.headers['if-none-match'] === tag) return reply.code(304).send(null);
      reply.type('application/json; charset=utf-8');
      if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(json as never);
      return reply.header('content-encoding', 'gzip').send((await zipped()) as never);
    },
  );

  server.get(
    '/districts',
    {
      schema: {
        summary: 'The districts with their states and counters',
        tags,
        querystring: closed({}),
        response: { 200: Type.Array(districtSchema), ...problems(401, 403) },
      },
    },
    () => [...deps.view.city().districts.values()].map((district) => wireDistrict(deps.views, district)),
  );

  server.get(
    '/districts/:id',
    {
      schema: {
        summary: 'One district',
        tags,
        params: closed({ id }),
        querystring: closed({}),
        response: { 200: districtSchema, ...problems(401, 403, 404) },
      },
    },
    (request) => {
      const district = deps.view.city().districts.get(request.params.id);
      if (district === undefined) throw notFound('district', request.params.id);
      return wireDistrict(deps.views, district);
    },
  );
}

interface Body {
  readonly json: string;
  /** Compressed at the first request that wants it. */
  readonly zipped: () => Promise<Buffer>;
  readonly tag: string;
}

/** The city as bytes, made anew only after something that it shows has changed: many pages open at once cost one. */
function cityBody({ views, live, lab, clock, version }: RouteDeps): () => Body {
  let made: (Body & { readonly version: number; readonly run: string }) | undefined;
  return () => {
    const now = version();
    if (made !== undefined && made.version === now && made.run === live.run) return made;
    const stand = { run: live.run, sequence: live.sequence, at: clock.now(), lab: lab !== undefined };
    const json = JSON.stringify(wireCity(views, stand));
    let zipping: Promise<Buffer> | undefined;
    const zipped = (): Promise<Buffer> => {
      zipping ??= compress(json, { level: 1 });
      return zipping;
    };
    made = { json, zipped, tag: `"${live.run}-${now}"`, version: now, run: live.run };
    return made;
  };
}
