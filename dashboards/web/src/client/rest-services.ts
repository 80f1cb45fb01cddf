import type {
  WireMaintenance,
  WireMaintenances,
  WirePointStatus,
  WireServiceChanges,
  WireServiceDetail,
  WireServices,
  WireStatusPoints,
  WireStory,
  WireViews,
} from '../../../../api/wire-services.ts';
import { ask } from './rest.ts';

const part = encodeURIComponent;

/** What is announced: from now on where no beginning is given. */
export type MaintenanceWish = Pick<WireMaintenance, 'scopes' | 'to' | 'reason'> & {
  readonly from?: string;
  readonly weeklyUntil?: string;
};

/** The requests of business services, of announced maintenance, and of the status page. */
export const servicesRest = {
  services: () => ask<WireServices>('GET', '/services'),
  changes: () => ask<WireServiceChanges>('GET', '/service-changes'),
  service: (id: string) => ask<WireServiceDetail>('GET', `/services/${part(id)}`),
  history: (id: string, from: string) => ask<WireStory>('GET', `/services/${part(id)}/history`, { query: { from } }),
  tryNow: (id: string) => ask<WireServiceDetail>('POST', `/services/${part(id)}/try`),
  viewsOf: (point: string) => ask<WireViews>('GET', '/views', { query: { point } }),
  viewHistory: (point: string, service: string, from: string) =>
    ask<WireStory>('GET', `/views/${part(point)}/${part(service)}/history`, { query: { from } }),
  maintenance: () => ask<WireMaintenances>('GET', '/maintenance'),
  announce: (wish: MaintenanceWish) => ask<WireMaintenance>('POST', '/maintenance', { body: wish }),
  endMaintenance: (id: string) => ask<WireMaintenance>('POST', `/maintenance/${part(id)}/end`),
  statusPoints: () => ask<WireStatusPoints>('GET', '/status'),
  status: (point: string) => ask<WirePointStatus>('GET', `/status/${part(point)}`),
};
