import { message } from '../../../core/index.ts';
import type { IsolationCheck } from '../model.ts';
import { foundAt } from './found.ts';
import { tableCheck } from './table-check.ts';

/** ISO-11: routes are exchanged, or would be, with a router that nobody declared. */
export const iso11: IsolationCheck = tableCheck({
  id: 'ISO-11',
  severity: 'S2',
  clauses: ['8.1.2.1'],
  needs: () => ['adjacencies'],
  look: ({ deviceId, adjacencies }, { declaration }) =>
    adjacencies.rows.flatMap(({ protocol, address, state, source }) => {
      if (declaration.routingPeers.has(address)) return [];
      const text = message('isolation.ISO-11.undeclared', { protocol, address, state });
      return [foundAt(deviceId, source, 'S2', text)];
    }),
});
