import type { World } from '../faults/world.ts';
import type { Cable, Plan, Port } from './plan/model.ts';
import { createMeter, type Meter } from './traffic/meter.ts';
import { createSources } from './traffic/sources.ts';

/** Meters at a cable's ends; they never fall. A port's counters are these less what they were at its boot. */
interface CableMeters {
  readonly aOut: Meter;
  readonly bIn: Meter;
  readonly bOut: Meter;
  readonly aIn: Meter;
}

/** What a port has seen since the lab began, in octets; never falls. */
export interface PortMeters {
  readonly in: Meter;
  readonly out: Meter;
  /** Damaged frames received. */
  readonly inErrors: Meter;
  /** Frames that found the queue full. */
  readonly outDiscards: Meter;
}

export interface Wiring {
  /** Puts a new world in force at a time that is not before the last. */
  apply(world: World, at: number): void;
  metersOf(port: Port): PortMeters;
}

export interface WiringOptions {
  readonly plan: Plan;
  readonly seed: number;
  readonly utcOffsetMs: number;
  readonly since: number;
}

/** Frames that a full link drops. */
const discardsPerSecond = 120;

/** Meters on every cable of the plan. Both ends of a cable count the same flow, so that they agree. */
export function createWiring({ plan, seed, utcOffsetMs, since }: WiringOptions): Wiring {
  const meters = new Map<string, CableMeters>();
  const faulty = new Map<Port, { inErrors: Meter; outDiscards: Meter; errors: number; discards: number }>();
  const loose: Meter = createMeter(0, since);
  for (const id of plan.cables.keys()) {
    const fresh = () => createMeter(0, since);
    meters.set(id, { aOut: fresh(), bIn: fresh(), bOut: fresh(), aIn: fresh() });
  }
  const sourceOf = createSources({
    plan,
    seed,
    utcOffsetMs,
    since,
    ends(cableId) {
      const ends = meters.get(cableId);
      const read = (meter: Meter | undefined) => (at: number) => meter?.read(at) ?? 0;
      return { aOut: read(ends?.aOut), bIn: read(ends?.bIn), bOut: read(ends?.bOut), aIn: read(ends?.aIn) };
    },
  });

  function faultMetersOf(port: Port) {
    const known = faulty.get(port);
    if (known !== undefined) return known;
    const made = { inErrors: createMeter(0, since), outDiscards: createMeter(0, since), errors: 0, discards: 0 };
    faulty.set(port, made);
    return made;
  }

  function applyFaultMeters(port: Port, world: World, saturated: boolean, at: number): void {
    const errors = world.portUp(port) ? world.errorsPerSecond(port) : 0;
    const discards = saturated && world.portUp(port) ? discardsPerSecond : 0;
    const entry = faultMetersOf(port);
    const steady = (perSecond: number) => (perSecond === 0 ? undefined : (when: number) => (when * perSecond) / 1000);
    if (entry.errors !== errors) entry.inErrors.follow(steady(errors), at);
    if (entry.discards !== discards) entry.outDiscards.follow(steady(discards), at);
    entry.errors = errors;
    entry.discards = discards;
  }

  function applyCable(cable: Cable, world: World, at: number): void {
    const ends = meters.get(cable.id);
    if (ends === undefined) return;
    const { down, up } = sourceOf(cable, world);
    const passes = world.passes(cable);
    ends.aOut.follow(world.portUp(cable.a) ? down : undefined, at);
    ends.bIn.follow(passes ? down : undefined, at);
    ends.bOut.follow(passes ? up : undefined, at);
    ends.aIn.follow(passes ? up : undefined, at);
    const saturated = cable.linkId !== undefined && world.isSaturated(cable.linkId);
    applyFaultMeters(cable.a, world, saturated, at);
    if (cable.b !== undefined) applyFaultMeters(cable.b, world, saturated, at);
  }

  return {
    apply(world, at) {
      for (const cable of plan.cables.values()) applyCable(cable, world, at);
    },
    metersOf(port) {
      const cable = port.cableId === undefined ? undefined : plan.cables.get(port.cableId);
      const ends = cable === undefined ? undefined : meters.get(cable.id);
      const { inErrors, outDiscards } = faultMetersOf(port);
      if (cable === undefined || ends === undefined) return { in: loose, out: loose, inErrors, outDiscards };
      return cable.a === port
        ? { in: ends.aIn, out: ends.aOut, inErrors, outDiscards }
        : { in: ends.bIn, out: ends.bOut, inErrors, outDiscards };
    },
  };
}
