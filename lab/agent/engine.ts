import type { Clock } from '../../core/index.ts';

/** RFC 3411 section 5: five to 32 octets; the first bit says that format and text follow the enterprise number. */
export const maxEngineIdOctets = 32;
/** The enterprise number that net-snmp's library uses for made-up engines; the lab has none of its own. */
const enterprise = 0x80001f88;
const formatText = 4;

/** An engine id made of a device's name, the same in every run. */
export function engineIdOf(name: string): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(enterprise);
  head[4] = formatText;
  return Buffer.concat([head, Buffer.from(name)]).subarray(0, maxEngineIdOctets);
}

/** snmpEngineBoots and snmpEngineTime (RFC 3414 section 2.2), driven by the clock. */
export interface Engine {
  readonly id: Buffer;
  readonly boots: number;
  /** Whole seconds since the last boot. */
  readonly timeSeconds: number;
  /** Clock time of the last boot. */
  readonly bootedAt: number;
  /** Boots now, or at `at` when that is known. */
  reboot(at?: number): void;
}

/** An engine that booted at `bootedAt` (now when absent) for the `boots`th time. */
export function createEngine({
  id,
  boots = 1,
  bootedAt,
  clock,
}: {
  readonly id: Buffer;
  readonly boots?: number;
  readonly bootedAt?: number;
  readonly clock: Clock;
}): Engine {
  let count = boots;
  let since = bootedAt ?? clock.now();
  return {
    id,
    get boots() {
      return count;
    },
    get timeSeconds() {
      return Math.max(0, Math.floor((clock.now() - since) / 1000)) % 2 ** 31;
    },
    get bootedAt() {
      return since;
    },
    reboot(at = clock.now()) {
      count = Math.min(count + 1, 2 ** 31 - 1);
      since = at;
    },
  };
}
