import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { BerReader } from '../snmp/wire/ber-reader.ts';
import { BerWriter } from '../snmp/wire/ber-writer.ts';
import { versionNumber } from '../snmp/wire/community-message.ts';
import type { LocalEngine } from './local-engine.ts';
import { malformedTrap, readNotification, responsePdu } from './notification-pdu.ts';
import { createRemoteEngines, type RemoteEngines } from './remote-engines.ts';
import type { BadTrap, TrapReading, TrapVersion } from './trap.ts';
import { createV3Reader } from './v3-reader.ts';

/** Reads datagrams as notifications. Never throws, whatever the bytes; changes the datagram that it reads. */
export interface TrapReader {
  /** `credentials` are those that this sender may use. */
  read(datagram: Buffer, credentials: readonly SnmpCredential[]): TrapReading;
}

export function createTrapReader(deps: {
  readonly engine: LocalEngine;
  readonly clock: Clock;
  /** What is known of senders; default: nothing yet. */
  readonly remotes?: RemoteEngines;
}): TrapReader {
  const { engine, clock, remotes = createRemoteEngines(clock) } = deps;
  const writer = new BerWriter();
  const v3 = createV3Reader({ engine, writer, remotes });
  return {
    read(datagram, credentials) {
      const reader = new BerReader(datagram);
      reader.descend(0x30);
      const version = reader.integer();
      if (reader.failed) return bad(undefined, malformedTrap(reader.failedAt));
      if (version === versionNumber.v3) return v3.read(datagram, credentials);
      if (version === versionNumber.v1) return readCommunity(reader, 'v1', credentials, writer);
      if (version === versionNumber.v2c) return readCommunity(reader, 'v2c', credentials, writer);
      const detail = `SNMP has no version with the number ${version}`;
      return bad(undefined, { reason: 'unsupported-version', detail });
    },
  };
}

function readCommunity(
  reader: BerReader,
  version: 'v1' | 'v2c',
  credentials: readonly SnmpCredential[],
  writer: BerWriter,
): TrapReading {
  const community = reader.octetString();
  if (reader.failed) return bad(version, malformedTrap(reader.failedAt));
  if (!credentials.some((each) => each.version !== 'v3' && isSame(community, each.community))) {
    return bad(version, { reason: 'wrong-community', detail: 'the community is not one that this sender may use' });
  }
  const read = readNotification(reader, version === 'v1');
  if (!read.ok) return bad(version, read.bad);
  const trap = { version, ...read.trap };
  if (trap.kind === 'trap') return { kind: 'trap', trap, repeated: false };
  const { encoded } = responsePdu(writer, read.requestId, read.varbinds);
  writer.reset();
  writer.raw(encoded);
  writer.octetString(community);
  writer.integer(versionNumber[version]);
  writer.wrap(0x30, 0);
  return { kind: 'trap', trap, repeated: false, reply: writer.take() };
}

function isSame(octets: Buffer, text: string): boolean {
  const wanted = Buffer.from(text);
  return octets.length === wanted.length && timingSafeEqual(octets, wanted);
}

function bad(version: TrapVersion | undefined, why: Omit<BadTrap, 'version'>): TrapReading {
  return { kind: 'bad', bad: { version, ...why } };
}
