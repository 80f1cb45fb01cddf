import type { MemberAsk } from './ask.ts';
import { readCorosync } from './corosync.ts';
import { readDrbd } from './drbd.ts';
import { readHealth } from './health.ts';
import { readManifest } from './manifest.ts';
import { readMysql } from './mysql/read.ts';
import { readPacemaker } from './pacemaker/read.ts';
import { readPatroni } from './patroni.ts';
import { readPostgresql } from './postgresql/read.ts';
import { readRedis } from './redis/read.ts';
import { readUtmHa } from './utm-ha.ts';

/** Every engine beside VRRP, by its name in `MemberReading`. None of them throws. */
export const memberReaders = {
  postgresql: readPostgresql,
  mysql: readMysql,
  redis: readRedis,
  pacemaker: readPacemaker,
  corosync: readCorosync,
  patroni: readPatroni,
  drbd: readDrbd,
  utmHa: readUtmHa,
  health: readHealth,
  manifest: readManifest,
} as const satisfies Record<string, (ask: MemberAsk) => Promise<unknown>>;
