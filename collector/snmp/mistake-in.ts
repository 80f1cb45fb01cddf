import { BerReader } from './wire/ber-reader.ts';
import { decodeCommunityMessage } from './wire/community-message.ts';
import { type AnswerPdu, decodeVarbinds, type Malformed } from './wire/pdu.ts';
import { decodeV3Head, messageFlag, readScopedPdu } from './wire/v3-message.ts';

/** Where an answer breaks the rules of BER and SNMP; undefined when it does not, or is encrypted. */
export function mistakeIn(datagram: Buffer): Malformed | undefined {
  const pdu = isV3(datagram) ? pduOfV3(datagram) : pduOfCommunity(datagram);
  if (pdu === undefined || typeof pdu === 'number') return pdu === undefined ? undefined : at(pdu);
  const decoded = decodeVarbinds(pdu.varbinds);
  return 'octet' in decoded ? decoded : undefined;
}

function isV3(datagram: Buffer): boolean {
  const reader = new BerReader(datagram);
  reader.descend(0x30);
  return reader.integer() === 3;
}

function pduOfCommunity(datagram: Buffer): AnswerPdu | number {
  const message = decodeCommunityMessage(datagram);
  return typeof message === 'number' ? message : message.pdu;
}

function pduOfV3(datagram: Buffer): AnswerPdu | number | undefined {
  const head = decodeV3Head(datagram);
  if (typeof head === 'number') return head;
  if ((head.level & messageFlag.encrypted) !== 0) return undefined;
  const reader = new BerReader(head.message, head.bodyAt);
  return readScopedPdu(reader) ?? Math.max(0, reader.failedAt);
}

function at(octet: number): Malformed {
  return { octet, oid: undefined };
}
