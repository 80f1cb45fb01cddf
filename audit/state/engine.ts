import type { Observation, Sample } from '../../collector/index.ts';
import type { Clock, EpochMs } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { createTopology, type Topology } from '../topology/topology.ts';
import { type Agenda, createAgenda, type JudgedKind } from './agenda.ts';
import { afterPathReturned, afterPoll, isOutdated } from './contact.ts';
import { groundsOf } from './evidence.ts';
import { freshnessOf } from './freshness.ts';
import type { Port } from './interface.ts';
import type { Judgement } from './judgement.ts';
import { type StateSettings, stateLimits } from './limits.ts';
import { linkDoubts } from './link.ts';
import type { ElementKind, ElementState, StateChange } from './model.ts';
import { createPollWishes } from './poll-wishes.ts';
import { type DevicePorts, readErrors, readPorts } from './ports.ts';
import { seedFromEvidence } from './restore.ts';
import { beginStep, type Step } from './step.ts';
import { emptyWorld, judgeDeviceOf, judgeElement, judgePortOf, linkEnds, pathOfSilent, portOf } from './world.ts';

/** What other rooms may ask of the states without changing them. */
export interface StateView {
  readonly topology: Topology;
  /** The state with its evidence as of now; undefined for what the city does not have. */
  get(kind: ElementKind, id: string): ElementState | undefined;
  /** The same without gathering evidence: its times and evidence are those of its last change. Costs nothing. */
  peek(kind: ElementKind, id: string): ElementState | undefined;
}

/** Turns observations into the states of a city's elements. Synchronous, never throws on any observation. */
export interface StateEngine extends StateView {
  /** Takes one poll and the rates that came of it. Late, repeated and foreign polls change nothing. */
  observe(observation: Observation, samples: readonly Sample[]): readonly StateChange[];
  /** Lets evidence grow stale; call it every second or so. */
  tick(): readonly StateChange[];
  /** Goes on with a changed city: what stays keeps its state, what is new is unknown, what is gone is forgotten. */
  apply(city: City): readonly StateChange[];
  /** After a restart: stored states stand, with their since, for as long as their evidence is fresh. Call before observing. */
  restore(states: readonly ElementState[]): readonly StateChange[];
  all(kind: ElementKind): readonly ElementState[];
  /** Devices whose poll at once would settle a doubt, each named once; the asking empties the list. */
  takePollWanted(): readonly string[];
}

