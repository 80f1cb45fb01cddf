import { Type } from '@fastify/type-provider-typebox';
import { type ImpactElement, impactElementKinds, impactGraphOf, impactOf, presentImpact } from '../../audit/index.ts';
import type { Clock } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { CityView, PairsPort, ServicesPort, SettingsPort } from '../ports.ts';
import { invalidRequest } from '../problems/problem.ts';
import { impactMap, impact as impactSchema, singlePoints } from '../schemas/impact.ts';
import { closed, problems } from '../schemas/parts.ts';
import { sightOf, wireImpact, wireImpactMap, wireSinglePoints } from '../views/impact.ts';

const tags = ['impact'];
/** Elements that may be supposed to have failed at a time. */
const maxSupposed = 50;

/** Which points lose which services: now, or if something failed. Pure questions; nothing here changes anything. */
export function impactRoutes(
  server: ApiServer,
  deps: {
    readonly view: CityView;
    readonly pairs: PairsPort | undefined;
    readonly services?: ServicesPort | undefined;
    readonly settings: SettingsPort;
    readonly clock: Clock;
  },
): void {
  const { view, pairs, services, settings, clock } = deps;

  server.get(
    '/impact/map',
    {
      schema: {
        summary: 'What stands where between points and services, as declared',
        tags,
        querystring: closed({}),
        response: { 200: impactMap, ...problems(401, 403) },
      },
    },
    () => wireImpactMap(impactGraphOf(view.city())),
  );

  server.get(
    '/impact',
    {
      schema: {
        summary: 'Which points lose which services by the present states, or by a supposed failure',
        tags,
        querystring: closed({
          failed: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 10_000,
              description: `What is supposed to have failed: \`link:F01,device:rulin-1-utm\`, at most ${maxSupposed}. Kinds: ${impactElementKinds.join(', ')}`,
            }),
          ),
          now: Type.Optional(
            Type.Boolean({ description: 'With `failed`: besides what has failed already; false when absent' }),
          ),
        }),
        response: { 200: impactSchema, ...problems(401, 403) },
      },
    },
    ({ query }) => {
      const city = view.city();
      const supposed = query.failed === undefined ? [] : elementsOf(query.failed, city);
      const isPresent = query.failed === undefined || query.now === true;
      const at = clock.now();
      const graph = impactGraphOf(city);
      const sight = sightOf({ view, pairs, services }, settings().pairs.probePeriodSeconds * 1000, at);
      const impact = isPresent ? presentImpact(graph, sight, supposed) : { ...impactOf(city, supposed), unknown: [] };
      return wireImpact(graph, impact, { at, supposed, isPresent });
    },
  );

  server.get(
    '/single-points',
    {
      schema: {
        summary: 'Devices and links whose failure alone takes a service from a point, the worst first',
        tags,
        querystring: closed({}),
        response: { 200: singlePoints, ...problems(401, 403) },
      },
    },
    () => wireSinglePoints(view.city()),
  );
}

/** @throws Problem naming every part that is no element of the city. */
function elementsOf(text: string, city: City): readonly ImpactElement[] {
  const parts = [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== '');
  const read = parts.map((part) => ({ part, element: elementOf(part, city) }));
  const strange = read.filter(({ element }) => element === undefined);
  if (strange.length > 0) throw invalidRequest(strange.map(({ part }) => ({ where: 'failed', what: part })));
  if (parts.length > maxSupposed) throw invalidRequest([{ where: 'failed', what: `<= ${maxSupposed}` }]);
  return read.flatMap(({ element }) => element ?? []);
}

function elementOf(part: string, city: City): ImpactElement | undefined {
  const [, word = '', id = ''] = /^([a-z]+):(.+)$/.exec(part) ?? [];
  const kind = impactElementKinds.find((each) => each === word);
  if (kind === undefined) return undefined;
  const has: Readonly<Record<typeof kind, boolean>> = {
    point: city.points.has(id),
    link: city.links.has(id),
    device: city.devices.has(id),
    interface: city.devices.has(id.split('/')[0] ?? ''),
    pair: city.hostPairs.has(id),
    district: city.districts.has(id) || id === city.id,
    service: city.services.has(id),
  };
  return has[kind] ? { kind, id } : undefined;
}
