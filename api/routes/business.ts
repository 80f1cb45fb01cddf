import type { ApiServer } from '../http/server.ts';
import type { MaintenancePort, ServicesPort } from '../ports.ts';
import type { RouteDeps } from './deps.ts';
import { maintenanceRoutes } from './maintenance.ts';
import { serviceRoutes } from './services.ts';
import { statusRoutes } from './status.ts';

export { statusRoute } from './status.ts';

/** What is asked of business services: each where it is wired. */
export function businessRoutes(
  scope: ApiServer,
  deps: RouteDeps & {
    readonly services: ServicesPort | undefined;
    readonly maintenance: MaintenancePort | undefined;
  },
): void {
  const { services, maintenance } = deps;
  if (services !== undefined) {
    serviceRoutes(scope, { ...deps, services });
    statusRoutes(scope, { ...deps, services });
  }
  if (maintenance !== undefined) maintenanceRoutes(scope, { ...deps, maintenance });
}