export function createStateEngine(deps: {
  readonly city: City;
  readonly settings: StateSettings;
  readonly clock: Clock;
}): StateEngine {
  const { clock } = deps;
  const limits = stateLimits(deps.settings);
  const world = emptyWorld(createTopology(deps.city), limits);
  const wishes = createPollWishes({ world, clock });
  const freshness = new Map<string, number>();

  const judgePorts = (step: Step, deviceId: string, ports: Iterable<Port>, now: EpochMs): void => {
    for (const port of ports) step.settle('interface', port.id, judgePortOf(world, deviceId, port, now));
  };

  /** The judgement of a device, with what follows from its path: a fresh count, and polls that would settle it. */
  const judgeDeviceNow = (deviceId: string, now: EpochMs): Judgement | undefined => {
    const contact = world.contacts.get(deviceId);
    if (contact === undefined || contact.misses === 0) return judgeElement(world, 'device', deviceId, now);
    const path = pathOfSilent(world, deviceId, contact, now);
    const wasBehind = world.states.device.get(deviceId)?.behind !== undefined;
    if (wasBehind && path.word !== 'dead') {
      if (contact.missesOnPath > 0) world.contacts.set(deviceId, afterPathReturned(contact));
      wishes.want(deviceId, now);
    } else if (path.word === 'doubt') {
      for (const asked of path.ask) wishes.want(asked, contact.decidingMissAt || contact.startedAt);
    }
    return judgeDeviceOf(world, deviceId, path, now);
  };

  const followDevice = (agenda: Agenda, deviceId: string): void => {
    const { topology } = world;
    const device = topology.city.devices.get(deviceId);
    for (const link of topology.linksOfDevice(deviceId)) agenda.add('link', link.id);
    if (device?.pointId !== undefined) agenda.add('point', device.pointId);
    else if (device !== undefined) agenda.add('district', device.districtId);
    for (const pair of topology.pairsOfDevice(deviceId)) agenda.add('pair', pair.id);
    followSilent(agenda, { kind: 'device', id: deviceId });
  };

  /** Only silent devices are judged by their path: those that answer do not care what it looks like. */
  const followSilent = (agenda: Agenda, parent: { readonly kind: 'device' | 'link'; readonly id: string }): void => {
    for (const childId of world.topology.childrenOf(parent)) {
      if ((world.contacts.get(childId)?.misses ?? 0) > 0) agenda.add('device', childId);
    }
  };

  const follow = (agenda: Agenda, step: Step, kind: JudgedKind, id: string, now: EpochMs): void => {
    const { topology } = world;
    if (kind === 'device') {
      judgePorts(step, id, world.ports.get(id)?.byName.values() ?? [], now);
      followDevice(agenda, id);
    } else if (kind === 'link') {
      const link = topology.city.links.get(id);
      if (link !== undefined) agenda.add('point', link.pointId);
    } else if (kind === 'point') {
      agenda.add('district', topology.city.points.get(id)?.districtId ?? '');
    } else if (kind === 'pair') {
      agenda.add('district', topology.city.hostPairs.get(id)?.districtId ?? '');
    }
  };

  const settleAll = (step: Step, agenda: Agenda, now: EpochMs): readonly StateChange[] => {
    for (let element = agenda.next(); element !== undefined; element = agenda.next()) {
      const { kind, id } = element;
      const judged = kind === 'device' ? judgeDeviceNow(id, now) : judgeElement(world, kind, id, now);
      if (judged === undefined) continue;
      if (step.settle(kind, id, judged)) follow(agenda, step, kind, id, now);
      if (kind !== 'link') continue;
      followSilent(agenda, { kind, id });
      const ends = linkEnds(world, id, now);
      if (ends === undefined) continue;
      for (const asked of linkDoubts(ends[0], ends[1]))
        wishes.want(asked, Math.max(ends[0].changedAt, ends[1].changedAt));
    }
    return step.finish();
  };

  const judgeEverything = (now: EpochMs): readonly StateChange[] => {
    const { city } = world.topology;
    const step = beginStep(world, now);
    const agenda = createAgenda(world.topology);
    for (const id of city.devices.keys()) {
      agenda.add('device', id);
      judgePorts(step, id, world.ports.get(id)?.byName.values() ?? [], now);
    }
    for (const id of city.links.keys()) agenda.add('link', id);
    for (const id of city.points.keys()) agenda.add('point', id);
    for (const id of city.hostPairs.keys()) agenda.add('pair', id);
    for (const id of city.districts.keys()) agenda.add('district', id);
    return settleAll(step, agenda, now);
  };

  const portsOf = (deviceId: string): DevicePorts => {
    const known = world.ports.get(deviceId);
    if (known !== undefined) return known;
    const ports: DevicePorts = { byName: new Map(), oldestAt: 0 };
    world.ports.set(deviceId, ports);
    return ports;
  };

  const shown = (state: ElementState): ElementState => ({ ...state, ...groundsOf(world, state.kind, state.id) });

  judgeEverything(clock.now());
  return {
    get topology() {
      return world.topology;
    },
    observe(observation, samples) {
      const { deviceId } = observation;
      const known = world.contacts.get(deviceId);
      if (!world.topology.city.devices.has(deviceId)) return [];
      if (isOutdated(known, observation, limits.staleAfterMs)) return [];
      const now = clock.now();
      const contact = afterPoll(known, observation, limits);
      world.contacts.set(deviceId, contact);
      const links = world.topology.linksOfDevice(deviceId);
      const declared = links.flatMap((link) =>
        [link.a, link.b].filter((end) => end.deviceId === deviceId).map((end) => end.interfaceName),
      );
      const ports = portsOf(deviceId);
      const { changed, gone } = readPorts(ports, observation, { now, limits, declared });
      const slash = deviceId.length + 1;
      const turned = readErrors(samples, (id) => ports.byName.get(id.slice(slash)), limits);
      const step = beginStep(world, now);
      const agenda = createAgenda(world.topology);
      for (const port of gone) step.forget('interface', port.id);
      if (contact.misses === 1) wishes.wantPathOf(deviceId, contact.startedAt);
      agenda.add('device', deviceId);
      for (const link of links) agenda.add('link', link.id);
      followSilent(agenda, { kind: 'device', id: deviceId });
      judgePorts(step, deviceId, changed, now);
      judgePorts(step, deviceId, turned, now);
      return settleAll(step, agenda, now);
    },
    tick() {
      const now = clock.now();
      const step = beginStep(world, now);
      const agenda = createAgenda(world.topology);
      for (const id of world.contacts.keys()) {
        const fresh = freshnessOf(world, id, now);
        if (freshness.get(id) === fresh) continue;
        freshness.set(id, fresh);
        agenda.add('device', id);
        followDevice(agenda, id);
        judgePorts(step, id, world.ports.get(id)?.byName.values() ?? [], now);
      }
      return settleAll(step, agenda, now);
    },
    apply(city) {
      world.topology = createTopology(city);
      forgetMissing(city);
      return judgeEverything(clock.now());
    },
    restore(states) {
      const now = clock.now();
      seedFromEvidence(world, states, now);
      for (const state of states) {
        const isPort = state.kind === 'interface';
        if (isPort ? !hasPort(state.id) : !world.states[state.kind].has(state.id)) continue;
        world.states[state.kind].set(state.id, state);
      }
      return judgeEverything(now);
    },
    get(kind, id) {
      const state = world.states[kind].get(id);
      return state === undefined ? undefined : shown(state);
    },
    peek: (kind, id) => world.states[kind].get(id),
    all: (kind) => Array.from(world.states[kind].values(), shown),
    takePollWanted: () => wishes.take(),
  };

  function hasPort(id: string): boolean {
    const slash = id.indexOf('/');
    return portOf(world, id.slice(0, slash), id.slice(slash + 1)) !== undefined;
  }

  function forgetMissing(city: City): void {
    const owners = {
      point: city.points,
      link: city.links,
      device: city.devices,
      pair: city.hostPairs,
      district: city.districts,
    } as const;
    for (const kind of Object.keys(owners) as JudgedKind[]) {
      for (const id of world.states[kind].keys()) if (!owners[kind].has(id)) world.states[kind].delete(id);
    }
    for (const id of world.contacts.keys()) if (!city.devices.has(id)) world.contacts.delete(id);
    for (const id of freshness.keys()) if (!city.devices.has(id)) freshness.delete(id);
    for (const [id, ports] of world.ports) {
      if (city.devices.has(id)) continue;
      for (const port of ports.byName.values()) world.states.interface.delete(port.id);
      world.ports.delete(id);
    }
  }
}
