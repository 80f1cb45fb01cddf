import { alikeChecks } from './checks/alike.ts';
import { clusterChecks } from './checks/cluster.ts';
import { postgresqlChecks } from './checks/postgresql.ts';
import { replicaChecks } from './checks/replicas.ts';
import { serviceChecks } from './checks/service.ts';
import { standbyChecks } from './checks/standby.ts';
import { switchingChecks } from './checks/switching.ts';
import { whoServes } from './checks/who-serves.ts';
import type { PairCheck } from './model.ts';

/** FO-01 to FO-32 in their order. */
export const pairChecks: readonly PairCheck[] = [
  ...whoServes,
  ...standbyChecks,
  ...switchingChecks,
  ...serviceChecks,
  ...alikeChecks,
  ...clusterChecks,
  ...postgresqlChecks,
  ...replicaChecks,
].toSorted((a, b) => (a.id < b.id ? -1 : 1));
