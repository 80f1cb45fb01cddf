import { message } from '../../../core/index.ts';
import type { IsolationCheck } from '../model.ts';
import { uplinksOf } from '../port-roles.ts';
import { foundAt } from './found.ts';
import { tableCheck } from './table-check.ts';

/** ISO-16: a switch that can ask who plugs in lets everybody in at a port that is no uplink. */
export const iso16: IsolationCheck = tableCheck({
  id: 'ISO-16',
  severity: 'S3',
  clauses: ['8.1.3.1 b)'],
  about: ({ device }) => device.kind === 'switch',
  needs: () => ['portAccess'],
  look: (reading, scene) => {
    const uplinks = uplinksOf(reading, scene);
    return reading.portAccess.rows.flatMap(({ port, control, source }) => {
      if (control !== 'forceAuthorized' || uplinks.has(port)) return [];
      return [foundAt(reading.deviceId, source, 'S3', message('isolation.ISO-16.open', { port }))];
    });
  },
});
