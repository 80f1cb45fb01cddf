import type { Incident } from '../alerts/index.ts';
import type { ElementKind, ElementState } from '../audit/index.ts';
import type { InterfaceReading, Observation, RateResult } from '../collector/index.ts';
import { deviceMetrics, interfaceMetrics } from '../collector/index.ts';
import { message } from '../core/index.ts';
import {
  backupsDefaults,
  type City,
  calendarDefaults,
  type Device,
  isolationDefaults,
  noPaging,
  pairsDefaults,
  type Settings,
  servicesDefaults,
} from '../inventory/index.ts';

/** A city of `points` points in two districts, each with a UTM, a switch, one link and two terminals. */
export function fakeCity(points: number): City {
  const districts = ['jintan', 'liyang'];
  const each = Array.from({ length: points }, (_, index) => ({
    index,
    n: index + 1,
    district: districts[index % 2] ?? '',
  }));
  const byId = <T extends { readonly id: string }>(items: readonly T[]) =>
    new Map(items.map((item) => [item.id, item]));
  const device = (id: string, kind: Device['kind'], districtId: string, address: string, pointId?: string): Device => ({
    id,
    kind,
    locationId: pointId ?? `${districtId}-dc`,
    pointId,
    districtId,
    address,
    snmp: 'v3',
    note: '',
  });
  return {
    id: 'city',
    nameZh: '常州市',
    nameEn: 'Changzhou',
    prefixes: ['10.0.0.0/8'],
    districts: byId([
      { id: 'jintan', nameZh: '金坛市', nameEn: 'Jintan', prefixes: ['10.10.0.0/16'] },
      { id: 'liyang', nameZh: '溧阳市', nameEn: 'Liyang', prefixes: ['10.20.0.0/16'] },
    ]),
    offices: byId(
      each.map(({ n, district }) => ({ id: `office${n}`, nameZh: `第${n}镇财政所`, districtId: district })),
    ),
    points: byId(
      each.map(({ n, district }) => ({
        id: `point${n}`,
        officeId: `office${n}`,
        districtId: district,
        prefixes: [`10.${10 + (n % 200)}.${Math.floor(n / 200)}.0/24`],
      })),
    ),
    devices: byId([
      ...districts.map((id, index) => device(`${id}-agg`, 'switch', id, `10.${index + 1}0.0.2`)),
      { ...device('city-ups', 'ups', 'city', '10.1.0.9'), snmp: 'none' },
      ...each.flatMap(({ n, district }) => [
        device(`point${n}-utm`, 'utm', district, `10.9.${n >> 8}.${n & 255}`, `point${n}`),
        device(`point${n}-sw`, 'switch', district, `10.8.${n >> 8}.${n & 255}`, `point${n}`),
      ]),
    ]),
    links: byId(
      each.map(({ n, district }) => ({
        id: `F${n}`,
        pointId: `point${n}`,
        districtId: district,
        a: { deviceId: `${district}-agg`, interfaceName: `ge-${n}` },
        b: { deviceId: `point${n}-utm`, interfaceName: 'wan1' },
        role: 'primary' as const,
        bandwidthBitsPerSecond: 100_000_000,
        circuit: `CT-2013-${n}`,
      })),
    ),
    hostPairs: new Map(),
    services: byId([
      {
        id: 'jintan-budget',
        system: 'budget',
        nameZh: '预算管理系统',
        nameEn: 'Budget management',
        districtId: 'jintan',
        appPairId: undefined,
        dbPairId: undefined,
        url: 'https://10.10.1.10/',
      },
    ]),
    backups: new Map(),
    contracts: new Map(),
    terminals: byId(
      each.flatMap(({ n }) =>
        (['inner', 'outer'] as const).map((network, index) => ({
          id: `point${n}-t${index}`,
          pointId: `point${n}`,
          network,
          mac: `02:f5:00:01:${(n & 255).toString(16).padStart(2, '0')}:0${index}`,
          address: undefined,
          switchId: `point${n}-sw`,
          port: undefined,
          state: 'in-use' as const,
          barcode: `FZ${n}-${index}`,
        })),
      ),
    ),
  };
}

