/** The 48 octets of NTP (RFC 5905, figure 8), as a client needs them. */
import type { EpochMs } from '../../core/index.ts';

const packetBytes = 48;
const originAt = 24;
const receiveAt = 32;
const transmitAt = 40;
/** 1900-01-01 to 1970-01-01, seconds. */
const epochSeconds = 2_208_988_800;
const eraSeconds = 2 ** 32;

export interface NtpAnswer {
  /** 3: the server's clock is not synchronised. */
  readonly leap: number;
  readonly version: number;
  /** 0: a kiss of death, whose code `referenceId` is. */
  readonly stratum: number;
  /** Four octets: an address, or ASCII for stratum 0 and 1. */
  readonly referenceId: string;
  readonly rootDelayMs: number;
  readonly rootDispersionMs: number;
  readonly receivedAt: EpochMs;
  readonly sentAt: EpochMs;
}

/**
 * A client's request of version 4. The transmit timestamp is the nonce (draft-ietf-ntp-data-minimization): it comes back as origin, so
 * that an answer cannot be guessed, and this machine's clock is not told.
 */
export function ntpRequest(nonce: Uint8Array): Buffer {
  const packet = Buffer.alloc(packetBytes);
  // Leap indicator 0, version 4, mode 3 (client).
  packet[0] = 0b00_100_011;
  packet.set(nonce.subarray(0, 8), transmitAt);
  return packet;
}

/**
 * Reads a server's answer. `not-ntp`: it is none; undefined: it is one to another request. `near` says in which era of 136 years
 * its timestamps are (section 6).
 */
export function readNtp(octets: Buffer, nonce: Uint8Array, near: EpochMs): NtpAnswer | 'not-ntp' | undefined {
  const first = octets[0] ?? 0;
  const [leap, version, mode] = [first >> 6, (first >> 3) & 0b111, first & 0b111];
  if (octets.length < packetBytes || mode !== 4 || version < 1 || version > 4) return 'not-ntp';
  if (!octets.subarray(originAt, originAt + 8).equals(nonce.subarray(0, 8))) return undefined;
  const stratum = octets[1] ?? 0;
  const reference = octets.subarray(12, 16);
  return {
    leap,
    version,
    stratum,
    referenceId: stratum < 2 ? reference.toString('latin1').replace(/[^\x20-\x7e]/g, '') : [...reference].join('.'),
    rootDelayMs: shortMs(octets, 4),
    rootDispersionMs: shortMs(octets, 8),
    receivedAt: timestampMs(octets, receiveAt, near),
    sentAt: timestampMs(octets, transmitAt, near),
  };
}

/** Seconds of 16 bits and as many of their fraction. */
function shortMs(octets: Buffer, at: number): number {
  return (octets.readUInt32BE(at) / 65_536) * 1_000;
}

function timestampMs(octets: Buffer, at: number, near: EpochMs): EpochMs {
  const seconds = octets.readUInt32BE(at) - epochSeconds;
  const era = Math.round((near / 1_000 - seconds) / eraSeconds);
  return (seconds + era * eraSeconds + octets.readUInt32BE(at + 4) / eraSeconds) * 1_000;
}

/** How far the server's clock is ahead of ours, and how long the packets were under way (section 8). Milliseconds. */
export function offsetOf(
  { receivedAt, sentAt }: Pick<NtpAnswer, 'receivedAt' | 'sentAt'>,
  asked: { readonly at: EpochMs; readonly answeredAt: EpochMs },
): { readonly offsetMs: number; readonly delayMs: number } {
  const [there, back] = [receivedAt - asked.at, sentAt - asked.answeredAt];
  return { offsetMs: (there + back) / 2, delayMs: Math.max(0, asked.answeredAt - asked.at - (sentAt - receivedAt)) };
}
