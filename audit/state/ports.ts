import { type InterfaceReading, interfaceMetrics, type Observation, type Sample } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import { interfaceId } from '../topology/topology.ts';
import type { Port } from './interface.ts';
import { isFresh } from './judgement.ts';
import type { StateLimits } from './limits.ts';

/** The ports of one device by name. */
export interface DevicePorts {
  readonly byName: Map<string, Port>;
  /** Time of the oldest reading among them; a partial answer leaves some behind. */
  oldestAt: EpochMs;
}

/** What an observation did to the ports of its device. */
export interface PortsUpdate {
  /** Ports that are new, or whose words may have changed. */
  readonly changed: readonly Port[];
  /** Ports that the device no longer has. */
  readonly gone: readonly Port[];
}

const nothing: PortsUpdate = { changed: [], gone: [] };
const inErrors = interfaceMetrics.indexOf('inErrorsPerSecond');
const outErrors = interfaceMetrics.indexOf('outErrorsPerSecond');

/** Takes the readings of a poll into `ports`, in place. Ports that read as before cost no allocation. */
export function readPorts(
  ports: DevicePorts,
  poll: Observation,
  context: { readonly now: EpochMs; readonly limits: StateLimits; readonly declared: readonly string[] },
): PortsUpdate {
  const readings = poll.interfaces;
  if (readings === undefined) return nothing;
  let changed: Port[] | undefined;
  const at = poll.finishedAt;
  for (const reading of readings) {
    const port = ports.byName.get(reading.name);
    if (port === undefined) {
      const added = newPort(poll.deviceId, reading, at);
      ports.byName.set(reading.name, added);
      changed = append(changed, added);
    } else if (port.at === at && port.found) {
      // A second row of the same name: the first is believed.
    } else if (takeReading(port, reading, at, context)) {
      changed = append(changed, port);
    }
  }
  if (poll.outcome !== 'answered') {
    ports.oldestAt = oldest(ports);
    return changed === undefined ? nothing : { changed, gone: [] };
  }
  ports.oldestAt = at;
  for (const name of context.declared) {
    if (ports.byName.has(name)) continue;
    const absent = { ...missingPort(poll.deviceId, name), at };
    ports.byName.set(name, absent);
    changed = append(changed, absent);
  }
  const gone = ports.byName.size > readings.length ? dropAbsent(ports, at, context.declared) : [];
  for (const port of gone) if (!port.found && ports.byName.has(port.name)) changed = append(changed, port);
  return { changed: changed ?? [], gone: gone.filter((port) => !ports.byName.has(port.name)) };
}

function append(list: Port[] | undefined, port: Port): Port[] {
  if (list === undefined) return [port];
  list.push(port);
  return list;
}

function takeReading(
  port: Port,
  reading: InterfaceReading,
  at: EpochMs,
  { now, limits }: { readonly now: EpochMs; readonly limits: StateLimits },
): boolean {
  const moved = port.oper !== reading.operStatus || port.admin !== reading.adminStatus || !port.found;
  const differs = moved || port.speedBitsPerSecond !== reading.speedBitsPerSecond;
  const wasStale = !isFresh(port.at, now, limits.staleAfterMs);
  port.at = at;
  if (!differs) return wasStale;
  if (moved) port.changedAt = at;
  port.found = true;
  port.oper = reading.operStatus;
  port.admin = reading.adminStatus;
  port.speedBitsPerSecond = reading.speedBitsPerSecond;
  return true;
}

/** Ports that a whole answer did not contain: the declared end of a link stays, as not found; others are forgotten. */
function dropAbsent(ports: DevicePorts, at: EpochMs, declared: readonly string[]): Port[] {
  const absent: Port[] = [];
  for (const port of ports.byName.values()) {
    if (port.at === at) continue;
    if (declared.includes(port.name)) {
      port.at = at;
      if (!port.found) continue;
      port.found = false;
      port.changedAt = at;
    } else {
      ports.byName.delete(port.name);
    }
    absent.push(port);
  }
  return absent;
}

function oldest(ports: DevicePorts): EpochMs {
  let at = Number.POSITIVE_INFINITY;
  for (const port of ports.byName.values()) at = Math.min(at, port.at);
  return ports.byName.size === 0 ? 0 : at;
}

function newPort(deviceId: string, reading: InterfaceReading, at: EpochMs): Port {
  return {
    ...missingPort(deviceId, reading.name),
    found: true,
    admin: reading.adminStatus,
    oper: reading.operStatus,
    speedBitsPerSecond: reading.speedBitsPerSecond,
    at,
  };
}

/** A port that was declared and not found; also the blank that others are made from. */
export function missingPort(deviceId: string, name: string): Port {
  return {
    id: interfaceId(deviceId, name),
    name,
    found: false,
    admin: 'up',
    oper: 'unknown',
    speedBitsPerSecond: 0,
    errorsHigh: false,
    errorsPerSecond: 0,
    at: 0,
    changedAt: 0,
  };
}

/** The larger of two values of a sample; undefined where both are gaps (absent or not a number). */
export function largerOf(sample: Sample, first: number, second: number): number | undefined {
  const a = sample.values[first] ?? Number.NaN;
  const b = sample.values[second] ?? Number.NaN;
  if (Number.isNaN(a)) return Number.isNaN(b) ? undefined : b;
  return Number.isNaN(b) ? a : Math.max(a, b);
}

/** Errors per second in the worse direction of a sample; undefined where neither is known. */
export function errorsOf(sample: Sample): number | undefined {
  return largerOf(sample, inErrors, outErrors);
}

/** Takes the error rates of a poll, with hysteresis; gives the ports whose flag turned. */
export function readErrors(
  samples: readonly Sample[],
  portById: (interfaceId: string) => Port | undefined,
  limits: StateLimits,
): readonly Port[] {
  let turned: Port[] | undefined;
  for (const sample of samples) {
    if (sample.entityKind !== 'interface') continue;
    const rate = errorsOf(sample);
    const port = rate === undefined ? undefined : portById(sample.entityId);
    if (rate === undefined || port === undefined) continue;
    port.errorsPerSecond = rate;
    const high = port.errorsHigh ? rate > limits.errorsPerSecondClear : rate >= limits.errorsPerSecondRaise;
    if (high === port.errorsHigh) continue;
    port.errorsHigh = high;
    turned = append(turned, port);
  }
  return turned ?? nothing.changed;
}
