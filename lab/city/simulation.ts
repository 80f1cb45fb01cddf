import type { Clock } from '../../core/index.ts';
import type { View } from '../agent/index.ts';
import { viewOf } from '../agent/index.ts';
import type { CableMove } from '../faults/model.ts';
import type { World } from '../faults/world.ts';
import { rowsOf } from './mib/rows.ts';
import { toldRows } from './mib/violations/told-tables.ts';
import { rfc2787 } from './mib/vrrp.ts';
import { createLabPairs, type LabPairs } from './pairs/lab-pairs.ts';
import type { Plan, PlannedDevice, Port } from './plan/model.ts';
import { createPatchPanel } from './replug.ts';
import { between, chance } from './traffic/random.ts';
import { createWiring, type PortMeters } from './wiring.ts';

const dayMs = 86_400_000;
/** Uptimes at the start; below 497 days, where sysUpTime wraps. */
const uptimeDays = { low: 3, high: 300 } as const;
/** Mean use of a cable before the lab began, for counters that look lived in. */
const pastUse = 0.06;

/** Which counter of a port. */
export type CounterName = keyof PortMeters;

/** A device as it stands: what the planned one does not say. */
export interface LiveDevice {
  readonly planned: PlannedDevice;
  /** Clock time of the last boot. */
  readonly bootedAt: number;
  readonly boots: number;
  /** The ports in the order of their ifIndex, which begins at 1. */
  readonly ports: readonly Port[];
}

/** What the rows of a device are made of; all times are those of the request being answered. */
export interface Live {
  readonly plan: Plan;
  readonly seed: number;
  /** The moment of the request being answered; the same for all its values. */
  now(): number;
  deviceOf(deviceId: string): LiveDevice;
  world(): World;
  /** A counter since the device's boot, whole and never negative. */
  count(port: Port, counter: CounterName): number;
  /** Clock time when the port last went up or down. */
  changedAt(port: Port): number;
  readonly pairs: LabPairs;
}

export interface Simulation {
  /** Hands a pair over to its other member, where that one can take over. */
  handOver(pairId: string): void;
  /** The rows of a device now; call it for each request. */
  view(deviceId: string): View;
  /** A pair's virtual address is at another of its members from now on. */
  moveAddress(address: string, toDeviceId: string): void;
  /** Who answers clients through a pair's virtual address now; undefined: nobody, or there is no such pair. */
  servedBy(pairId: string): string | undefined;
  device(deviceId: string): LiveDevice;
  /** Puts a new world in force and gives the ports that went up or down by it. `touched`: the only devices that tell anything else now. */
  apply(world: World, touched?: Iterable<string>): readonly { readonly port: Port; readonly up: boolean }[];
  /** Plugs cables elsewhere; apply the world that follows from it next. No counter falls. */
  replug(moves: readonly CableMove[]): void;
  /** A device has started up: counters at zero, boots raised, its ifIndex order turned round when `swap`. */
  boot(deviceId: string, swap: boolean): void;
}

export interface SimulationOptions {
  readonly plan: Plan;
  readonly world: World;
  readonly seed: number;
  readonly clock: Clock;
  readonly utcOffsetMs: number;
  /** Times that the simulation itself was started anew; every device then has just booted. */
  readonly restarts?: number;
}

