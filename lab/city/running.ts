import { type Clock, type Message, message } from '../../core/index.ts';
import type { AgentTarget, City, SnmpCredential } from '../../inventory/index.ts';
import { type Agent, startAgent } from '../agent/index.ts';
import { type DatabaseAccess, type Databases, startDatabases } from '../database/index.ts';
import {
  type Command,
  type CommandResult,
  type FaultEffect,
  type FaultEvent,
  type Faults,
  listFaults,
  noFaults,
  violationText,
} from '../faults/model.ts';
import { type FaultTargets, parseCommand } from '../faults/parse.ts';
import { transition } from '../faults/transition.ts';
import { isViolation, type PortUse, type Violation } from '../faults/violations/catalogue.ts';
import { worldOf } from '../faults/world.ts';
import { type LabServices, startLabServices } from '../services/services.ts';
import type { ServiceAccess } from '../services/sign-on.ts';
import { singleSignOnOf } from '../services/sites.ts';
import { startVantage, type Vantage } from '../vantage/vantage.ts';
import { createNotifier, type MessageSinks } from './notifier.ts';
import { type PairServices, startPairServices } from './pairs/pair-services.ts';
import { ifTypes, type Plan, type Port } from './plan/model.ts';
import { planOf } from './plan/plan.ts';
import { createSimulation, type Simulation } from './simulation.ts';

/** Sockets are bound this many at a time. */
const startedAtOnce = 32;

export interface RunningCityOptions {
  readonly city: City;
  /** By the name that devices carry; a device whose credential is missing or `none` gets no agent. */
  readonly credentials: ReadonlyMap<string, SnmpCredential>;
  readonly clock: Clock;
  readonly seed: number;
  /** Local time less UTC, for office hours. */
  readonly utcOffsetMs: number;
  /** The first agent's port, the others follow; those that have an address of their own all take it. 0 gives each a free one. */
  readonly basePort?: number;
  /** Ports to take again after a restart; they win over `basePort`. */
  readonly ports?: ReadonlyMap<string, number>;
  /** Of the pairs' services, by pair; the same. */
  readonly servicePorts?: ReadonlyMap<string, number>;
  /** Faults to begin with. */
  readonly faults?: Faults;
  /** How often the agents were started anew: each counts as a boot of every device. */
  readonly restarts?: number;
  readonly onChange?: (faults: Faults) => void;
  /** Where devices send traps and syslog from the start; see `notifyTo`. */
  readonly sinks?: MessageSinks;
  /** Who may log in to the databases of pairs, and their ports to take again; without it there are none. */
  readonly databases?: { readonly access: DatabaseAccess; readonly ports: ReadonlyMap<string, number> };
  /** Who may log in to the business services, and the ports of their sites to take again; without it there are none. */
  readonly sites?: { readonly access: ServiceAccess; readonly ports: ReadonlyMap<string, number> };
  /** With sites, where clients stand as at a point: the port to take again; 0 is any free one. */
  readonly vantagePort?: number;
}

/** The lab's city in this process: an agent on a socket for each device, and the faults put on them. */
export interface RunningCity {
  readonly targets: ReadonlyMap<string, AgentTarget>;
  readonly agents: ReadonlyMap<string, Agent>;
  /** Where the services of VRRP pairs answer as through their virtual addresses. */
  readonly services: ReadonlyMap<string, AgentTarget>;
  /** Where the databases of pairs answer, by the device that each runs on. */
  readonly databases: ReadonlyMap<string, AgentTarget>;
  /** Where the business services answer, by the origin that services.csv declares. */
  readonly sites: ReadonlyMap<string, AgentTarget>;
  /** The proxy by which clients stand as at a point; undefined where there are no sites. */
  readonly vantage: AgentTarget | undefined;
  readonly simulation: Simulation;
  faults(): Faults;
  /** From now on devices send what they tell by themselves there; until then they are quiet. */
  notifyTo(sinks: MessageSinks): void;
  /** Understands and does one line such as `cut F23`. */
  apply(text: string): CommandResult;
  stop(): Promise<void>;
}

const usualHost = '127.0.0.1';

/** A device that is declared in 127.0.0.0/8 answers where it is declared; all others share one address. */
export function agentHost(declared: string): string {
  return declared.startsWith('127.') ? declared : usualHost;
}

/** What faults can be put on. */
export function faultTargetsOf(city: City): FaultTargets {
  const plan = planOf(city);
  const devices = new Map([...plan.devices].map(([id, { ports }]) => [id, ports.map(({ name }) => name)]));
  const links = new Set(city.links.keys());
  const linkPorts = new Map([...city.links.values()].map(({ id, a }) => [id, `${a.deviceId}/${a.interfaceName}`]));
  const roles = new Map([...plan.devices].map(([id, { role }]) => [id, role]));
  const violations = { roles, ports: portUsesOf(plan), terminals: city.terminals };
  const pairs = new Map([...city.hostPairs.values()].map(({ id, standby }) => [id, standby]));
  const services = { ids: new Set(city.services.keys()), singleSignOnId: singleSignOnOf(city)?.id };
  return { links, devices, linkPorts, sparePorts: sparePortsOf(plan), violations, pairs, services };
}

