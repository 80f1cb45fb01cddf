import type { Counter, Identity, InterfaceCounters, InterfaceReading, Observation } from '../observation.ts';

/** A gigabit Ethernet port with the given counters. */
export function port(
  name: string,
  counters: InterfaceCounters,
  more: Partial<InterfaceReading> = {},
): InterfaceReading {
  return {
    ifIndex: 1,
    name,
    ifDescr: name,
    ifType: 6,
    adminStatus: 'up',
    operStatus: 'up',
    speedBitsPerSecond: 1e9,
    counters,
    ...more,
  };
}

/** A 64-bit counter. */
export function wide(value: bigint | number): Counter {
  return { value: BigInt.asUintN(64, BigInt(value)), bits: 64 };
}

/** A 32-bit counter. */
export function narrow(value: bigint | number): Counter {
  return { value: BigInt.asUintN(32, BigInt(value)), bits: 32 };
}

/** Who the agent is; only the clocks matter here. */
export function identity(sysUpTimeTicks: number, more: Partial<Identity> = {}): Identity {
  return {
    sysDescr: '',
    sysObjectID: '1.3.6.1.4.1.8072.3.2.10',
    sysUpTimeTicks: sysUpTimeTicks >>> 0,
    sysContact: '',
    sysName: '',
    sysLocation: '',
    ...more,
  };
}

/** One answered poll of device `sw` that began at `startedAt` and took 20 ms. */
export function polled(startedAt: number, more: Partial<Observation> = {}): Observation {
  return {
    deviceId: 'sw',
    startedAt,
    finishedAt: startedAt + 20,
    outcome: 'answered',
    faults: [],
    requests: 2,
    responses: 2,
    values: 20,
    ...more,
  };
}