/** The city's devices as functions of time. Nothing runs by itself: values are computed when they are asked for. */
export function createSimulation(options: SimulationOptions): Simulation {
  const { plan, world: first, seed, clock, utcOffsetMs, restarts = 0 } = options;
  const since = clock.now();
  const monotonicSince = clock.monotonicMs();
  // Wall time may be set back; the city's never is.
  const present = () => since + clock.monotonicMs() - monotonicSince;
  const wiring = createWiring({ plan, seed, utcOffsetMs, since });
  const devices = new Map<string, LiveDevice>();
  const offsets = new Map<Port, Record<CounterName, number>>();
  const changes = new Map<Port, { up: boolean; who: string | undefined; at: number }>();
  const views = new Map<string, View>();
  let world = first;
  let moment = since;

  function firstOffsets(port: Port, bootedAt: number): Record<CounterName, number> {
    const lived = ((since - bootedAt) / 1000) * (port.speedBitsPerSecond / 8) * pastUse;
    const idle = port.cableId === undefined ? 0 : lived;
    const near = (name: string) => Math.floor(idle * between(0.6, 1.4, seed, port.deviceId, port.name, name));
    return { in: near('in'), out: near('out'), inErrors: 0, outDiscards: 0 };
  }

  for (const planned of plan.devices.values()) {
    const { id } = planned.device;
    const days = restarts > 0 ? 0 : between(uptimeDays.low, uptimeDays.high, seed, id, 'uptime');
    const bootedAt = since - Math.floor(dayMs * days);
    const boots = 3 + restarts + Math.floor(40 * chance(seed, id, 'boots'));
    devices.set(id, { planned, bootedAt, boots, ports: planned.ports });
    for (const port of planned.ports) {
      offsets.set(port, firstOffsets(port, bootedAt));
      changes.set(port, { up: world.portUp(port), who: world.swappedIn(port), at: bootedAt });
    }
  }

  function deviceOf(deviceId: string): LiveDevice {
    const found = devices.get(deviceId);
    if (found === undefined) throw new Error(`no device ${deviceId} in the lab`);
    return found;
  }

  const pairs = createLabPairs(plan, world, since);
  const live: Live = {
    pairs,
    plan,
    seed,
    now: () => moment,
    deviceOf,
    world: () => world,
    count(port, counter) {
      const value = wiring.metersOf(port)[counter].read(moment) + (offsets.get(port)?.[counter] ?? 0);
      return Math.max(0, Math.floor(value));
    },
    changedAt: (port) => changes.get(port)?.at ?? since,
  };

  function resetCounters(port: Port, at: number): void {
    const meters = wiring.metersOf(port);
    offsets.set(port, {
      in: -meters.in.read(at),
      out: -meters.out.read(at),
      inErrors: -meters.inErrors.read(at),
      outDiscards: -meters.outDiscards.read(at),
    });
  }

  wiring.apply(world, since);
  const panel = createPatchPanel(plan);
  const counters: readonly CounterName[] = ['in', 'out', 'inErrors', 'outDiscards'];
  return {
    device: deviceOf,
    view(deviceId) {
      moment = Math.max(moment, present());
      for (const id of pairs.advance(moment)) views.delete(id);
      const known = views.get(deviceId);
      if (known !== undefined) return known;
      const { rows, refused } = toldRows(rowsOf(deviceOf(deviceId), live), world.violationsOf(deviceId));
      const made = viewOf(rows, { refused, walkedOnly: [rfc2787] });
      views.set(deviceId, made);
      return made;
    },
    handOver(pairId) {
      moment = Math.max(moment, present());
      for (const id of pairs.handOver(pairId, moment)) views.delete(id);
    },
    moveAddress(address, toDeviceId) {
      moment = Math.max(moment, present());
      const all = [...plan.devices.values()].flatMap(({ ports }) => ports);
      const from = all.find(({ addresses }) => addresses.some((own) => own.address === address));
      const to = plan.devices.get(toDeviceId)?.ports.find(({ name }) => name === from?.name);
      const held = from?.addresses.findIndex((own) => own.address === address) ?? -1;
      if (from === undefined || to === undefined || held < 0) return;
      to.addresses.push(...from.addresses.splice(held, 1));
      // Neighbours know it by another MAC, and connections go elsewhere.
      views.clear();
    },
    servedBy(pairId) {
      moment = Math.max(moment, present());
      for (const id of pairs.advance(moment)) views.delete(id);
      return pairs.servedBy(pairId);
    },
    apply(next, touched) {
      moment = Math.max(moment, present());
      world = next;
      wiring.apply(world, moment);
      const changed: { port: Port; up: boolean }[] = [];
      for (const [port, before] of changes) {
        const [up, who] = [world.portUp(port), world.swappedIn(port)];
        if (up === before.up && who === before.who) continue;
        // Whoever takes another's place has unplugged him before.
        changes.set(port, { up, who, at: moment });
        if (up !== before.up) changed.push({ port, up });
      }
      const members = pairs.apply(world, moment);
      // Who is whose neighbour may have changed with it.
      for (const id of touched === undefined ? views.keys() : [...touched, ...members]) views.delete(id);
      return changed;
    },
    replug(moves) {
      moment = Math.max(moment, present());
      const all = [...plan.devices.values()].flatMap(({ ports }) => ports);
      const counted = new Map(all.map((port) => [port, counters.map((name) => live.count(port, name))]));
      for (const port of panel.apply(moves)) {
        const meters = wiring.metersOf(port);
        const [received = 0, sent = 0, errors = 0, discards = 0] = counted.get(port) ?? [];
        offsets.set(port, {
          in: received - meters.in.read(moment),
          out: sent - meters.out.read(moment),
          inErrors: errors - meters.inErrors.read(moment),
          outDiscards: discards - meters.outDiscards.read(moment),
        });
      }
    },
    boot(deviceId, swap) {
      moment = Math.max(moment, present());
      const before = deviceOf(deviceId);
      const ports = swap ? [...before.ports].reverse() : before.ports;
      devices.set(deviceId, { ...before, ports, bootedAt: moment, boots: before.boots + 1 });
      for (const port of ports) {
        resetCounters(port, moment);
        changes.set(port, { up: world.portUp(port), who: world.swappedIn(port), at: moment });
      }
      views.delete(deviceId);
    },
  };
}