function portUsesOf({ devices, cables }: Plan): ReadonlyMap<string, PortUse> {
  const useOf = ({ type, cableId }: Port): PortUse => {
    const cable = cableId === undefined ? undefined : cables.get(cableId);
    if (type !== ifTypes.ethernet) return 'inside';
    if (cable === undefined) return 'free';
    return cable.kind === 'terminal' || cable.kind === 'server' ? cable.kind : 'gear';
  };
  const all = [...devices.values()].flatMap(({ ports }) => ports);
  return new Map(all.map((port) => [`${port.deviceId}/${port.name}`, useOf(port)]));
}

/** Where a cable goes when a command does not say: a free socket of the device, or the next one with a fibre in it. */
function sparePortsOf({ devices, cables }: Plan): ReadonlyMap<string, string> {
  const isFibre = ({ cableId }: Port) => cableId !== undefined && cables.get(cableId)?.kind === 'fibre';
  const spare = new Map<string, string>();
  for (const { device, ports } of devices.values()) {
    const free = ports.find(({ type, cableId }) => type === ifTypes.ethernet && cableId === undefined);
    const fibres = ports.filter(isFibre);
    for (const port of ports) {
      const next = free ?? fibres[(fibres.indexOf(port) + 1) % fibres.length];
      if (next !== undefined && next !== port) spare.set(`${device.id}/${port.name}`, `${device.id}/${next.name}`);
    }
  }
  return spare;
}

