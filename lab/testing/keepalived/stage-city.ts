import { agentTarget, type PolledAgent } from '../../../collector/index.ts';
import {
  type City,
  type Device,
  type HostPair,
  type PairProbeSettings,
  type PairSettings,
  pairsDefaults,
} from '../../../inventory/index.ts';
import { stageVrid } from './configuration.ts';
import type { KeepalivedPair } from './pair.ts';

const nothing: ReadonlyMap<string, never> = new Map<string, never>();
const credential = { version: 'v2c', community: 'public' } as const;

/** The stage as an inventory declares it, so that the same code asks it as asks a city. */
export interface StageCity {
  readonly city: City;
  readonly pair: HostPair;
  readonly settings: PairSettings;
  readonly agents: readonly PolledAgent[];
}

export function stageCity(stage: Pick<KeepalivedPair, 'agentOf' | 'virtualAddress' | 'servicePort'>): StageCity {
  const pair: HostPair = {
    id: 'stage-app',
    districtId: 'stage',
    role: 'app',
    memberA: 'a',
    memberB: 'b',
    virtualAddress: stage.virtualAddress,
    standby: 'vrrp',
  };
  const ids = ['a', 'b', 'c'] as const;
  const devices = ids.map(
    (id): Device => ({
      id,
      kind: id === 'c' ? 'switch' : 'host',
      locationId: 'stage-dc',
      pointId: undefined,
      districtId: 'stage',
      address: stage.agentOf(id).host,
      snmp: 'v2c',
      note: '',
    }),
  );
  const city: City = {
    id: 'city',
    nameZh: '舞台',
    nameEn: 'Stage',
    prefixes: [],
    districts: new Map([['stage', { id: 'stage', nameZh: '舞台', nameEn: 'Stage', prefixes: ['10.255.0.0/16'] }]]),
    offices: nothing,
    points: nothing,
    devices: new Map(devices.map((device) => [device.id, device])),
    links: nothing,
    hostPairs: new Map([[pair.id, pair]]),
    services: nothing,
    backups: nothing,
    contracts: new Map(),
    terminals: nothing,
  };
  return {
    city,
    pair,
    settings: stageSettings(pair.id, stage),
    agents: devices.map(({ id, kind }) => ({
      deviceId: id,
      kind,
      target: agentTarget(stage.agentOf(id as (typeof ids)[number])),
      credential,
    })),
  };
}

function stageSettings(pairId: string, { servicePort }: Pick<KeepalivedPair, 'servicePort'>): PairSettings {
  const probe: PairProbeSettings = {
    id: 'http',
    kind: 'http',
    host: undefined,
    port: servicePort,
    url: undefined,
    expect: 'ready',
    memberHeader: 'x-member',
    authority: undefined,
    insecure: false,
  };
  return {
    ...pairsDefaults.defaults,
    pairId,
    home: 'a',
    vrid: stageVrid,
    neighbours: ['c'],
    probes: [probe],
    targets: { rtoSeconds: 60, rpoSeconds: 0, rpoBytes: 0, lagBytes: 0, slotBytes: 0, clockOffsetMs: 2_000 },
  };
}
