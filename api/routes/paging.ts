import { Type } from '@fastify/type-provider-typebox';
import { rosterCalendar } from '../../alerts/index.ts';
import { languages, message, render } from '../../core/index.ts';
import { personOf } from '../http/guards.ts';
import { hostName } from '../http/origin.ts';
import type { ApiServer } from '../http/server.ts';
import type { PagingPort, WebhookPort } from '../ports.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import {
  channelHealthSchema,
  channelsSchema,
  deliveriesSchema,
  deliverySchema,
  dutySchema,
} from '../schemas/paging.ts';
import { closed, id, problems, wholeNumber, words } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import { wireChannel, wireDelivery, wireHealth, wirePerson, wireRoster, wireWebhook } from '../views/paging.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['paging'];
const dayMs = 86_400_000;
const longestDays = 400;
const days = (otherwise: number) =>
  Type.Optional(wholeNumber(1, longestDays, `Days from now on, at most ${longestDays}; ${otherwise} when absent`));

/** Who is on call, the channels that tell people, and what was told of an incident. */
export function pagingRoutes(
  server: ApiServer,
  deps: Pick<RouteDeps, 'clock' | 'record' | 'texts' | 'incidents' | 'settings'> & {
    readonly paging: PagingPort;
    readonly webhook: WebhookPort | undefined;
  },
): void {
  const { clock, record, texts, incidents, settings, paging, webhook } = deps;

  server.get(
    '/duty',
    {
      schema: {
        summary: 'Every roster: who is on call now and in the days to come, and where nobody is',
        tags,
        querystring: closed({ days: days(28) }),
        response: { 200: dutySchema, ...problems(401, 403) },
      },
    },
    ({ query }) => {
      const now = clock.now();
      const to = now + (query.days ?? 28) * dayMs;
      const scene = paging.scene();
      return {
        at: isoTime(now),
        to: isoTime(to),
        rosters: paging.duties().map((duty) => wireRoster(duty, scene, now, to, now)),
        people: scene.paging.people.map(wirePerson),
      };
    },
  );

  server.get(
    '/duty/:id/calendar',
    {
      schema: {
        summary: 'One roster as iCalendar (RFC 5545); `calendar:` of a roster in fangzhou.yaml reads it back',
        tags,
        params: closed({ id }),
        querystring: closed({ days: days(92), language: Type.Optional(words(languages)) }),
        response: {
          200: { description: 'iCalendar', content: { 'text/calendar': { schema: Type.String() } } },
          ...problems(401, 403, 404),
        },
      },
    },
    async (request, reply) => {
      const duty = paging.duties().find(({ roster }) => roster.id === request.params.id);
      if (duty === undefined) throw notFound('roster', request.params.id);
      const now = clock.now();
      const text = await rosterCalendar({
        ...{ duty, people: paging.scene().paging.people, from: now, to: now + (request.query.days ?? 92) * dayMs },
        host: hostName(request.headers.host) ?? 'fangzhou',
        language: request.query.language ?? preferredLanguage(request.headers['accept-language']),
      });
      reply.type('text/calendar; charset=utf-8').header('cache-control', 'no-store');
      reply.header('content-disposition', `attachment; filename="duty-${duty.roster.id}.ics"`);
      return reply.send(text as never);
    },
  );

  server.get(
    '/channels',
    {
      schema: {
        summary:
          'Channels that tell people and systems: whether they work, what waits, what went and failed since the start',
        tags,
        querystring: closed({}),
        response: { 200: channelsSchema, ...problems(401, 403) },
      },
    },
    () => {
      const channels = paging.channels().map((standing) => wireChannel(standing, paging.scene()));
      const [plain, to] = [webhook?.(), settings().webhook];
      const all = plain === undefined || to === undefined ? channels : [...channels, wireWebhook(plain, to.url)];
      return { at: isoTime(clock.now()), channels: all };
    },
  );

  server.post(
    '/channels/:id/check',
    {
      config: { rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        summary: 'Try a channel without telling anybody anything',
        tags,
        params: closed({ id }),
        querystring: closed({}),
        response: { 200: channelHealthSchema, ...problems(401, 403, 404, 429) },
      },
    },
    async ({ params }) => {
      const health = await paging.check(params.id);
      if (health === undefined) throw notFound('channel', params.id);
      return wireHealth(health);
    },
  );

  server.post(
    '/channels/:id/test',
    {
      config: { rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        summary: 'Send one message that says that it is a test, to a person or to the system behind the channel',
        tags,
        params: closed({ id }),
        querystring: closed({}),
        body: closed({ personId: Type.Union([id, Type.Null()]) }),
        response: { 202: deliverySchema, ...problems(401, 403, 404, 409, 413, 415, 429) },
      },
    },
    (request, reply) => {
      const channelId = request.params.id;
      const { personId } = request.body;
      if (!paging.channels().some(({ settings }) => settings.id === channelId)) throw notFound('channel', channelId);
      const page = paging.test(channelId, personId ?? undefined);
      if (page === undefined) {
        const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
        const reason = render(dictionary, message('alerts.paging.test.nobody', { person: personId ?? '-' }));
        throw new Problem('conflict', { params: { reason } });
      }
      const body = { what: 'channel-tested', recipient: page.recipientId, by: { ...personOf(request) } };
      record({ kind: 'configuration-change', subject: `channel ${channelId}`, body });
      reply.code(202);
      return wireDelivery(page, paging.scene());
    },
  );

  server.get(
    '/deliveries',
    {
      schema: {
        summary: 'One message by its id: how it went so far',
        tags,
        querystring: closed({ id: Type.String({ minLength: 1, maxLength: 400 }) }),
        response: { 200: deliverySchema, ...problems(401, 403, 404) },
      },
    },
    ({ query }) => {
      const page = paging.page(query.id);
      if (page === undefined) throw notFound('message', query.id.slice(0, 100));
      return wireDelivery(page, paging.scene());
    },
  );

  server.get(
    '/incidents/:id/deliveries',
    {
      schema: {
        summary:
          'Who was told of an incident, by which channel: when it was paged, sent, delivered, seen and acknowledged',
        tags: ['incidents'],
        params: closed({ id }),
        querystring: closed({}),
        response: { 200: deliveriesSchema, ...problems(401, 403, 404, 503) },
      },
    },
    async ({ params }) => {
      if ((await incidents.find(params.id)) === undefined) throw notFound('incident', params.id);
      const pages = await paging.deliveries(params.id);
      return { items: pages.map((page) => wireDelivery(page, paging.scene())) };
    },
  );
}
