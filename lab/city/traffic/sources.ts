import type { World } from '../../faults/world.ts';
import type { Cable, Plan } from '../plan/model.ts';
import { createFlow, type Flow, steadyFlow, sumOfFlows } from './flow.ts';
import { between } from './random.ts';
import { officeShape, serverShape, weekOf } from './week.ts';

/** What passes on a cable: from end a to end b, and back. */
export interface CableFlows {
  readonly down: Flow;
  readonly up: Flow;
}

/** What has passed at the four ends of a cable, for flows that are made of others. */
export interface CableEnds {
  readonly aOut: Flow;
  readonly bIn: Flow;
  readonly bOut: Flow;
  readonly aIn: Flow;
}

/** Keep-alives of the routing on a link that carries nothing else. */
const idleOctetsPerSecond = 60;
/** Heartbeats between two members of a pair. */
const heartbeatOctetsPerSecond = 2_400;
const saturatedShare = 0.97;
/** What leaves the district; the rest ends in its own data centre. */
const trunkShare = 0.35;
/** Peak share of a link's bandwidth; bursts come on top. */
const linkPeak = { low: 0.14, high: 0.3 } as const;
const serverPeak = { low: 0.04, high: 0.22 } as const;
/** What a point sends for each octet that it receives. */
const sentPerReceived = { low: 0.2, high: 0.5 } as const;

export interface SourceOptions {
  readonly plan: Plan;
  readonly seed: number;
  readonly utcOffsetMs: number;
  readonly since: number;
  /** Reads what has passed at a cable's ends. */
  readonly ends: (cableId: string) => CableEnds;
}

/** The flows that cables carry in a given world; the same objects as long as nothing changes for a cable. */
export function createSources({ plan, seed, utcOffsetMs, since, ends }: SourceOptions) {
  const weeks = { office: weekOf(officeShape), server: weekOf(serverShape) };
  const idle: CableFlows = {
    down: steadyFlow(idleOctetsPerSecond, since),
    up: steadyFlow(idleOctetsPerSecond, since),
  };
  const heartbeat: CableFlows = {
    down: steadyFlow(heartbeatOctetsPerSecond, since),
    up: steadyFlow(heartbeatOctetsPerSecond, since),
  };
  const kept = new Map<string, CableFlows>();

  function keep(key: string, make: () => CableFlows): CableFlows {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    kept.set(key, made);
    return made;
  }

  function demand(name: string, kind: 'office' | 'server', cable: Cable): CableFlows {
    return keep(`demand ${name}`, () => {
      const range = kind === 'office' ? linkPeak : serverPeak;
      const peak = (cable.bandwidthBitsPerSecond / 8) * between(range.low, range.high, seed, name, 'peak');
      const sent = between(sentPerReceived.low, sentPerReceived.high, seed, name, 'sent');
      const week = weeks[kind];
      const flow = (direction: string, peakOctetsPerSecond: number) =>
        createFlow({ seed, name: `${name} ${direction}`, week, peakOctetsPerSecond, utcOffsetMs, since });
      return { down: flow('down', peak), up: flow('up', peak * sent) };
    });
  }

  function fibre(cable: Cable, world: World): CableFlows {
    if (cable.linkId !== undefined && world.isSaturated(cable.linkId))
      return keep(`saturated ${cable.id}`, () => {
        const full = steadyFlow((cable.bandwidthBitsPerSecond / 8) * saturatedShare, since);
        return { down: full, up: full };
      });
    const carrier = world.carrierOf(cable.pointId ?? '');
    // Where no link works both ways, the one that is half blind still tries.
    if (carrier !== undefined && carrier !== cable.id) return idle;
    return demand(cable.pointId ?? cable.id, 'office', cable);
  }

  function fibresOfPoint(pointId: string | undefined): readonly string[] {
    return plan.linksOfPoint.get(pointId ?? '') ?? [];
  }

  function sum(cableIds: readonly string[], share: number, down: keyof CableEnds, up: keyof CableEnds): CableFlows {
    const parts = (end: keyof CableEnds) => cableIds.map((id) => ({ flow: (at: number) => ends(id)[end](at), share }));
    return { down: sumOfFlows(parts(down)), up: sumOfFlows(parts(up)) };
  }

  /** Terminals share what their switch receives, by weights that differ. */
  function terminal(cable: Cable): CableFlows {
    const { deviceId } = cable.a;
    const weight = (id: string) => between(0.3, 1.7, seed, id, 'weight');
    const all = plan.devices.get(deviceId)?.ports.flatMap(({ cableId }) => cableId ?? []) ?? [];
    const terminals = all.filter((id) => plan.cables.get(id)?.kind === 'terminal');
    const total = terminals.reduce((before, id) => before + weight(id), 0);
    return sum([`lan:${deviceId}`], weight(cable.id) / Math.max(total, Number.MIN_VALUE), 'bIn', 'bOut');
  }

  function trunk(cable: Cable): CableFlows {
    const fibres = plan.devices.get(cable.b?.deviceId ?? '')?.ports.flatMap(({ cableId }) => cableId ?? []) ?? [];
    const ids = fibres.filter((id) => plan.cables.get(id)?.kind === 'fibre');
    return sum(ids, trunkShare, 'aOut', 'aIn');
  }

  return (cable: Cable, world: World): CableFlows => {
    switch (cable.kind) {
      case 'fibre':
        return fibre(cable, world);
      case 'server':
        return demand(cable.id, 'server', cable);
      case 'heartbeat':
        return heartbeat;
      case 'lan':
        return keep(cable.id, () => sum(fibresOfPoint(cable.pointId), 1, 'bIn', 'bOut'));
      case 'terminal':
        return keep(cable.id, () => terminal(cable));
      case 'trunk':
        return keep(cable.id, () => trunk(cable));
    }
  };
}
