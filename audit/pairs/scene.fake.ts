/** Pairs of the reference city with readings as healthy engines tell them; each test bends what it is about. */
import type {
  Asked,
  ClientProbe,
  HostFacts,
  MemberReading,
  PairReading,
  PostgresqlFacts,
  VrrpFacts,
  VrrpInstance,
} from '../../collector/index.ts';
import { message } from '../../core/index.ts';
import { loadInventory, type PairSettings, pairsDefaults } from '../../inventory/index.ts';
import { pairChecks } from './catalogue.ts';
import type { PairJudgement, PairScene } from './model.ts';

export const startAt = Date.UTC(2026, 0, 5, 8, 0, 0);
const env = { FANGZHOU_SNMP_AUTH_KEY: 'sesame-auth-5f1c', FANGZHOU_SNMP_PRIV_KEY: 'sesame-priv-9b2e' };
const read = await loadInventory({ source: 'inventory/city', env });
if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
export const { city } = read.value;
export const app = pairOf('jintan-app');
export const database = pairOf('jintan-db');

function pairOf(id: string) {
  const pair = city.hostPairs.get(id);
  if (pair === undefined) throw new Error(`no pair ${id}`);
  return pair;
}

export const macs = { a: '02:00:00:00:00:0a', b: '02:00:00:00:00:0b' } as const;

export function answered<Facts>(facts: Facts, at = startAt): Asked<Facts> {
  return { outcome: 'answered', at, facts };
}

export function without(outcome: Exclude<Asked<never>['outcome'], 'answered'>, at = startAt): Asked<never> {
  return { outcome, at, reason: message(`test.${outcome}`) };
}

export function host(holds: string | undefined, mac: string, more: Partial<HostFacts> = {}): HostFacts {
  const addresses = ['10.10.1.11', ...(holds === undefined ? [] : [holds])];
  return { upTimeTicks: 100, addresses, addressesWhole: true, macs: [mac], clockOffsetMs: 5, ...more };
}

export function instance(state: VrrpInstance['state'], more: Partial<VrrpInstance> = {}): VrrpInstance {
  return {
    ...{ vrid: 51, name: 'VI', state, mib: 'keepalived', oid: '1.3.6.1.4.1.9586.100.5.2.3.1.4.1' },
    ...{
      basePriority: 100,
      effectivePriority: 100,
      addressesSet: state === 'master',
      becomeMaster: state === 'master' ? 1 : 0,
    },
    ...{ virtualAddresses: [app.virtualAddress], preempt: false, advertIntervalMs: 1_000 },
    ...more,
  };
}

export function vrrp(one: VrrpInstance, more: Partial<VrrpFacts> = {}): VrrpFacts {
  return { instances: [one], scripts: [{ name: 'chk', result: 'good' }], version: 'v2.2.7', ...more };
}

/** The application pair: `a` serves, `b` stands by. */
export function appReading(
  bend: { a?: Partial<MemberReading>; b?: Partial<MemberReading>; neighbours?: PairReading['neighbours'] } = {},
  at = startAt,
): PairReading {
  const { memberA, memberB, id, virtualAddress } = app;
  const a: MemberReading = {
    ...{
      deviceId: memberA,
      host: answered(host(virtualAddress, macs.a), at),
      vrrp: answered(vrrp(instance('master')), at),
    },
    ...bend.a,
  };
  const b: MemberReading = {
    ...{ deviceId: memberB, host: answered(host(undefined, macs.b), at), vrrp: answered(vrrp(instance('backup')), at) },
    ...bend.b,
  };
  const neighbours = bend.neighbours ?? [
    { deviceId: 'jintan-agg-1', outcome: 'answered', at, mac: macs.a, oid: '1.3.6.1' },
  ];
  return { pairId: id, startedAt: at, finishedAt: at + 200, members: [a, b], neighbours };
}