export const fakeSettings: Settings = {
  server: { host: '127.0.0.1', port: 0, trustMetricsFrom: ['127.0.0.1', '::1'] },
  dataFolder: '/nowhere',
  warmStandby: undefined,
  collectors: undefined,
  deadMan: undefined,
  assessment: undefined,
  paging: noPaging,
  timeZone: 'Asia/Shanghai',
  polling: {
    periodSeconds: 10,
    timeoutSeconds: 2,
    retries: 1,
    concurrency: 8,
    maxRepetitions: 20,
    pointConcurrency: 4,
    staleAfterPeriods: 3,
    profilePeriodSeconds: 300,
    topologyPeriodSeconds: 900,
    isolationPeriodSeconds: 300,
  },
  thresholds: {
    raiseAfterPolls: 2,
    clearAfterPolls: 2,
    utilisationRaise: 0.9,
    utilisationClear: 0.7,
    errorsPerSecondRaise: 1,
    errorsPerSecondClear: 0.1,
  },
  retention: { rawHours: 48, fiveMinuteDays: 90, hourYears: 3, eventYears: 3 },
  writeIntervalSeconds: 5,
  credentials: new Map(),
  webhook: undefined,
  alertmanager: undefined,
  receivers: { traps: { listen: [], credentials: [] }, syslog: { listen: [], tls: undefined } },
  ledger: {
    name: undefined,
    logKeyFile: undefined,
    collectorKeyFile: undefined,
    flushSeconds: 1,
    checkpointSeconds: 10,
    heartbeatSeconds: 300,
    witnesses: [],
    quorum: 0,
  },
  custody: {
    unseenDays: 30,
    stockTakeDays: undefined,
    responsible: '所长',
    itemDueDays: 30,
    remindBeforeDays: 7,
    escalateAfterMonths: 3,
  },
  drills: { procedures: [], commands: [] },
  services: servicesDefaults,
  calendar: calendarDefaults,
  statusPage: { isPublic: false, contact: '' },
  standby: undefined,
  profilesFolder: undefined,
  isolation: isolationDefaults,
  backups: backupsDefaults,
  pairs: pairsDefaults,
  reports: {
    isolation: { daily: [], weekly: [], monthly: [], yearly: [] },
    backup: { daily: [], weekly: [], monthly: [], yearly: [] },
    bulletin: { daily: [], weekly: [], monthly: [], yearly: [] },
    availabilityTarget: 0.999,
    language: 'zh-CN',
    at: { hour: 4, minute: 30 },
    daily: [],
    weekly: [],
    monthly: [],
    yearly: [],
  },
};

export function fakeState(kind: ElementKind, id: string, state: ElementState['state'], at: number): ElementState {
  const evidence = [{ deviceId: 'jintan-agg', what: 'ge-1 operStatus', value: state, at }];
  return { kind, id, state, reason: message(`audit.${kind}.${state}`), since: at, observedAt: at, evidence };
}

export function fakeIncident(number: number, parts: Partial<Incident> = {}): Incident {
  const at = Date.UTC(2026, 0, 5, 8) + number;
  return {
    id: `INC-${number}`,
    condition: 'link-down',
    severity: 'critical',
    root: { kind: 'link', id: 'F1' },
    status: 'open',
    summary: message('alerts.link-down.summary', { link: 'F1' }),
    remedy: message('alerts.link-down.remedy'),
    affected: [{ kind: 'point', id: 'point1' }],
    raisedAt: at,
    firstSeenAt: at - 1000,
    history: [{ at, what: 'raised' }],
    ...parts,
  };
}

export function fakeReading(name: string, ifIndex: number, parts: Partial<InterfaceReading> = {}): InterfaceReading {
  const counter = (value: bigint, bits: 32 | 64) => ({ value, bits });
  return {
    ifIndex,
    name,
    ifDescr: name,
    ifName: name,
    ifAlias: `to ${name}`,
    ifType: 6,
    adminStatus: 'up',
    operStatus: 'up',
    speedBitsPerSecond: 100_000_000,
    lastChangeTicks: 12,
    counters: {
      inOctets: counter(1_000n, 64),
      outOctets: counter(2_000n, 64),
      inUcastPkts: counter(10n, 64),
      outUcastPkts: counter(20n, 64),
      inErrors: counter(0n, 32),
      outErrors: counter(0n, 32),
      inDiscards: counter(0n, 32),
      outDiscards: counter(0n, 32),
    },
    ...parts,
  };
}

export function fakeObservation(deviceId: string, at: number, parts: Partial<Observation> = {}): Observation {
  return {
    deviceId,
    startedAt: at - 20,
    finishedAt: at,
    outcome: 'answered',
    faults: [],
    identity: {
      sysDescr: 'Fake device',
      sysObjectID: '1.3.6.1.4.1.8072.3.2.10',
      sysUpTimeTicks: 360_000,
      sysContact: '',
      sysName: `${deviceId}.lab`,
      sysLocation: '',
      engineBoots: 3,
    },
    requests: 3,
    responses: 3,
    values: 40,
    ...parts,
  };
}

/** Rates of one interface, as the collector gives them. */
export function fakeRates(deviceId: string, name: string, at: number, inBits: number, outBits: number): RateResult {
  const values = interfaceMetrics.map((metric) =>
    metric === 'inBitsPerSecond' ? inBits : metric === 'outBitsPerSecond' ? outBits : undefined,
  );
  const device = { entityKind: 'device' as const, entityId: deviceId, at, values: deviceMetrics.map(() => 0.5) };
  return {
    samples: [{ entityKind: 'interface', entityId: `${deviceId}/${name}`, at, values }, device],
    gaps: { 'first-reading': 2 },
  };
}