/** Starts an agent for every device. Rejects when a port cannot be bound; nothing is left open then. */
export async function startCity(options: RunningCityOptions): Promise<RunningCity> {
  const { city, credentials, clock, seed, utcOffsetMs, basePort = 0, ports, restarts = 0 } = options;
  const plan = planOf(city);
  const faultTargets = faultTargetsOf(city);
  let faults = options.faults ?? noFaults;
  let world = worldOf(plan, faults);
  const simulation = createSimulation({ plan, world, seed, clock, utcOffsetMs, restarts });
  if (faults.moves.length > 0) {
    simulation.replug(faults.moves);
    world = worldOf(plan, faults);
    simulation.apply(world);
  }
  const agents = new Map<string, Agent>();
  let services: PairServices | undefined;
  let databases: Databases | undefined;
  let sites: LabServices | undefined;
  let vantage: Vantage | undefined;
  const [since, monotonicSince] = [clock.now(), clock.monotonicMs()];
  let stopped = false;
  let sinks: MessageSinks = options.sinks ?? { traps: undefined, syslog: undefined };
  const notifier = createNotifier({
    sinks: () => sinks,
    credentialOf: (deviceId) => credentials.get(city.devices.get(deviceId)?.snmp ?? ''),
    now: () => clock.now(),
    utcOffsetMs,
  });

  async function stop(): Promise<void> {
    stopped = true;
    await Promise.all([
      ...[...agents.values()].map((agent) => agent.stop()),
      services?.stop(),
      databases?.stop(),
      vantage?.stop(),
      sites?.stop(),
    ]);
  }

  function behave(): void {
    for (const [id, agent] of agents) agent.behave({ silent: !world.answers(id), delayMs: world.delayMs(id) });
  }

  /** Where isolation alone broke or was mended: all devices of those places; services are no devices. Undefined when anything may be different. */
  function touchedBy(before: Faults, after: Faults): ReadonlySet<string> | undefined {
    const rest = (all: Faults) => Object.entries(all).filter(([name]) => name !== 'violations' && name !== 'services');
    const others = new Map(rest(before));
    if (rest(after).some(([name, value]) => value !== others.get(name))) return undefined;
    const different = [
      ...before.violations.filter((each) => !after.violations.includes(each)),
      ...after.violations.filter((each) => !before.violations.includes(each)),
    ];
    const placeOf = (deviceId: string) => city.devices.get(deviceId)?.locationId;
    const places = new Set(different.map(({ target }) => placeOf(target.split('/')[0] ?? target)));
    return new Set([...city.devices.values()].filter(({ locationId }) => places.has(locationId)).map(({ id }) => id));
  }

  function happen(event: FaultEvent): void {
    if (stopped) return;
    const next = transition(faults, event);
    const touched = touchedBy(faults, next.faults);
    if (next.faults.moves.length + faults.moves.length > 0) simulation.replug(next.faults.moves);
    faults = next.faults;
    world = worldOf(plan, faults);
    const changed = simulation.apply(world, touched);
    for (const effect of next.effects) {
      if (effect.kind === 'hand-over') {
        simulation.handOver(effect.pairId);
        const primaryId = databases?.switchOver(effect.pairId);
        const address = city.hostPairs.get(effect.pairId)?.virtualAddress;
        if (primaryId !== undefined && address !== undefined) simulation.moveAddress(address, primaryId);
        continue;
      }
      const { deviceId, swap } = effect;
      if (effect.kind === 'boot-later') {
        clock.after(effect.afterMs, () => happen({ verb: 'booted', deviceId, swap }));
        continue;
      }
      simulation.boot(deviceId, swap);
      agents.get(deviceId)?.reboot(simulation.device(deviceId).bootedAt);
    }
    behave();
    databases?.apply(faults, world);
    sites?.apply(faults, world);
    vantage?.apply(world);
    tellThemselves(changed, next.effects);
    options.onChange?.(faults);
  }

  /** What can still be told: a device without a way to the core speaks into the void. */
  function tellThemselves(changed: ReturnType<Simulation['apply']>, effects: readonly FaultEffect[]): void {
    const speaking = (deviceId: string) => (world.answers(deviceId) ? agents.get(deviceId) : undefined);
    for (const { port, up } of changed) {
      const agent = speaking(port.deviceId);
      if (agent !== undefined) notifier.portChanged(simulation.device(port.deviceId), agent, port, up);
    }
    for (const effect of effects) {
      if (effect.kind !== 'boot') continue;
      const agent = speaking(effect.deviceId);
      if (agent !== undefined) notifier.started(simulation.device(effect.deviceId), agent);
    }
  }

  const wanted = [...city.devices.values()].flatMap((device, index) => {
    const credential = credentials.get(device.snmp);
    const host = agentHost(device.address);
    const port = ports?.get(device.id) ?? (basePort === 0 || host !== usualHost ? basePort : basePort + index);
    return credential === undefined ? [] : [{ id: device.id, credential, host, port }];
  });
  try {
    for (let first = 0; first < wanted.length; first += startedAtOnce) {
      const starting = wanted.slice(first, first + startedAtOnce).map(async ({ id, credential, host, port }) => {
        const { boots, bootedAt } = simulation.device(id);
        const view = () => simulation.view(id);
        agents.set(
          id,
          await startAgent({
            view,
            credentials: [credential],
            name: id,
            host,
            port,
            engineBoots: boots,
            bootedAt,
            clock,
          }),
        );
      });
      const failed = (await Promise.allSettled(starting)).find((each) => each.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    }
    services = await startPairServices({
      pairs: city.hostPairs.values(),
      ports: options.servicePorts ?? new Map(),
      servedBy: (pairId) => simulation.servedBy(pairId),
    });
    // City time never steps back, as its positions of WAL must not.
    const now = () => since + clock.monotonicMs() - monotonicSince;
    if (options.sites !== undefined) {
      const servedBy = (pairId: string) => simulation.servedBy(pairId);
      sites = await startLabServices({ ...options.sites, city, clock, now, seed, utcOffsetMs, servedBy });
      sites.apply(faults, world);
      vantage = await startVantage({ plan, services: sites, world, port: options.vantagePort ?? 0 });
    }
    if (options.databases !== undefined) {
      databases = await startDatabases({ ...options.databases, city, clock, now, seed, hostOf: agentHost });
      databases.apply(faults, world);
    }
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  // What was starting up when the last process ended starts up now.
  for (const deviceId of faults.rebooting) clock.after(1000, () => happen({ verb: 'booted', deviceId, swap: false }));
  behave();

  return {
    targets: new Map([...agents].map(([id, { host, port }]) => [id, { host, port }])),
    agents,
    services: services.targets,
    databases: databases?.targets ?? new Map(),
    sites: sites?.sites ?? new Map(),
    vantage: vantage?.target,
    simulation,
    faults: () => faults,
    notifyTo(next) {
      sinks = next;
    },
    apply(text) {
      const parsed = parseCommand(text, faultTargets);
      if (!parsed.ok) return parsed;
      happen(parsed.command);
      const inForce = listFaults(faults);
      const nothing = parsed.command.verb === 'list' && inForce.length === 0;
      return { ok: true, text: nothing ? message('lab.done.list-none') : doneText(parsed.command), faults: inForce };
    },
    stop,
  };
}

function doneText(command: Command): Message {
  if (isViolationCommand(command)) return violationText(command);
  const { verb, ...rest } = command;
  const params: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(rest)) {
    if (typeof value === 'string' || typeof value === 'number') params[name] = value;
  }
  return { key: `lab.done.${verb}`, params };
}

function isViolationCommand(command: Command): command is Violation {
  return isViolation(command.verb);
}
