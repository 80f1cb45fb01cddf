import type { WireLightCollectors, WireLightToken } from '../../../../api/wire-light-collectors.ts';
import { ask } from './rest.ts';

/** The requests of light collectors. */
export const collectorsRest = {
  list: () => ask<WireLightCollectors>('GET', '/collectors'),
  makeToken: (id: string, placeId: string) => ask<WireLightToken>('POST', '/collectors', { body: { id, placeId } }),
  revoke: (id: string) => ask<void>('DELETE', `/collectors/${encodeURIComponent(id)}`),
};
