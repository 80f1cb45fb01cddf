import { Type } from '@fastify/type-provider-typebox';
import type { ElementKind } from '../../audit/index.ts';
import type { ApiServer } from '../http/server.ts';
import { notFound, Problem } from '../problems/problem.ts';
import {
  deviceDetail,
  devicePage,
  interfacePage,
  linkDetail,
  linkPage,
  pointDetail,
  pointPage,
} from '../schemas/elements.ts';
import { pollResult } from '../schemas/others.ts';
import { closed, id, pageQuery, problems, state } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import { wireInterface } from '../views/interfaces.ts';
import { pageOf } from '../views/page.ts';
import { matchingIds } from '../views/search.ts';
import {
  readingsOf,
  wireDevice,
  wireDeviceDetail,
  wireLink,
  wireLinkDetail,
  wirePoint,
  wirePointDetail,
} from '../views/views.ts';
import type { WireState } from '../wire.ts';
import type { RouteDeps } from './deps.ts';

/** A poll asked for by a person is waited for this long. */
const pollPatienceMs = 20_000;

const filters = {
  state: Type.Optional(state),
  district: Type.Optional(id),
  q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of an id, a name, an address or a circuit' })),
};
const listQuery = closed({ ...pageQuery, ...filters });
const interfaceQuery = closed({ ...pageQuery, state: Type.Optional(state), q: filters.q });
const byId = { params: closed({ id }), querystring: closed({}) };

interface Filters {
  readonly state?: WireState;
  readonly district?: string;
  readonly q?: string;
}

