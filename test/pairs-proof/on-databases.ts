import { mariadbPair } from '../../collector/pairs/engines/stages/mariadb-pair.fake.ts';
import { type PostgresPair, postgresPair } from '../../collector/pairs/engines/stages/postgres-pair.fake.ts';
import type { City, HostPair, PairSettings } from '../../inventory/index.ts';
import { pairsDefaults } from '../../inventory/index.ts';
import type { Condition } from './conditions.ts';
import { type Watched, watchPair } from './watched.ts';

export const postgresTools = ['root', 'postgres', 'setpriv'];
export const mariadbTools = ['root', 'mariadbd', 'mariadb-install-db', 'setpriv'];

type Side = 'a' | 'b';
const megabyte = 1_000_000;
const account = { user: 'fangzhou', password: 'stage-only-reads' };

/** A city of one pair whose engines answer on this machine; its hosts have no agents. */
function cityOf(standby: 'postgresql' | 'mysql'): { readonly city: City; readonly pair: HostPair } {
  const pair: HostPair = {
    ...{ id: 'stage-db', districtId: 'stage', role: 'db', memberA: 'a', memberB: 'b' },
    ...{ virtualAddress: '127.0.0.2', standby },
  };
  const device = (id: Side) => ({
    ...{ id, kind: 'host', locationId: 'stage-dc', pointId: undefined, districtId: 'stage' },
    ...{ address: '127.0.0.1', snmp: 'none', note: '' },
  });
  const none = new Map<string, never>();
  const city = {
    ...{ id: 'city', nameZh: '舞台', nameEn: 'Stage', prefixes: [], districts: none, offices: none, points: none },
    devices: new Map((['a', 'b'] as const).map((id) => [id, device(id)])),
    ...{ links: none, hostPairs: new Map([[pair.id, pair]]), services: none, backups: none, terminals: none },
  };
  return { city: city as unknown as City, pair };
}

function watchDatabases(
  standby: 'postgresql' | 'mysql',
  endpoint: (side: Side) => { readonly host: string; readonly port: number },
  periodSeconds: number,
): Promise<Watched> {
  const { city, pair } = cityOf(standby);
  const access = { ...account, port: endpoint('a').port, database: standby === 'mysql' ? 'mysql' : 'postgres' };
  const settings: PairSettings = {
    ...pairsDefaults.defaults,
    pairId: pair.id,
    [standby]: { ...access, tls: 'off', authority: undefined },
    endpoints: new Map((['a', 'b'] as const).map((id) => [id, endpoint(id)])),
    targets: { ...pairsDefaults.defaults.targets, lagBytes: megabyte, slotBytes: megabyte },
  };
  const probe = { periodSeconds: 1, timeoutSeconds: 1 };
  return watchPair({ city, settings, agents: [], periodSeconds, probe });
}

/** A real PostgreSQL pair with its conditions; each begins with `a` as the primary and ends so. */
export async function postgresStage(periodSeconds: number) {
  const stage = await postgresPair();
  try {
    await stage.sql('a', `create role ${account.user} login password '${account.password}' in role pg_monitor`);
    await stage.caughtUp('a');
  } catch (thrown) {
    await stage.close();
    throw thrown;
  }
  const watch = () => watchDatabases('postgresql', (side) => stage.endpoint(side), periodSeconds);
  return { watch, conditions: postgresConditions(stage), close: () => stage.close() };
}

function postgresConditions(stage: PostgresPair): readonly Condition[] {
  const startB = async (): Promise<void> => {
    await stage.start('b');
    await stage.caughtUp('a');
  };
  /** The server that lost is rebuilt from the one that won, and given the service back. */
  const giveBack = async (): Promise<void> => {
    await stage.rejoin('a', 'basebackup');
    await stage.caughtUp('b');
    await stage.stop('b');
    await stage.promote('a');
    await stage.rejoin('b', 'basebackup');
    await stage.caughtUp('a');
  };
  return [
    {
      ...{ name: 'the replay is paused', trouble: 'standby-stale', checkId: 'FO-23' },
      make: () => stage.pauseReplay('b'),
      mend: () => stage.resumeReplay('b'),
    },
    {
      ...{ name: 'the standby is stopped', trouble: 'standby-absent', checkId: 'FO-22' },
      make: () => stage.stop('b'),
      mend: startB,
    },
    {
      ...{ name: 'a slot holds back WAL', trouble: 'standby-stale', checkId: 'FO-24' },
      async make() {
        await stage.stop('b');
        await stage.write('a', 4 * megabyte);
      },
      mend: startB,
    },
    {
      ...{ name: 'the primary is killed and the standby promoted', trouble: 'took-over', checkId: 'FO-07' },
      async make() {
        await stage.kill('a');
        await stage.promote('b');
      },
      mend: giveBack,
    },
    {
      ...{ name: 'both are promoted', trouble: 'split-brain', checkId: 'FO-21' },
      make: () => stage.promote('b'),
      async mend() {
        await stage.rejoin('b', 'basebackup');
      },
    },
  ];
}

/** A real MariaDB pair with its conditions; `a` is the primary. */
export async function mariadbStage(periodSeconds: number) {
  const stage = await mariadbPair();
  try {
    await stage.sql(
      'a',
      `create user '${account.user}'@'%' identified by '${account.password}'`,
      `grant replication client, replica monitor, replication slave admin, binlog monitor, process on *.* to '${account.user}'@'%'`,
    );
    await stage.caughtUp();
  } catch (thrown) {
    await stage.close();
    throw thrown;
  }
  const watch = () => watchDatabases('mysql', (side) => stage.endpoint(side), periodSeconds);
  const conditions: readonly Condition[] = [
    {
      ...{ name: 'the replica fetches no more', trouble: 'standby-absent', checkId: 'FO-25' },
      make: () => stage.fetching('b', false),
      mend: () => stage.fetching('b', true),
    },
    {
      ...{ name: 'both members take writes', trouble: 'split-brain', checkId: 'FO-25' },
      make: () => stage.writable('b', true),
      mend: () => stage.writable('b', false),
    },
    {
      ...{ name: 'the replica has diverged', trouble: 'standby-absent', checkId: 'FO-25' },
      make: () => stage.diverge(),
      mend: () => stage.mend(),
    },
    {
      ...{ name: 'the replica is killed', trouble: 'standby-absent', checkId: 'FO-25' },
      make: () => stage.kill('b'),
      mend: () => stage.start('b'),
    },
  ];
  return { watch, conditions, close: () => stage.close() };
}
