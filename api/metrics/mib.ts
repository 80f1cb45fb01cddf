import type { HostLoad, InterfaceCounterName, InterfaceReading, Observation } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { City, Device } from '../../inventory/index.ts';
import type { DeviceBook } from '../views/book.ts';
import { familyText, type Line, labelText, type MetricType } from './text.ts';

/** Names that a counter has in IF-MIB (RFC 2863), by its width: the same as snmp_exporter's if_mib gives. */
const counterNames: Readonly<Record<InterfaceCounterName, { readonly 32: string; readonly 64?: string }>> = {
  inOctets: { 32: 'ifInOctets', 64: 'ifHCInOctets' },
  outOctets: { 32: 'ifOutOctets', 64: 'ifHCOutOctets' },
  inUcastPkts: { 32: 'ifInUcastPkts', 64: 'ifHCInUcastPkts' },
  outUcastPkts: { 32: 'ifOutUcastPkts', 64: 'ifHCOutUcastPkts' },
  inErrors: { 32: 'ifInErrors' },
  outErrors: { 32: 'ifOutErrors' },
  inDiscards: { 32: 'ifInDiscards' },
  outDiscards: { 32: 'ifOutDiscards' },
};

const adminNumber: Readonly<Record<InterfaceReading['adminStatus'], number>> = { up: 1, down: 2, testing: 3 };
const operNumber: Readonly<Record<InterfaceReading['operStatus'], number>> = {
  up: 1,
  down: 2,
  testing: 3,
  unknown: 4,
  dormant: 5,
  notPresent: 6,
  lowerLayerDown: 7,
};

type Value = number | bigint | undefined;
interface Family<T> {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly value: (of: T) => Value;
}

const counterFamilies = (Object.entries(counterNames) as [InterfaceCounterName, { 32: string; 64?: string }][]).flatMap(
  ([counter, names]) =>
    ([64, 32] as const).flatMap((bits): Family<InterfaceReading>[] => {
      const name = names[bits];
      if (name === undefined) return [];
      return [
        {
          name,
          type: 'counter',
          help: `IF-MIB ${name}, as read`,
          value: ({ counters }) => {
            const read = counters[counter];
            // A counter that has only one name keeps it whatever its width.
            return read !== undefined && (read.bits === bits || names[64] === undefined) ? read.value : undefined;
          },
        },
      ];
    }),
);

const interfaceFamilies: readonly Family<InterfaceReading>[] = [
  ...counterFamilies,
  {
    name: 'ifAdminStatus',
    type: 'gauge',
    help: 'The desired state: 1 up, 2 down, 3 testing',
    value: ({ adminStatus }) => adminNumber[adminStatus],
  },
  {
    name: 'ifOperStatus',
    type: 'gauge',
    help: 'The current state: 1 up, 2 down, 3 testing, 4 unknown, 5 dormant, 6 notPresent, 7 lowerLayerDown',
    value: ({ operStatus }) => operNumber[operStatus],
  },
  {
    name: 'ifHighSpeed',
    type: 'gauge',
    help: 'Current bandwidth in 1,000,000 bits per second',
    value: ({ speedBitsPerSecond }) => Math.round(speedBitsPerSecond / 1e6),
  },
  {
    name: 'ifLastChange',
    type: 'gauge',
    help: 'sysUpTime at the last change of the operational state, in hundredths of a second',
    value: ({ lastChangeTicks }) => lastChangeTicks,
  },
];

const deviceFamilies: readonly Family<Observation>[] = [
  {
    name: 'sysUpTime',
    type: 'gauge',
    help: 'Hundredths of a second since the management part was last started',
    value: ({ identity }) => identity?.sysUpTimeTicks,
  },
  {
    name: 'hrSystemUptime',
    type: 'gauge',
    help: 'Hundredths of a second since the host was started',
    value: ({ identity }) => identity?.hrSystemUptimeTicks,
  },
  hostFamily('hrSystemProcesses', 'Process contexts loaded or running', ({ processes }) => processes),
  hostFamily('hrSystemNumUsers', 'User sessions', ({ users }) => users),
  hostFamily('laLoadFloat1', 'Load average over one minute', ({ loadAverage1 }) => loadAverage1),
  hostFamily('fangzhou_host_cpu_ratio', 'Mean of hrProcessorLoad, 0 to 1', ({ cpuRatio }) => cpuRatio),
  hostFamily('fangzhou_host_memory_bytes', 'Memory there is', ({ memoryTotalBytes }) => memoryTotalBytes),
  hostFamily('fangzhou_host_memory_used_bytes', 'Memory in use', ({ memoryUsedBytes }) => memoryUsedBytes),
];

function hostFamily(name: string, help: string, value: (host: HostLoad) => Value): Family<Observation> {
  return { name, type: 'gauge', help, value: ({ host }) => (host === undefined ? undefined : value(host)) };
}

interface Told<T> {
  readonly labels: string;
  readonly of: T;
}

/**
 * What devices say, under the names of their MIBs, a chunk per family so that the caller can breathe between two. Only
 * devices whose newest poll was answered and is not older than `oldestAt`: a value that nobody reads any more is
 * absent, never repeated.
 */
export function* mibText(city: City, book: DeviceBook, oldestAt: EpochMs): Generator<string> {
  const devices: Told<Observation>[] = [];
  const interfaces: Told<InterfaceReading>[] = [];
  const storages: Told<{ readonly totalBytes: number; readonly usedBytes: number }>[] = [];
  for (const device of city.devices.values()) {
    const latest = book.page(device.id)?.latest;
    if (latest === undefined || latest.finishedAt < oldestAt) continue;
    const whose = deviceLabels(device);
    devices.push({ labels: labelText(whose), of: latest });
    for (const of of latest.interfaces ?? []) interfaces.push({ labels: interfaceLabels(whose, of), of });
    for (const of of latest.host?.storage ?? []) {
      storages.push({ labels: labelText({ ...whose, storage: of.name }), of });
    }
  }
  for (const family of deviceFamilies) yield render(family, devices);
  yield render(
    {
      name: 'fangzhou_host_storage_bytes',
      type: 'gauge',
      help: 'Size of a storage',
      value: ({ totalBytes }) => totalBytes,
    },
    storages,
  );
  yield render(
    {
      name: 'fangzhou_host_storage_used_bytes',
      type: 'gauge',
      help: 'Used of a storage',
      value: ({ usedBytes }) => usedBytes,
    },
    storages,
  );
  for (const family of interfaceFamilies) yield render(family, interfaces);
}

function render<T>({ name, type, help, value }: Family<T>, all: readonly Told<T>[]): string {
  const lines = function* (): Generator<Line> {
    for (const { labels, of } of all) {
      const read = value(of);
      if (read !== undefined) yield [labels, read];
    }
  };
  return familyText(name, type, help, lines());
}

function deviceLabels({ id, districtId, pointId }: Device): Record<string, string> {
  return { device: id, district: districtId, point: pointId ?? '' };
}

function interfaceLabels(whose: Record<string, string>, reading: InterfaceReading): string {
  const { ifIndex, ifName, ifAlias, ifDescr } = reading;
  return labelText({ ...whose, ifIndex, ifName: ifName ?? '', ifAlias: ifAlias ?? '', ifDescr });
}
