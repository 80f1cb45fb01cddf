import type { NoValue, Varbind } from '../snmp/varbind.ts';
import { BerReader, unsigned } from '../snmp/wire/ber-reader.ts';
import type { BerWriter } from '../snmp/wire/ber-writer.ts';
import { oidOctets, oidText } from '../snmp/wire/oid-octets.ts';
import {
  brokenName,
  decodeVarbinds,
  type EncodedPdu,
  type Malformed,
  type PackedVarbinds,
  pduTag,
  placeWords,
  readPdu,
} from '../snmp/wire/pdu.ts';
import type { BadTrap, Trap } from './trap.ts';

/** PDU tags of notifications (RFC 1157 section 4.1.6, RFC 3416 section 3). */
export const notificationTag = { trapV1: 0xa4, inform: 0xa6, trap: 0xa7 } as const;

export const sysUpTimeOid = '1.3.6.1.2.1.1.3.0';
export const snmpTrapOid = '1.3.6.1.6.3.1.1.4.1.0';
/** snmpTraps (RFC 3418): below it, coldStart is 1, warmStart 2, linkDown 3, linkUp 4, authenticationFailure 5. */
export const standardTraps = '1.3.6.1.6.3.1.1.5';
/** The generic-trap number that says that the enterprise's own number counts (RFC 1157 section 4.1.6). */
const enterpriseSpecific = 6;

/** What was read; of a notification also what an answer repeats. */
export type ReadNotification =
  | {
      readonly ok: true;
      readonly trap: NotificationBody;
      readonly requestId: number;
      readonly varbinds: PackedVarbinds;
    }
  | { readonly ok: false; readonly bad: Omit<BadTrap, 'version'> };

export type NotificationBody = Omit<Trap, 'version'>;

/** Reads the notification at the reader's place: `v1` says which kind of trap may stand there. Never throws. */
export function readNotification(reader: BerReader, v1: boolean): ReadNotification {
  const tag = reader.peek();
  if (v1) return tag === notificationTag.trapV1 ? readTrapV1(reader) : unexpected(tag, reader);
  if (tag !== notificationTag.trap && tag !== notificationTag.inform) return unexpected(tag, reader);
  const pdu = readPdu(reader, [notificationTag.trap, notificationTag.inform]);
  if (pdu === undefined) return malformed(reader.failedAt);
  const decoded = valuesOf(pdu.varbinds);
  if ('ok' in decoded) return decoded;
  const name = decoded.find(({ oid }) => oid === snmpTrapOid);
  if (name?.type !== 'oid') {
    const detail = 'there is no snmpTrapOID.0 among the varbinds';
    return { ok: false, bad: { reason: 'malformed', detail, octet: pdu.varbinds.start, oid: snmpTrapOid } };
  }
  const upTime = decoded.find(({ oid }) => oid === sysUpTimeOid);
  const trap: NotificationBody = {
    kind: tag === notificationTag.inform ? 'inform' : 'trap',
    oid: name.value,
    upTimeTicks: upTime?.type === 'timeTicks' ? upTime.value : undefined,
    varbinds: decoded.filter((each) => each !== name && each !== upTime),
  };
  return { ok: true, trap, requestId: pdu.requestId, varbinds: pdu.varbinds };
}

function readTrapV1(reader: BerReader): ReadNotification {
  reader.descend(notificationTag.trapV1);
  const { data } = reader;
  const enterpriseEnd = reader.enter(0x06);
  const enterprise = oidText(data, reader.at, enterpriseEnd);
  if (reader.failed) return malformed(reader.failedAt);
  if (enterprise === undefined) return { ok: false, bad: malformedAt(brokenName(data, reader.at, enterpriseEnd)) };
  reader.at = enterpriseEnd;
  const addressAt = reader.at;
  const addressEnd = reader.enter(0x40);
  const agentAddress = data.subarray(reader.at, addressEnd);
  if (!reader.failed && agentAddress.length !== 4) return malformed(addressAt);
  reader.at = addressEnd;
  const genericAt = reader.at;
  const generic = reader.integer();
  const specificAt = reader.at;
  const specific = reader.integer();
  const ticksAt = reader.at;
  const ticksEnd = reader.enter(0x43);
  const upTimeTicks = unsigned(data, reader.at, ticksEnd);
  reader.at = ticksEnd;
  const end = reader.enter(0x30);
  if (reader.failed) return malformed(reader.failedAt);
  if (upTimeTicks === undefined) return malformed(ticksAt);
  if (generic < 0 || generic > enterpriseSpecific) return malformed(genericAt);
  if (specific < 0) return malformed(specificAt);
  const packed = { data, start: reader.at, end };
  const varbinds = valuesOf(packed);
  if ('ok' in varbinds) return varbinds;
  // RFC 3584 section 3.1: generic traps have names of their own, others one below the enterprise's.
  const oid = generic === enterpriseSpecific ? `${enterprise}.0.${specific}` : `${standardTraps}.${generic + 1}`;
  const trap = { kind: 'trap', oid, upTimeTicks, enterprise, agentAddress: agentAddress.join('.'), varbinds } as const;
  return { ok: true, trap, requestId: 0, varbinds: packed };
}

type Refused = Extract<ReadNotification, { readonly ok: false }>;

/**
 * The varbinds of a notification, each with a value: one that has no safe reading is a mistake here, and so is an exception,
 * which stands for no value in answers alone (RFC 3416 section 3).
 */
