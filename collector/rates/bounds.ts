import type { Counter, InterfaceCounterName } from '../observation.ts';

/** Timing of poll and agent is never exact: growth up to this much over the line's speed is rounding, more is impossible. */
const tolerance = 1.1;

/**
 * Fastest interface believed where the speed is unknown. One that offers only 32-bit counters is an old or slow one:
 * RFC 2863 demands 64-bit octets above 20 Mb/s and 64-bit packets from 650 Mb/s.
 */
const unknownSpeed = {
  octets: { 32: 100e6, 64: 100e9 },
  packets: { 32: 1e9, 64: 100e9 },
} as const;

/** IANAifType numbers whose speed is a nominal figure that traffic may exceed (Linux says 10 Mb/s of its loopback). */
const nominalSpeedTypes = new Set([
  1, // other
  24, // softwareLoopback
  53, // propVirtual
  131, // tunnel
  135, // l2vlan
  136, // l3ipvlan
  150, // mplsTunnel
  209, // bridge
]);
/** Ethernet-like types (RFC 3635). */
const ethernetTypes = new Set([6, 62, 69, 117, 161]);

/** Shortest Ethernet frame with preamble and gap, in bits. */
const ethernetFrameBits = 672;
/** Shortest packet elsewhere: a bare IPv4 header. */
const barePacketBits = 160;

/** What decides how fast an interface's counters can grow. */
export interface Line {
  readonly ifType: number;
  /** 0 where unknown. */
  readonly speedBitsPerSecond: number;
}

/** Most that a counter of this interface can grow in a second: octets or packets; and what may be shown of it. */
export interface Bound {
  /** Growth above this is impossible. */
  readonly possiblePerSecond: number;
  /** The line's own speed: a rate between it and what is possible is shown as the speed. */
  readonly shownPerSecond: number;
}

/** The bound of one counter. Octets by the speed; packets, errors and discards by the shortest packets at that speed. */
export function boundOf(line: Line, name: InterfaceCounterName, bits: Counter['bits']): Bound {
  const octets = name === 'inOctets' || name === 'outOctets';
  const known = line.speedBitsPerSecond > 0 && !nominalSpeedTypes.has(line.ifType);
  const speed = known ? line.speedBitsPerSecond : unknownSpeed[octets ? 'octets' : 'packets'][bits];
  const unitBits = octets ? 8 : ethernetTypes.has(line.ifType) ? ethernetFrameBits : barePacketBits;
  const shownPerSecond = speed / unitBits;
  return { possiblePerSecond: shownPerSecond * tolerance, shownPerSecond };
}
