import type { WirePairDetail, WirePairs } from '../../../../api/wire-pairs.ts';
import { ask } from './rest.ts';

const part = encodeURIComponent;

/** The requests of hot-standby pairs. */
export const pairsRest = {
  pairs: () => ask<WirePairs>('GET', '/pairs'),
  pair: (id: string) => ask<WirePairDetail>('GET', `/pairs/${part(id)}`),
};
