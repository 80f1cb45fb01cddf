import type { WirePage } from '../../../../api/wire.ts';
import type { WireProposal } from '../../../../api/wire-keeping.ts';
import type { WireRestoreDrill, WireRestoreDrillDetail } from '../../../../api/wire-restore.ts';
import { ask, type Query } from './rest.ts';

const part = encodeURIComponent;

export interface RestoreWish {
  readonly dataSetId: string;
  /** So many files; everything where `whole`. */
  readonly sample?: number;
  readonly whole?: true;
  readonly reason: string;
}

/** The requests of restore drills. */
export const restoresRest = {
  drills: (query: Query) => ask<WirePage<WireRestoreDrill>>('GET', '/restore-drills', { query }),
  drill: (id: string) => ask<WireRestoreDrillDetail>('GET', `/restore-drills/${part(id)}`),
  propose: (wish: RestoreWish) => ask<WireProposal>('POST', '/restore-drills', { body: wish }),
  abort: (id: string, reason: string) =>
    ask<WireRestoreDrillDetail>('POST', `/restore-drills/${part(id)}/abort`, { body: { reason } }),
};
