import type { ApiServer } from '../http/server.ts';
import type { MaintenancePort, ServicesPort } from '../ports.ts';
import { notFound } from '../problems/problem.ts';
import { closed, id, problems } from '../schemas/parts.ts';
import { pointStatus, statusPoints } from '../schemas/services.ts';
import { activeOf } from '../views/incidents.ts';
import { wirePointStatus, wireStatusPoints } from '../views/status.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['status'];

/** Routes that whoever reaches the server may read, where the settings say so. */
export const statusRoute = /^\/api\/v1\/status(?:\/|$)/;

/** Is it me or the system? For township staff: nothing of it names a device or an address. */
export function statusRoutes(
  server: ApiServer,
  deps: Pick<RouteDeps, 'view' | 'incidents' | 'settings' | 'clock'> & {
    readonly services: ServicesPort;
    readonly maintenance: MaintenancePort | undefined;
  },
): void {
  const { services, maintenance, view, incidents, settings, clock } = deps;
  const querystring = closed({});

  server.get(
    '/status',
    {
      schema: {
        summary: 'The points to choose from, each with one word; without a login where status_page: public says so',
        ...{ tags, querystring, response: { 200: statusPoints, ...problems(401, 403) } },
      },
    },
    () => wireStatusPoints({ services, city: view.city() }),
  );

  server.get(
    '/status/:id',
    {
      schema: {
        summary: 'One point as its staff live it: whose fault it is, since when, and whether somebody works on it',
        ...{ tags, params: closed({ id }), querystring, response: { 200: pointStatus, ...problems(401, 403, 404) } },
      },
    },
    ({ params }) => {
      const status = wirePointStatus(params.id, {
        ...{ services, maintenance, city: view.city(), incidents: activeOf(incidents), now: clock.now() },
        contact: settings().statusPage.contact,
      });
      if (status === undefined) throw notFound('point', params.id);
      return status;
    },
  );
}
