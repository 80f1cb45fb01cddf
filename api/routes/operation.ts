import { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { type Message, type Mistake, message, render } from '../../core/index.ts';
import { mayDo } from '../auth/roles.ts';
import { addressIsAmong } from '../http/address.ts';
import { hasAccessToken, sessionOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import { Problem } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import { closed, count, problems } from '../schemas/parts.ts';
import type { WireMistake } from '../wire.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['operation'];
/** Mistakes that one answer names, at most. */
const maximumMistakes = 500;

/** What machines ask: healthy, ready, metrics, reload. */
export function operationRoutes(
  server: ApiServer,
  deps: RouteDeps & { readonly notReady: () => readonly Message[]; readonly trustsProxies: boolean },
): void {
  const { auth, metrics, settings, reload, texts, view, log } = deps;
  const isLoggedIn = (request: FastifyRequest): boolean => {
    const session = sessionOf(request, auth);
    return (session !== undefined && !session.mustChangePassword) || hasAccessToken(request, auth);
  };

  server.get(
    '/-/healthy',
    {
      schema: {
        summary: 'The process answers',
        tags,
        security: [],
        querystring: closed({}),
        response: { 200: closed({ status: Type.Literal('healthy') }), ...problems() },
      },
    },
    () => ({ status: 'healthy' as const }),
  );

  server.get(
    '/-/ready',
    {
      schema: {
        summary: 'The store is open and a first sweep has passed',
        tags,
        security: [],
        querystring: closed({}),
        response: { 200: closed({ status: Type.Literal('ready') }), ...problems(503) },
      },
    },
    (request) => {
      const reasons = deps.notReady();
      if (reasons.length === 0) return { status: 'ready' as const };
      const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
      const reason = reasons.map((each) => render(dictionary, each)).join(' ');
      throw new Problem('not-ready', { params: { reason }, extra: { reasons }, headers: { 'retry-after': '5' } });
    },
  );

  server.get(
    '/metrics',
    {
      schema: {
        summary: 'Prometheus text format; no login from server.trustMetricsFrom',
        tags,
        security: [{}, { session: [] }, { token: [] }],
        response: {
          200: { description: 'Metrics', content: { 'text/plain': { schema: Type.String() } } },
          ...problems(403),
        },
      },
    },
    async (request, reply) => {
      // Behind a proxy on this machine everybody would come from 127.0.0.1: then only a proxy that is trusted counts.
      const viaProxy = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
      const trusted =
        (deps.trustsProxies || !viaProxy) && addressIsAmong(request.ip, settings().server.trustMetricsFrom);
      if (!trusted && !isLoggedIn(request)) throw new Problem('metrics-refused', { params: { address: request.ip } });
      reply.type(metrics.contentType).header('cache-control', 'no-store');
      return reply.send(Readable.from(metrics.scrape()) as never);
    },
  );

  server.post(
    '/-/reload',
    {
      config: { rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        summary: 'Read the inventory again; a broken one is refused whole and its mistakes are listed',
        tags,
        security: [{ session: [] }, { token: [] }],
        querystring: closed({}),
        response: { 200: closed({ points: count, links: count, devices: count }), ...problems(401, 403, 422, 429) },
      },
    },
    async (request) => {
      if (!isLoggedIn(request)) throw new Problem('login-required');
      const user = sessionOf(request, auth)?.user;
      const role = user === undefined ? 'admin' : (auth.users.roleOf(user) ?? 'auditor');
      if (!mayDo(role, 'administer')) {
        throw new Problem('role-refused', {
          params: { role: `key:api.role.${role}`, right: 'key:api.right.administer' },
        });
      }
      const result = await reload();
      if (!result.ok) {
        const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
        const wire = (mistake: Mistake): WireMistake => ({
          ...mistake,
          text: [mistake.what, mistake.why, mistake.remedy].map((each) => render(dictionary, each)).join(' '),
        });
        throw new Problem('inventory-refused', {
          params: { count: result.mistakes.length },
          extra: { mistakes: result.mistakes.slice(0, maximumMistakes).map(wire) },
        });
      }
      log.info({}, 'inventory-reloaded-by-request');
      const { points, links, devices } = view.city();
      return { points: points.size, links: links.size, devices: devices.size };
    },
  );
}

/** Why the server is not ready: the store cannot be read, or a first sweep has neither ended nor had the time to. */
export function readinessOf(options: {
  readonly deps: Pick<RouteDeps, 'view' | 'views' | 'store' | 'settings' | 'clock'>;
  readonly bornAt: number;
}): () => readonly Message[] {
  const { view, views, store, settings, clock } = options.deps;
  let swept = false;
  return () => {
    const reasons: Message[] = [];
    const { condition } = store.stats();
    if (condition === 'corrupt') reasons.push(message('api.ready.store', { condition }));
    if (!swept) {
      const polledOnes = [...view.city().devices.values()].filter(({ snmp }) => snmp !== 'none');
      const polled = polledOnes.filter(({ id }) => views.book.page(id) !== undefined).length;
      const hadTime = clock.now() - options.bornAt >= 2 * settings().polling.periodSeconds * 1000;
      swept = polled === polledOnes.length || hadTime;
      if (!swept) reasons.push(message('api.ready.sweep', { polled, total: polledOnes.length }));
    }
    return reasons;
  };
}
