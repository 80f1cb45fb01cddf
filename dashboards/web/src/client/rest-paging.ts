import type {
  WireChannelHealth,
  WireChannels,
  WireDeliveries,
  WireDelivery,
  WireDuty,
} from '../../../../api/wire-paging.ts';
import { ask } from './rest.ts';

/** The requests of rosters, channels and deliveries. */
export const pagingRest = {
  duty: (days: number) => ask<WireDuty>('GET', '/duty', { query: { days } }),
  calendarUrl: (rosterId: string) => `/api/v1/duty/${encodeURIComponent(rosterId)}/calendar`,
  channels: () => ask<WireChannels>('GET', '/channels'),
  check: (id: string) => ask<WireChannelHealth>('POST', `/channels/${encodeURIComponent(id)}/check`),
  test: (id: string, personId: string | null) =>
    ask<WireDelivery>('POST', `/channels/${encodeURIComponent(id)}/test`, { body: { personId } }),
  delivery: (id: string) => ask<WireDelivery>('GET', '/deliveries', { query: { id } }),
  deliveries: (incidentId: string) =>
    ask<WireDeliveries>('GET', `/incidents/${encodeURIComponent(incidentId)}/deliveries`),
};
