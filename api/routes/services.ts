import { Type } from '@fastify/type-provider-typebox';
import { viewId } from '../../audit/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { MaintenancePort, ServicesPort } from '../ports.ts';
import { invalidRequest, notFound } from '../problems/problem.ts';
import { closed, id, problems, state, time } from '../schemas/parts.ts';
import {
  serviceChanges as changesSchema,
  figures,
  serviceDetail,
  services as servicesSchema,
  story,
  views as viewsSchema,
} from '../schemas/services.ts';
import { isoTime } from '../views/element.ts';
import { activeOf } from '../views/incidents.ts';
import {
  countStates,
  type ServiceSources,
  wireFigures,
  wireServiceDetail,
  wireServices,
  wireView,
} from '../views/services.ts';
import { serviceChanges, serviceHistory, viewHistory } from '../views/story.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['services'];
const mostChanges = 200;
const params = closed({ id });
const usualHistoryMs = 7 * 86_400_000;
const longestHistoryMs = 400 * 86_400_000;
const period = { from: Type.Optional(time), to: Type.Optional(time) };

export interface ServiceRouteDeps extends RouteDeps {
  readonly services: ServicesPort;
  readonly maintenance: MaintenancePort | undefined;
}

/** Business services, how points live them, and what the business counts. */
export function serviceRoutes(server: ApiServer, deps: ServiceRouteDeps): void {
  const { services, maintenance, view, settings, clock, store, incidents } = deps;
  const sources = (): ServiceSources => ({
    ...{ services, maintenance, clock, city: view.city(), settings: settings().services },
  });
  const known = (serviceId: string) => {
    const standing = services.service(serviceId);
    if (standing === undefined) throw notFound('service', serviceId);
    return standing;
  };
  const periodOf = (query: { readonly from?: string; readonly to?: string }) => {
    const to = query.to === undefined ? clock.now() : Date.parse(query.to);
    const from = query.from === undefined ? to - usualHistoryMs : Date.parse(query.from);
    if (from >= to || to - from > longestHistoryMs)
      throw invalidRequest([{ where: 'from, to', what: 'from < to <= from + 400 d' }]);
    return { from, to };
  };

  server.get(
    '/services',
    {
      schema: {
        summary: 'Every business service with its state, its phases, how the points live it; and business figures',
        ...{ tags, querystring: closed({}), response: { 200: servicesSchema, ...problems(401, 403) } },
      },
    },
    () => wireServices(sources()),
  );

  server.get(
    '/services/:id',
    {
      schema: {
        summary: 'One service: its probes from each place, every point that uses it, its figures and incidents',
        ...{ tags, params, querystring: closed({}), response: { 200: serviceDetail, ...problems(401, 403, 404) } },
      },
    },
    ({ params: { id: serviceId } }) =>
      wireServiceDetail(known(serviceId), { ...sources(), incidents: activeOf(incidents) }),
  );

  server.get(
    '/services/:id/history',
    {
      schema: {
        summary: 'How it stood over a period; the last seven days when absent',
        ...{ tags, params, querystring: closed(period), response: { 200: story, ...problems(401, 403, 404) } },
      },
    },
    ({ params: { id: subject }, query }) => {
      known(subject);
      return serviceHistory({ store, subject, ...periodOf(query) });
    },
  );

  server.post(
    '/services/:id/try',
    {
      schema: {
        summary: 'Try the probes that the server itself runs now; the answer has what they came to',
        ...{ tags, params, querystring: closed({}), response: { 200: serviceDetail, ...problems(401, 403, 404) } },
      },
    },
    async ({ params: { id: serviceId } }) => {
      known(serviceId);
      const own = services.probesOf(serviceId).filter(({ vantageId }) => vantageId === 'hub');
      await Promise.all(own.map(({ probeId }) => services.tryNow(probeId)));
      return wireServiceDetail(known(serviceId), { ...sources(), incidents: activeOf(incidents) });
    },
  );

  server.get(
    '/service-changes',
    {
      schema: {
        summary: 'What became of services, the newest first; at most 200',
        ...{ tags, querystring: closed({}), response: { 200: changesSchema, ...problems(401, 403) } },
      },
    },
    () => serviceChanges(store, mostChanges),
  );

  server.get(
    '/views',
    {
      schema: {
        summary: 'Services as points live them: each says whether it was measured there or derived, and what takes it',
        ...{
          tags,
          querystring: closed({ point: Type.Optional(id), service: Type.Optional(id), state: Type.Optional(state) }),
        },
        response: { 200: viewsSchema, ...problems(401, 403) },
      },
    },
    ({ query }) => {
      const some = services
        .views()
        .filter(
          (each) =>
            (query.point === undefined || each.pointId === query.point) &&
            (query.service === undefined || each.serviceId === query.service) &&
            (query.state === undefined || each.state === query.state),
        );
      return { at: isoTime(clock.now()), counts: countStates(some), views: some.map(wireView) };
    },
  );

  server.get(
    '/views/:point/:service/history',
    {
      schema: {
        summary: 'How a point lived a service over a period; the last seven days when absent',
        ...{ tags, params: closed({ point: id, service: id }), querystring: closed(period) },
        response: { 200: story, ...problems(401, 403, 404) },
      },
    },
    ({ params: { point: pointId, service: serviceId }, query }) => {
      const subject = viewId({ pointId, serviceId });
      if (services.view(pointId, serviceId) === undefined) throw notFound('view', subject);
      return viewHistory({ store, subject, ...periodOf(query) });
    },
  );

  server.get(
    '/figures',
    {
      schema: {
        summary: 'What the business itself counts, and whether it is out of range or stands still',
        ...{ tags, querystring: closed({}), response: { 200: figures, ...problems(401, 403) } },
      },
    },
    () => wireFigures(services.figures(), settings().services),
  );
}