function valuesOf(packed: PackedVarbinds): readonly Varbind[] | Refused {
  const decoded = decodeVarbinds(packed);
  if ('octet' in decoded) return { ok: false, bad: malformedAt(decoded) };
  const index = decoded.findIndex(({ type }) => type === 'malformed' || exceptions.has(type));
  const { oid, type } = decoded[index] ?? {};
  if (oid === undefined || type === undefined) return decoded;
  const where = { octet: valueOctet(packed, index), oid };
  if (type === 'malformed') return { ok: false, bad: malformedAt(where) };
  const detail = `${type} is no value of a notification ${placeWords(where)}`;
  return { ok: false, bad: { reason: 'malformed', detail, ...where } };
}

const exceptions: ReadonlySet<string> = new Set(['noSuchObject', 'noSuchInstance', 'endOfMibView'] satisfies NoValue[]);

/** Where the value of the varbind with this index begins; of a list that can be read. */
function valueOctet({ data, start, end }: PackedVarbinds, index: number): number {
  const reader = new BerReader(data, start, end);
  for (let at = 0; at < index; at++) reader.at = reader.enter(0x30);
  reader.descend(0x30);
  return reader.enter(0x06);
}

function malformed(octet: number): Refused {
  return { ok: false, bad: malformedTrap(octet) };
}

/** Why a message that cannot be read from this octet on was refused. */
export function malformedTrap(octet: number): Omit<BadTrap, 'version'> {
  return malformedAt({ octet: Math.max(0, octet), oid: undefined });
}

function malformedAt(where: Malformed): Omit<BadTrap, 'version'> {
  const { octet, oid } = where;
  const detail = `cannot be decoded ${placeWords(where)}`;
  return { reason: 'malformed', detail, octet, ...(oid === undefined ? {} : { oid }) };
}

function unexpected(tag: number, reader: BerReader): ReadNotification {
  if (tag < 0 || reader.failed) return malformed(reader.failed ? reader.failedAt : reader.at);
  const detail = `a PDU with the tag 0x${tag.toString(16)} is no notification`;
  return { ok: false, bad: { reason: 'unexpected-pdu', detail, octet: reader.at } };
}

/** The response to an inform: its request id and its varbinds (RFC 3416 section 4.2.7). */
export function responsePdu(writer: BerWriter, requestId: number, { data, start, end }: PackedVarbinds): EncodedPdu {
  return encodePdu(writer, pduTag.response, requestId, () => writer.raw(data.subarray(start, end)));
}

/** A report whose only varbind is one counter (RFC 3412 section 7.1, RFC 3414 section 3.2). */
export function reportPdu(writer: BerWriter, requestId: number, oid: string, count: number): EncodedPdu {
  return encodePdu(writer, pduTag.report, requestId, () => writeNumber(writer, oid, 0x41, count));
}

function encodePdu(writer: BerWriter, tag: number, requestId: number, writeVarbinds: () => void): EncodedPdu {
  writer.reset();
  writeVarbinds();
  writer.wrap(0x30, 0);
  writer.integer(0);
  writer.integer(0);
  writer.integer(requestId);
  writer.wrap(tag, 0);
  return { encoded: writer.take() };
}

function writeNumber(writer: BerWriter, oid: string, tag: number, value: number): void {
  const mark = writer.length;
  let rest = value >>> 0;
  let last = 0;
  do {
    last = rest & 0xff;
    writer.octet(last);
    rest >>>= 8;
  } while (rest > 0);
  // Unsigned: a first octet with the sign bit needs a zero before it.
  if (last > 0x7f) writer.octet(0);
  writer.wrap(tag, mark);
  writeOid(writer, oid);
  writer.wrap(0x30, mark);
}

const noOctets = new Uint8Array(0);

function writeOid(writer: BerWriter, oid: string): void {
  const mark = writer.length;
  writer.raw(oidOctets(oid) ?? noOctets);
  writer.wrap(0x06, mark);
}

/** What a simulated device sends: v2 traps and informs. Values that have no encoding are left out. */
export function notificationPdu(
  writer: BerWriter,
  notification: {
    readonly kind: 'trap' | 'inform';
    readonly requestId: number;
    readonly oid: string;
    readonly upTimeTicks: number;
    readonly varbinds: readonly Varbind[];
  },
): EncodedPdu {
  const { kind, requestId, oid, upTimeTicks, varbinds } = notification;
  return encodePdu(writer, notificationTag[kind], requestId, () => {
    for (let i = varbinds.length - 1; i >= 0; i--) {
      const varbind = varbinds[i];
      if (varbind !== undefined) writeVarbind(writer, varbind);
    }
    writeVarbind(writer, { oid: snmpTrapOid, type: 'oid', value: oid });
    writeNumber(writer, sysUpTimeOid, 0x43, upTimeTicks);
  });
}

const numberTags = { counter32: 0x41, gauge32: 0x42, timeTicks: 0x43 } as const;

function writeVarbind(writer: BerWriter, varbind: Varbind): void {
  const mark = writer.length;
  switch (varbind.type) {
    case 'counter32':
    case 'gauge32':
    case 'timeTicks':
      writeNumber(writer, varbind.oid, numberTags[varbind.type], varbind.value);
      return;
    case 'integer':
      writer.integer(varbind.value);
      break;
    case 'octets':
      writer.octetString(varbind.value);
      break;
    case 'oid':
      writeOid(writer, varbind.value);
      break;
    default:
      return;
  }
  writeOid(writer, varbind.oid);
  writer.wrap(0x30, mark);
}
