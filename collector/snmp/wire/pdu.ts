import type { Varbind } from '../varbind.ts';
import { BerReader } from './ber-reader.ts';
import type { BerWriter } from './ber-writer.ts';
import { oidBeginning, oidOctets, oidText } from './oid-octets.ts';
import { decodeValue } from './value.ts';

/** PDU tags (RFC 3416 section 3) that a manager which only reads sends or gets. */
export const pduTag = { get: 0xa0, getNext: 0xa1, response: 0xa2, getBulk: 0xa5, report: 0xa8 } as const;

/** What is asked: one request, however often it is sent. */
export interface Question {
  readonly verb: 'get' | 'getNext' | 'getBulk';
  /** Contents octets of the names. */
  readonly names: readonly Uint8Array[];
  /** Only for getBulk; every name repeats. */
  readonly maxRepetitions: number;
}

/** The contents octets of dotted OIDs; undefined when one is none. */
export function namesOf(oids: readonly string[]): readonly Uint8Array[] | undefined {
  const names: Uint8Array[] = [];
  for (const oid of oids) {
    const octets = oidOctets(oid);
    if (octets === undefined) return undefined;
    names.push(octets);
  }
  return names;
}

/** The varbind list of an answer, not decoded yet: the octets of `data` from `start` to `end`. */
export interface PackedVarbinds {
  readonly data: Buffer;
  readonly start: number;
  readonly end: number;
}

/** The PDU of an answer (RFC 3416 section 3). */
export interface AnswerPdu {
  readonly tag: number;
  readonly requestId: number;
  readonly errorStatus: number;
  readonly errorIndex: number;
  readonly varbinds: PackedVarbinds;
}

/** A PDU that its maker has encoded already, with its request id: what a receiver of informs answers. */
export interface EncodedPdu {
  readonly encoded: Uint8Array;
}

const nullValue = Uint8Array.of(0x05, 0x00);

/** Writes a request PDU; a writer writes backwards, so what follows it in the message is written before. */
export function writePdu(writer: BerWriter, question: Question | EncodedPdu, requestId: number): void {
  if ('encoded' in question) {
    writer.raw(question.encoded);
    return;
  }
  const { verb, names, maxRepetitions } = question;
  const mark = writer.length;
  for (let i = names.length - 1; i >= 0; i--) {
    const varbind = writer.length;
    writer.raw(nullValue);
    const name = writer.length;
    writer.raw(names[i] ?? nullValue);
    writer.wrap(0x06, name);
    writer.wrap(0x30, varbind);
  }
  writer.wrap(0x30, mark);
  writer.integer(verb === 'getBulk' ? maxRepetitions : 0);
  writer.integer(0);
  writer.integer(requestId);
  writer.wrap(pduTag[verb], mark);
}

const answerTags: readonly number[] = [pduTag.response, pduTag.report];

/**
 * Reads an answer's PDU, or one with another of `tags`, at the reader's place; undefined when it is none, or when anything
 * stands behind it or its varbinds that a wrong length would hide. Its varbinds are looked at by who needs them.
 */
export function readPdu(reader: BerReader, tags: readonly number[] = answerTags): AnswerPdu | undefined {
  const tag = reader.peek();
  if (!tags.includes(tag)) {
    reader.fail(reader.at);
    return undefined;
  }
  const enclosed = reader.limit;
  reader.descend(tag);
  if (reader.limit !== enclosed) reader.fail(reader.limit);
  const requestId = reader.integer();
  const errorStatus = reader.integer();
  const errorIndex = reader.integer();
  const end = reader.enter(0x30);
  if (end !== reader.limit) reader.fail(end);
  if (reader.failed) return undefined;
  return { tag, requestId, errorStatus, errorIndex, varbinds: { data: reader.data, start: reader.at, end } };
}

/** Where a list of varbinds cannot be read, and the name there, if it has one. */
export interface Malformed {
  readonly octet: number;
  readonly oid: string | undefined;
  /** The name itself is broken: `oid` is as much of it as can be read. */
  readonly isCutName?: true;
}

/** Where something cannot be read, in words: the octet, and the name there as far as it is known. */
export function placeWords({ octet, oid, isCutName }: Malformed): string {
  if (oid === undefined) return `at octet ${octet}`;
  return `at octet ${octet}, ${isCutName === true ? 'a name that begins with' : 'the value of'} ${oid}`;
}

/** A name that cannot be read, from its contents octets. */
export function brokenName(data: Buffer, octet: number, end: number): Malformed {
  const oid = oidBeginning(data, octet, end);
  return oid === undefined ? { octet, oid } : { octet, oid, isCutName: true };
}

/** Decodes a whole list; octet strings are views of its data. */
export function decodeVarbinds({ data, start, end }: PackedVarbinds): readonly Varbind[] | Malformed {
  const reader = new BerReader(data, start, end);
  const varbinds: Varbind[] = [];
  while (reader.at < end) {
    reader.limit = end;
    reader.descend(0x30);
    const nameEnd = reader.enter(0x06);
    if (reader.failed) return { octet: reader.failedAt, oid: undefined };
    const oid = oidText(data, reader.at, nameEnd);
    if (oid === undefined) return brokenName(data, reader.at, nameEnd);
    reader.at = nameEnd;
    const tag = reader.peek();
    const valueEnd = reader.enter(tag);
    // A name and a value and nothing else.
    if (reader.failed || valueEnd !== reader.limit) return { octet: nameEnd, oid };
    const value = decodeValue(tag, data, reader.at, valueEnd);
    if (value === undefined) return { octet: nameEnd, oid };
    varbinds.push({ oid, ...value });
    reader.at = reader.limit;
  }
  return varbinds;
}