/** The same with the roles the other way round. */
export function swapped(at = startAt, count = 1): PairReading {
  const { virtualAddress } = app;
  return appReading(
    {
      a: {
        host: answered(host(undefined, macs.a), at),
        vrrp: answered(vrrp(instance('backup', { becomeMaster: 1 })), at),
      },
      b: {
        host: answered(host(virtualAddress, macs.b), at),
        vrrp: answered(vrrp(instance('master', { becomeMaster: count, newMasterReason: 'master-no-response' })), at),
      },
      neighbours: [{ deviceId: 'jintan-agg-1', outcome: 'answered', at, mac: macs.b, oid: '1.3.6.1' }],
    },
    at,
  );
}

export const primary: PostgresqlFacts = {
  ...{ version: '15.1', systemIdentifier: '7123456789012345678', inRecovery: false, timeline: 1, lsnBytes: 1_000_000n },
  standbys: [
    {
      name: 'b',
      address: '10.10.1.22',
      state: 'streaming',
      syncState: 'async',
      replayBytesBehind: 100,
      replayLagMs: 3,
    },
  ],
  slots: [{ name: 'b', active: true, walStatus: 'reserved', retainedBytes: 100 }],
  excessRights: [],
};

export const standby: PostgresqlFacts = {
  ...{ version: '15.1', systemIdentifier: '7123456789012345678', inRecovery: true, timeline: 1, lsnBytes: 999_900n },
  ...{ receivedLsnBytes: 1_000_000n, replayPaused: false, standbys: [], slots: [], excessRights: [] },
  receiver: { status: 'streaming', senderHost: '10.10.1.21' },
};

/** The database pair: `a` is primary, `b` follows. */
export function databaseReading(
  bend: { a?: Asked<PostgresqlFacts>; b?: Asked<PostgresqlFacts> } = {},
  at = startAt,
): PairReading {
  const { memberA, memberB, id, virtualAddress } = database;
  return {
    ...{ pairId: id, startedAt: at, finishedAt: at + 200 },
    members: [
      {
        deviceId: memberA,
        host: answered(host(virtualAddress, macs.a), at),
        postgresql: bend.a ?? answered(primary, at),
      },
      { deviceId: memberB, host: answered(host(undefined, macs.b), at), postgresql: bend.b ?? answered(standby, at) },
    ],
    neighbours: [{ deviceId: 'jintan-agg-1', outcome: 'answered', at, mac: macs.a, oid: '1.3.6.1' }],
  };
}

export function tried(ok: boolean, at: number, more: Partial<ClientProbe> = {}): ClientProbe {
  return { pairId: app.id, probeId: 'web', startedAt: at, finishedAt: at + 20, ok, ...more };
}

export const webProbe: PairSettings['probes'][number] = {
  ...{ id: 'web', kind: 'tcp', host: undefined, port: 443, url: undefined, expect: undefined },
  ...{ memberHeader: undefined, authority: undefined, insecure: false },
};

/** A scene a second after its newest reading. */
export function sceneOf(readings: readonly PairReading[], more: Partial<PairScene> = {}): PairScene {
  const pair = city.hostPairs.get(readings[0]?.pairId ?? app.id) ?? app;
  return {
    ...{ pair, city, all: pairsDefaults, now: (readings[0]?.finishedAt ?? startAt) + 1_000 },
    settings: { ...pairsDefaults.defaults, pairId: pair.id },
    ...{ readings, probes: [], takeovers: [], declaredAt: startAt },
    ...more,
  };
}

/** The same thing seen twice, as what is suspicious has to be: newest first. */
export function twice(make: (at: number) => PairReading): readonly PairReading[] {
  return [make(startAt + 2_000), make(startAt)];
}

/** What one check says of a scene; undefined: it does not apply. */
export function judged(checkId: string, scene: PairScene): PairJudgement | undefined {
  return pairChecks.find(({ id }) => id === checkId)?.judge(scene);
}

/** `FO-01 pass` of every check that applies, but those that the engine does not offer. */
export function words(scene: PairScene): Readonly<Record<string, string>> {
  const all = pairChecks.flatMap((check) => check.judge(scene) ?? []);
  return Object.fromEntries(
    all.map(({ checkId, verdict, notOffered }) => [checkId, notOffered ? 'not-offered' : verdict]),
  );
}
