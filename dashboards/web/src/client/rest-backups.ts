import type {
  WireBackupMatrix,
  WireBackupOffice,
  WireBackupRepositoryDetail,
  WireBackupSetDetail,
  WireBackups,
} from '../../../../api/wire-backups.ts';
import { ask, type Query } from './rest.ts';

const part = encodeURIComponent;

/** The requests of the pages of backups. */
export const backupsRest = {
  city: () => ask<WireBackups>('GET', '/backups'),
  matrix: (query: Query) => ask<WireBackupMatrix>('GET', '/backups/matrix', { query }),
  dataSet: (id: string) => ask<WireBackupSetDetail>('GET', `/backups/data-sets/${part(id)}`),
  repository: (id: string) => ask<WireBackupRepositoryDetail>('GET', `/backups/repositories/${part(id)}`),
  look: (id: string) => ask<WireBackupRepositoryDetail>('POST', `/backups/repositories/${part(id)}/look`),
  accept: (id: string, identity: string, reason: string) =>
    ask<WireBackupRepositoryDetail>('POST', `/backups/repositories/${part(id)}/accept`, { body: { identity, reason } }),
  office: (id: string) => ask<WireBackupOffice>('GET', `/backups/offices/${part(id)}`),
};
