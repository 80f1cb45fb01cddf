import { type Cable, ifTypes, type Plan, type Port } from '../city/plan/model.ts';
import type { Faults } from './model.ts';
import type { PairVerb } from './pairs/catalogue.ts';
import type { ViolationVerb } from './violations/catalogue.ts';

/** What breaks isolation at a device. */
export interface PlacedViolation {
  readonly verb: ViolationVerb;
  /** The interface's name, where it is at one. */
  readonly port: string | undefined;
  readonly detail: string;
}

/** Somebody is plugged in by these, so that their port sees its link. */
const plugged: readonly ViolationVerb[] = [
  'foreign-mac',
  'outer-terminal',
  'hub',
  'unused-port-up',
  'swap-terminal',
  'consumer-router',
  'scrapped-alive',
  'foreign-neighbour',
];

/** The planned terminal is not there by these. */
const unplugging: readonly ViolationVerb[] = ['swap-terminal', 'unplug'];

const noPairFaults: ReadonlySet<PairVerb> = new Set();

/** What the faults make of the planned city at one moment. */
export interface World {
  /** Whether a device's agent says anything: it has power, a way to the core, and is not silent itself. */
  answers(deviceId: string): boolean;
  hasPower(deviceId: string): boolean;
  /** Whether a device has power and a way to the core, whatever its agent says. */
  isReached(deviceId: string): boolean;
  delayMs(deviceId: string): number;
  /** Whether a port sees its link (ifOperStatus). */
  portUp(port: Port): boolean;
  /** Whether what an end sends arrives at the other. */
  passes(cable: Cable): boolean;
  /** Link that carries a point's traffic: the first of its links that works both ways. */
  carrierOf(pointId: string): string | undefined;
  isSaturated(linkId: string): boolean;
  /** Errors a second that a port receives. */
  errorsPerSecond(port: Port): number;
  /** Whether another device stands where this one stood. */
  isReplaced(deviceId: string): boolean;
  /** Whether a machine that nobody declared is heard on a port. */
  isForeign(port: Port): boolean;
  /** What breaks isolation at a device, in the order of the commands. */
  violationsOf(deviceId: string): readonly PlacedViolation[];
  /** What happened to a hot-standby pair. */
  pairFaultsOf(pairId: string): ReadonlySet<PairVerb>;
  /** Who is in a port instead of the planned terminal, nobody too; another text, another machine. */
  swappedIn(port: Port): string | undefined;
}

/**
 * Derives the world. A link that is only blind in one direction still counts as a way to the point, so that both of its
 * ends can be asked and disagree.
 */
export function worldOf(plan: Plan, faults: Faults): World {
  const hasPower = (deviceId: string) => !faults.down.has(deviceId) && !faults.rebooting.has(deviceId);

  function joined(cable: Cable): boolean {
    if (cable.linkId !== undefined && faults.cut.has(cable.linkId)) return false;
    return hasPower(cable.a.deviceId) && (cable.b === undefined || hasPower(cable.b.deviceId));
  }

  const isBlind = (cable: Cable) => cable.linkId !== undefined && faults.unidirectional.has(cable.linkId);
  const reached = new Map<string, boolean>();

  function isReached(deviceId: string): boolean {
    const known = reached.get(deviceId);
    if (known !== undefined) return known;
    // Against a plan with a circle: what is being looked at does not vouch for itself.
    reached.set(deviceId, false);
    const answer = hasPower(deviceId) && hasWay(deviceId);
    reached.set(deviceId, answer);
    return answer;
  }

  function hasWay(deviceId: string): boolean {
    const planned = plan.devices.get(deviceId);
    if (planned === undefined) return false;
    const fibres = planned.ports.flatMap((port) => {
      const cable = port.cableId === undefined ? undefined : plan.cables.get(port.cableId);
      return cable?.kind === 'fibre' && cable.b === port ? [cable] : [];
    });
    if (fibres.length > 0) return fibres.some((cable) => joined(cable) && isReached(cable.a.deviceId));
    return planned.upstreamId === undefined || isReached(planned.upstreamId);
  }

  function cableOf(port: Port): Cable | undefined {
    return port.cableId === undefined ? undefined : plan.cables.get(port.cableId);
  }

  const violations = new Map<string, PlacedViolation[]>();
  for (const { verb, target, detail } of faults.violations) {
    const [deviceId = target, ...name] = target.split('/');
    const placed = { verb, port: name.length === 0 ? undefined : name.join('/'), detail };
    violations.set(deviceId, [...(violations.get(deviceId) ?? []), placed]);
  }
  const pairs = new Map<string, ReadonlySet<PairVerb>>();
  for (const { verb, pairId } of faults.pairs) pairs.set(pairId, new Set([...(pairs.get(pairId) ?? []), verb]));
  const violationsOf = (deviceId: string) => violations.get(deviceId) ?? [];
  const isPlugged = ({ deviceId, name }: Port) =>
    violationsOf(deviceId).some(({ verb, port }) => port === name && plugged.includes(verb));

  function swappedIn({ deviceId, name }: Port): string | undefined {
    const swap = violationsOf(deviceId).findLast(({ verb, port }) => unplugging.includes(verb) && port === name);
    return swap === undefined ? undefined : `${swap.verb} ${swap.detail}`;
  }

  const isForeign = ({ deviceId, name }: Port) => faults.foreign.has(`${deviceId}/${name}`);

  return {
    hasPower,
    isReached,
    isForeign,
    violationsOf,
    swappedIn,
    pairFaultsOf: (pairId) => pairs.get(pairId) ?? noPairFaults,
    isReplaced: (deviceId) => faults.replaced.has(deviceId),
    answers: (deviceId) => !faults.silent.has(deviceId) && isReached(deviceId),
    delayMs: (deviceId) => faults.slow.get(deviceId) ?? 0,
    portUp(port) {
      const cable = cableOf(port);
      if ((isForeign(port) || isPlugged(port)) && hasPower(port.deviceId)) return true;
      if (cable === undefined) return port.type !== ifTypes.ethernet;
      if (cable.terminalId !== undefined && swappedIn(port) !== undefined) return false;
      return joined(cable) && !(isBlind(cable) && cable.b === port);
    },
    passes: (cable) => joined(cable) && !isBlind(cable),
    carrierOf(pointId) {
      const works = (linkId: string) => {
        const cable = plan.cables.get(linkId);
        return cable !== undefined && joined(cable) && !isBlind(cable);
      };
      return plan.linksOfPoint.get(pointId)?.find(works);
    },
    isSaturated: (linkId) => faults.saturated.has(linkId),
    errorsPerSecond(port) {
      const linkId = cableOf(port)?.linkId;
      const ofLink = linkId === undefined ? 0 : (faults.errors.get(linkId) ?? 0);
      return ofLink + (faults.errors.get(`${port.deviceId}/${port.name}`) ?? 0);
    },
  };
}
