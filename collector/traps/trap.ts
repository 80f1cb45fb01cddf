import type { Varbind } from '../snmp/varbind.ts';

export type TrapVersion = 'v1' | 'v2c' | 'v3';

/** A notification that was understood and whose sender may speak to us. */
export interface Trap {
  readonly version: TrapVersion;
  /** An inform wants an answer; RFC 3416 section 4.2.7. */
  readonly kind: 'trap' | 'inform';
  /** snmpTrapOID; that of a v1 trap is made by RFC 3584 section 3.1. */
  readonly oid: string;
  /** sysUpTime in hundredths of a second; undefined when the sender left it out. */
  readonly upTimeTicks: number | undefined;
  /** Only in v1: the enterprise that sends, and the address that it gives itself (which proves nothing). */
  readonly enterprise?: string;
  readonly agentAddress?: string;
  /** Without sysUpTime.0 and snmpTrapOID.0. */
  readonly varbinds: readonly Varbind[];
}

/** Why a message was not taken as a notification. Words, so that they can be counted and shown. */
export const trapRefusals = [
  'malformed',
  'unsupported-version',
  'unexpected-pdu',
  'wrong-community',
  'unknown-user',
  'unsupported-security-level',
  'wrong-digest',
  'decryption-error',
  'not-in-time-window',
  'unknown-engine',
  'replayed',
] as const;
export type TrapRefusal = (typeof trapRefusals)[number];

/** A message that was refused. Never carries a community or a key. */
export interface BadTrap {
  readonly reason: TrapRefusal;
  readonly version: TrapVersion | undefined;
  /** One line for a person. */
  readonly detail: string;
  /** Of a malformed message: the octet at which it stops being one (of the decrypted part, where it was encrypted). */
  readonly octet?: number;
  /** And the name whose value cannot be read, or as much of the name as can be. */
  readonly oid?: string;
}

/** What a datagram was, and what is to be sent back for it. */
export type TrapReading =
  | {
      readonly kind: 'trap';
      readonly trap: Trap;
      /** The same inform came before: it is answered again and means nothing new. */
      readonly repeated: boolean;
      readonly reply?: Buffer;
    }
  | { readonly kind: 'bad'; readonly bad: BadTrap; readonly reply?: Buffer }
  /** A manager asked for our engine id before its inform (RFC 3414 section 4). */
  | { readonly kind: 'discovery'; readonly reply: Buffer };
