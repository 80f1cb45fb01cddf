import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import {
  districtHtml,
  type HandbookFiles,
  type HandbookPage,
  handbookFolder,
  handbookPage,
  handbookPages,
  handbookZip,
  pairTroubles,
} from '../../audit/index.ts';
import type { Clock, Language } from '../../core/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { CityView, PairDrillsPort, SettingsPort } from '../ports.ts';
import { notFound } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import { closed, id, orNull, problems, text, time, words } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import type { WireHandbook, WireHandbookPage } from '../wire-handbook.ts';

const tags = ['handbook'];
const security = [{ session: [] }, { token: [] }];
const language = words(['zh-CN', 'en'] as const);
const querystring = closed({ language: Type.Optional(language) });
const few = { rateLimit: { max: 30, timeWindow: 60_000 } };

const contact = closed({ role: text, phone: text, note: text });
const readiness = words(['ready', 'at-risk', 'not-ready', 'unknown'] as const);
const handbook = Type.Unsafe<WireHandbook>(
  closed({
    at: time,
    language,
    districts: Type.Array(
      closed({
        id,
        name: text,
        pairs: Type.Array(
          closed({
            pairId: id,
            services: Type.Array(text),
            responsible: text,
            first: orNull(contact),
            readiness,
            lastDrillAt: orNull(time),
          }),
        ),
      }),
    ),
  }),
);
const page = Type.Unsafe<WireHandbookPage>(
  closed({
    at: time,
    language,
    pairId: id,
    districtId: id,
    districtName: text,
    standby: text,
    virtualAddress: text,
    members: Type.Array(closed({ deviceId: id, address: text })),
    home: orNull(id),
    services: Type.Array(closed({ id, name: text, url: text })),
    responsible: text,
    contacts: Type.Array(contact, { description: 'Whom to call, in this order' }),
    ownSteps: Type.Array(text),
    rtoSeconds: Type.Number(),
    rpoSeconds: Type.Number(),
    readiness,
    lastDrillAt: orNull(time),
    troubles: Type.Array(closed({ trouble: words(pairTroubles), title: text, steps: Type.Array(text) })),
  }),
);

/** The emergency handbook: what to do when a pair fails, on a page, on paper, and as files that work without the network. */
export function handbookRoutes(
  server: ApiServer,
  deps: {
    readonly pairDrills: Pick<PairDrillsPort, 'standing' | 'lastGoodAt'>;
    readonly view: CityView;
    readonly settings: SettingsPort;
    readonly clock: Clock;
  },
): void {
  const { pairDrills, view, settings, clock } = deps;

  function inputOf(request: FastifyRequest): HandbookFiles {
    const { language: asked } = request.query as { readonly language?: Language };
    const { pairs, timeZone } = settings();
    return {
      city: view.city(),
      settings: pairs,
      known: {
        readiness: (pairId) => pairDrills.standing(pairId)?.readiness.word ?? 'unknown',
        lastDrillAt: pairDrills.lastGoodAt,
      },
      language: asked ?? preferredLanguage(request.headers['accept-language']),
      now: clock.now(),
      timeZone,
    };
  }

  server.get(
    '/handbook',
    {
      schema: {
        summary: 'Whom to call first, for each pair',
        tags,
        security,
        querystring,
        response: { 200: handbook, ...problems(401, 403) },
      },
    },
    (request) => {
      const input = inputOf(request);
      const districts = Map.groupBy(handbookPages(input), ({ districtId }) => districtId);
      return {
        at: isoTime(input.now),
        language: input.language,
        districts: [...districts].map(([districtId, pages]) => ({
          id: districtId,
          name: pages[0]?.districtName ?? districtId,
          pairs: pages.map(({ pairId, services, responsible, contacts, readiness: word, lastDrillAt }) => ({
            pairId,
            services: services.map(({ name }) => name),
            responsible,
            first: contacts[0] ?? null,
            readiness: word ?? 'unknown',
            lastDrillAt: lastDrillAt === undefined ? null : isoTime(lastDrillAt),
          })),
        })),
      };
    },
  );

  server.get(
    '/handbook/pairs/:id',
    {
      schema: {
        summary: 'The page of one pair: contacts, steps by trouble, readiness, last drill',
        tags,
        security,
        params: closed({ id }),
        querystring,
        response: { 200: page, ...problems(401, 403, 404) },
      },
    },
    (request) => {
      const pair = view.city().hostPairs.get(request.params.id);
      if (pair === undefined) throw notFound('pair', request.params.id);
      return wirePage(handbookPage(pair, inputOf(request)));
    },
  );

  server.get(
    '/handbook/districts/:id',
    {
      config: few,
      schema: {
        summary: 'All pairs of a district on one page, for printing; the city has its own',
        tags,
        security,
        params: closed({ id }),
        querystring,
        response: {
          200: { description: 'The page', content: { 'text/html': { schema: Type.String() } } },
          ...problems(401, 403, 404, 429),
        },
      },
    },
    async (request, reply) => {
      const districtId = request.params.id;
      const known = [...view.city().hostPairs.values()].some((pair) => pair.districtId === districtId);
      if (!known) throw notFound('district', districtId);
      // To be saved and never shown here: its page carries a style of its own, which these headers forbid.
      reply
        .type('text/html; charset=utf-8')
        .header('content-disposition', `attachment; filename="handbook-${districtId.replace(/[^\w.-]/g, '_')}.html"`);
      return reply.send(districtHtml(inputOf(request), districtId) as never);
    },
  );

  server.get(
    '/handbook/bundle',
    {
      config: few,
      schema: {
        summary: 'The whole handbook as a zip of pages that work from a stick',
        tags,
        security,
        querystring,
        response: {
          200: { description: 'The zip', content: { 'application/zip': { schema: Type.String() } } },
          ...problems(401, 403, 429),
        },
      },
    },
    async (request, reply) => {
      const zip = await handbookZip(inputOf(request));
      reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="${handbookFolder}.zip"`)
        .header('content-length', zip.length);
      return reply.send(Buffer.from(zip) as never);
    },
  );
}

function wirePage({ madeAt, targets, readiness: word, lastDrillAt, home, ...rest }: HandbookPage): WireHandbookPage {
  return {
    ...rest,
    ...targets,
    at: isoTime(madeAt),
    home: home ?? null,
    readiness: word ?? 'unknown',
    lastDrillAt: lastDrillAt === undefined ? null : isoTime(lastDrillAt),
  };
}