/** Points, links, devices and interfaces: lists and details. */
export function elementRoutes(server: ApiServer, deps: RouteDeps): void {
  const { view, views } = deps;

  function chosen<T extends { readonly id: string; readonly districtId: string }>(
    kind: ElementKind & ('point' | 'link' | 'device'),
    all: Iterable<T>,
    { state: word, district, q }: Filters,
  ): T[] {
    const found = q === undefined || q.trim() === '' ? undefined : matchingIds(view.city(), kind, q);
    return [...all].filter(
      (item) =>
        (district === undefined || item.districtId === district) &&
        (found === undefined || found.has(item.id)) &&
        (word === undefined || (view.state(kind, item.id)?.state ?? 'unknown') === word),
    );
  }

  /** Only the interfaces on the page are made into wire shapes: a large city has more than 100,000. */
  function interfacePageOf(
    deviceIds: readonly string[],
    query: { readonly state?: WireState; readonly q?: string; readonly cursor?: string; readonly limit?: number },
  ) {
    const wanted = query.q?.trim().toLowerCase() ?? '';
    const some = deviceIds.flatMap((deviceId) =>
      readingsOf(views, deviceId).flatMap((reading) => {
        const interfaceId = `${deviceId}/${reading.name}`;
        const word = query.state === undefined ? undefined : (view.state('interface', interfaceId)?.state ?? 'unknown');
        if (word !== query.state) return [];
        if (wanted !== '' && !`${interfaceId} ${reading.ifAlias ?? ''}`.toLowerCase().includes(wanted)) return [];
        return [{ interfaceId, deviceId, reading }];
      }),
    );
    return pageOf(
      some,
      query,
      ({ interfaceId }) => interfaceId,
      ({ deviceId, reading }) => wireInterface(views, deviceId, reading),
    );
  }

  server.get(
    '/points',
    {
      schema: {
        summary: 'Points',
        tags: ['points'],
        querystring: listQuery,
        response: { 200: pointPage, ...problems(401, 403) },
      },
    },
    ({ query }) =>
      pageOf(
        chosen('point', view.city().points.values(), query),
        query,
        (item) => item.id,
        (item) => wirePoint(views, item),
      ),
  );
  server.get(
    '/points/:id',
    {
      schema: {
        summary: 'One point with its devices, links and incidents',
        tags: ['points'],
        ...byId,
        response: { 200: pointDetail, ...problems(401, 403, 404) },
      },
    },
    ({ params }) => {
      const point = view.city().points.get(params.id);
      if (point === undefined) throw notFound('point', params.id);
      return wirePointDetail(views, point);
    },
  );

  server.get(
    '/links',
    {
      schema: {
        summary: 'Links',
        tags: ['links'],
        querystring: listQuery,
        response: { 200: linkPage, ...problems(401, 403) },
      },
    },
    ({ query }) =>
      pageOf(
        chosen('link', view.city().links.values(), query),
        query,
        (item) => item.id,
        (item) => wireLink(views, item),
      ),
  );
  server.get(
    '/links/:id',
    {
      schema: {
        summary: 'One link with what both ends say',
        tags: ['links'],
        ...byId,
        response: { 200: linkDetail, ...problems(401, 403, 404) },
      },
    },
    ({ params }) => {
      const link = view.city().links.get(params.id);
      const detail = link === undefined ? undefined : wireLinkDetail(views, link);
      if (detail === undefined) throw notFound('link', params.id);
      return detail;
    },
  );

  server.get(
    '/devices',
    {
      schema: {
        summary: 'Devices',
        tags: ['devices'],
        querystring: listQuery,
        response: { 200: devicePage, ...problems(401, 403) },
      },
    },
    ({ query }) =>
      pageOf(
        chosen('device', view.city().devices.values(), query),
        query,
        (item) => item.id,
        (item) => wireDevice(views, item),
      ),
  );
  server.get(
    '/devices/:id',
    {
      schema: {
        summary: 'One device: identity, load, faults of its last poll, interfaces',
        tags: ['devices'],
        ...byId,
        response: { 200: deviceDetail, ...problems(401, 403, 404) },
      },
    },
    ({ params }) => wireDeviceDetail(views, deviceOf(params.id)),
  );
  server.get(
    '/devices/:id/interfaces',
    {
      schema: {
        summary: "A device's interfaces",
        tags: ['interfaces'],
        params: byId.params,
        querystring: interfaceQuery,
        response: { 200: interfacePage, ...problems(401, 403, 404) },
      },
    },
    ({ params, query }) => interfacePageOf([deviceOf(params.id).id], query),
  );
  server.get(
    '/interfaces',
    {
      schema: {
        summary: 'Interfaces of all devices',
        tags: ['interfaces'],
        querystring: closed({ ...pageQuery, ...filters }),
        response: { 200: interfacePage, ...problems(401, 403) },
      },
    },
    ({ query }) => {
      const { district } = query;
      const devices = [...view.city().devices.values()].filter(
        ({ districtId }) => district === undefined || districtId === district,
      );
      return interfacePageOf(
        devices.map(({ id: deviceId }) => deviceId),
        query,
      );
    },
  );

  server.post(
    '/devices/:id/poll',
    {
      config: { rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        summary: 'Poll a device now',
        tags: ['devices'],
        ...byId,
        response: { 200: pollResult, ...problems(401, 403, 404, 409, 429, 504) },
      },
    },
    async ({ params }) => {
      const device = deviceOf(params.id);
      const polled = await withinPatience(deps.pollNow(device.id), device.id);
      const observation = views.book.page(device.id)?.latest;
      if (!polled || observation === undefined) throw new Problem('no-agent', { params: { id: device.id } });
      const { deviceId, outcome, startedAt, finishedAt, faults } = observation;
      return { deviceId, outcome, startedAt: isoTime(startedAt), finishedAt: isoTime(finishedAt), faults };
    },
  );

  function deviceOf(deviceId: string) {
    const device = view.city().devices.get(deviceId);
    if (device === undefined) throw notFound('device', deviceId);
    return device;
  }

  async function withinPatience<T>(poll: Promise<T>, deviceId: string): Promise<T> {
    let cancel = (): void => {};
    const patience = new Promise<never>((_, reject) => {
      const late = new Problem('poll-timeout', { params: { id: deviceId, seconds: pollPatienceMs / 1000 } });
      cancel = deps.clock.after(pollPatienceMs, () => reject(late));
    });
    try {
      return await Promise.race([poll, patience]);
    } finally {
      cancel();
    }
  }
}
