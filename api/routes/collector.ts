import { Type } from '@fastify/type-provider-typebox';
import type { ApiServer } from '../http/server.ts';
import { collectorDevicePage, collectorSummary } from '../schemas/collector.ts';
import { closed, pageQuery, problems, words } from '../schemas/parts.ts';
import { type DeviceHealth, healthOf, isTroubled, summaryOf, wireHealth } from '../views/collector.ts';
import { pageOf } from '../views/page.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['collector'];
const orders = ['trouble', 'slowest', 'id'] as const;

const deviceQuery = closed({
  ...pageQuery,
  order: Type.Optional(words(orders, '`trouble`: silent and failing ones first; `slowest`: the longest poll first')),
  trouble: Type.Optional(Type.Boolean({ description: 'Only devices that are silent, failing or read by the library' })),
});

/** The longest poll first; the same for equal ones as by id. */
const bySlowness = (a: DeviceHealth, b: DeviceHealth) => (b.pollMs ?? -1) - (a.pollMs ?? -1);
const byTrouble = (a: DeviceHealth, b: DeviceHealth) =>
  Number(isTroubled(b)) - Number(isTroubled(a)) || b.silentPolls - a.silentPolls || bySlowness(a, b);

/** How the collector itself goes: the schedule, the wire, the clock, and the polling of each device. */
export function collectorRoutes(server: ApiServer, deps: RouteDeps): void {
  const { view, views, collector } = deps;
  const all = (): DeviceHealth[] =>
    [...view.city().devices.values()].flatMap((device) => {
      const health = healthOf(device.id, collector, views);
      return health === undefined ? [] : [health];
    });

  server.get(
    '/collector',
    {
      schema: {
        summary: 'How the collector goes: schedule, wire, clock, and how many devices trouble it',
        tags,
        querystring: closed({}),
        response: { 200: collectorSummary, ...problems(401, 403) },
      },
    },
    () => summaryOf(all(), collector),
  );

  server.get(
    '/collector/devices',
    {
      schema: {
        summary: 'How the polling of each device goes',
        tags,
        querystring: deviceQuery,
        response: { 200: collectorDevicePage, ...problems(401, 403) },
      },
    },
    ({ query }) => {
      const { order = 'trouble', trouble = false } = query;
      const some = all().filter((health) => !trouble || isTroubled(health));
      const sorted = order === 'id' ? some : some.sort(order === 'slowest' ? bySlowness : byTrouble);
      return pageOf(sorted, query, ({ deviceId }) => deviceId, wireHealth);
    },
  );
}
