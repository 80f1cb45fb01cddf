import { BerReader } from './ber-reader.ts';
import type { BerWriter } from './ber-writer.ts';
import { type AnswerPdu, type Question, readPdu, writePdu } from './pdu.ts';

/** The version field (RFC 3416, RFC 1157, RFC 3412). */
export const versionNumber = { v1: 0, v2c: 1, v3: 3 } as const;

/** A request of SNMPv1 or v2c (RFC 1901). In v1, which has no GETBULK, one is sent as GETNEXT. */
export function encodeCommunityMessage(
  writer: BerWriter,
  {
    version,
    community,
    requestId,
    question,
  }: {
    readonly version: 'v1' | 'v2c';
    readonly community: Uint8Array;
    readonly requestId: number;
    readonly question: Question;
  },
): Buffer {
  writer.reset();
  const downgraded = version === 'v1' && question.verb === 'getBulk';
  writePdu(writer, downgraded ? { ...question, verb: 'getNext' } : question, requestId);
  writer.octetString(community);
  writer.integer(versionNumber[version]);
  writer.wrap(0x30, 0);
  return writer.take();
}

/** An answer in v1 or v2c. */
export interface CommunityMessage {
  readonly version: number;
  readonly community: Buffer;
  readonly pdu: AnswerPdu;
}

/** The message in a datagram, or the octet at which it stops being one. Octets after the message are ignored. */
export function decodeCommunityMessage(datagram: Buffer): CommunityMessage | number {
  const reader = new BerReader(datagram);
  reader.descend(0x30);
  const version = reader.integer();
  const community = reader.octetString();
  const pdu = version > versionNumber.v2c ? undefined : readPdu(reader);
  return pdu === undefined ? Math.max(0, reader.failedAt) : { version, community, pdu };
}
