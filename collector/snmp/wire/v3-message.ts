import { BerReader } from './ber-reader.ts';
import type { BerWriter } from './ber-writer.ts';
import { versionNumber } from './community-message.ts';
import type { EngineKeys } from './engine-keys.ts';
import { authentication } from './password-key.ts';
import { type AnswerPdu, type EncodedPdu, type Question, readPdu, writePdu } from './pdu.ts';
import { decrypt, digestOf, type EngineTime, encrypt, isAuthentic } from './protection.ts';

/** msgFlags (RFC 3412 section 6.4). */
export const messageFlag = { authenticated: 1, encrypted: 2, reportable: 4 } as const;
/** The user-based security model (RFC 3411 section 5). */
const userBased = 3;
/** The largest answer that we take: UDP's payload over IPv4. */
const maxMessageOctets = 65_507;
/** SnmpEngineID (RFC 3411 section 5) has at most so many octets. */
export const maxEngineIdOctets = 32;

/** What a v3 request says of the engine and its user. */
export interface V3Request {
  readonly messageId: number;
  readonly engineId: Buffer;
  readonly time: EngineTime;
  readonly user: Uint8Array;
  readonly context: Uint8Array;
  /** Default: the engine that is spoken to. An inform's response repeats what the inform named. */
  readonly contextEngineId?: Uint8Array;
  readonly keys: EngineKeys;
  /** For msgPrivacyParameters; used only when there is a privacy key. */
  readonly salt: Uint8Array;
  readonly question: Question | EncodedPdu;
  /** False for a PDU that asks for no answer: a response, a report, a trap (RFC 3412 section 6.4). Default true. */
  readonly reportable?: boolean;
}

/** A v3 request (RFC 3412 section 6, RFC 3414 section 2.4) at the level that the keys allow. */
export function encodeV3Message(writer: BerWriter, request: V3Request): Buffer {
  const { messageId, engineId, time, user, context, question, salt, keys } = request;
  const { auth, priv } = keys;
  writer.reset();
  writePdu(writer, question, messageId);
  writer.octetString(context);
  writer.octetString(request.contextEngineId ?? engineId);
  writer.wrap(0x30, 0);
  if (priv !== undefined) {
    const secret = encrypt(writer.take(), priv, salt, time);
    writer.reset();
    writer.octetString(secret);
  }
  const security = writer.length;
  writer.octetString(priv === undefined ? nothing : salt);
  writer.octetString(auth === undefined ? nothing : emptyDigest(authentication[auth.protocol].digestOctets));
  // The digest stands so far before the message's end.
  const digestFromEnd = writer.length - (auth === undefined ? 0 : 2);
  writer.octetString(user);
  writer.integer(time.timeSeconds);
  writer.integer(time.boots);
  writer.octetString(engineId);
  writer.wrap(0x30, security);
  writer.wrap(0x04, security);
  const globals = writer.length;
  writer.integer(userBased);
  const level = (auth === undefined ? 0 : messageFlag.authenticated) | (priv === undefined ? 0 : messageFlag.encrypted);
  writer.octetString(Uint8Array.of(level | (request.reportable === false ? 0 : messageFlag.reportable)));
  writer.integer(maxMessageOctets);
  writer.integer(messageId);
  writer.wrap(0x30, globals);
  writer.integer(versionNumber.v3);
  writer.wrap(0x30, 0);
  const message = writer.take();
  if (auth !== undefined) message.set(digestOf(message, auth), message.length - digestFromEnd);
  return message;
}

const nothing = new Uint8Array(0);
const zeros = new Uint8Array(64);
const emptyDigest = (octets: number) => zeros.subarray(0, octets);

/** The head of a v3 answer: nothing in it is proven yet. */
export interface V3Head {
  /** The message without octets that may follow it. */
  readonly message: Buffer;
  readonly messageId: number;
  /** Only the bits `authenticated` and `encrypted`. */
  readonly level: number;
  /** Whether the sender wants to hear what is wrong with the message. */
  readonly reportable: boolean;
  readonly engineId: Buffer;
  readonly time: EngineTime;
  readonly user: Buffer;
  readonly digestAt: number;
  readonly digestOctets: number;
  readonly salt: Buffer;
  /** Place of the scopedPDU, or of the OCTET STRING that hides it. */
  readonly bodyAt: number;
}

/** The head of the v3 message in a datagram, or the octet at which it stops being one. */
export function decodeV3Head(datagram: Buffer): V3Head | number {
  const reader = new BerReader(datagram);
  reader.descend(0x30);
  const messageEnd = reader.limit;
  const version = reader.integer();
  const afterGlobals = reader.enter(0x30);
  const messageId = reader.integer();
  reader.integer();
  const flagsAt = reader.at;
  const flags = reader.octetString();
  const model = reader.integer();
  reader.at = afterGlobals;
  reader.descend(0x04);
  const bodyAt = reader.limit;
  reader.descend(0x30);
  const engineId = reader.octetString();
  const boots = reader.integer();
  const timeSeconds = reader.integer();
  const user = reader.octetString();
  const digest = reader.octetString();
  const digestAt = reader.at - digest.length;
  const salt = reader.octetString();
  if (reader.failed) return reader.failedAt;
  const level = (flags[0] ?? 0) & 3;
  const isSound = version === versionNumber.v3 && model === userBased && flags.length === 1;
  if (!isSound || boots < 0 || timeSeconds < 0 || engineId.length > maxEngineIdOctets) return flagsAt;
  return {
    message: datagram.subarray(0, messageEnd),
    messageId,
    level,
    reportable: ((flags[0] ?? 0) & messageFlag.reportable) !== 0,
    engineId,
    time: { boots, timeSeconds },
    user,
    digestAt,
    digestOctets: digest.length,
    salt,
    bodyAt,
  };
}

/** What became of an answer's body; a number is the octet at which it stops being one. */
export type V3Body = { readonly pdu: AnswerPdu } | 'wrong-digest' | 'decryption-error' | number;

/** The scopedPDU of a message (RFC 3412 section 6.8), the reader at its PDU. */
export interface V3Scope {
  readonly reader: BerReader;
  readonly contextEngineId: Buffer;
  readonly context: Buffer;
}

/** Proves and opens the body as an answer. Changes the datagram: its digest becomes zeros. */
export function openV3Body(head: V3Head, keys: EngineKeys): V3Body {
  const scope = openV3Scope(head, keys);
  if (typeof scope !== 'object') return scope;
  const pdu = readPdu(scope.reader);
  return pdu === undefined ? Math.max(0, scope.reader.failedAt) : { pdu };
}

/** Proves and opens the body with the keys of the level that the head claims. Changes the datagram: its digest becomes zeros. */
export function openV3Scope(head: V3Head, keys: EngineKeys): V3Scope | Exclude<V3Body, object> {
  const { message, level, digestAt, digestOctets, time, salt, bodyAt } = head;
  if ((level & messageFlag.authenticated) !== 0) {
    if (keys.auth === undefined || !isAuthentic(message, digestAt, digestOctets, keys.auth)) return 'wrong-digest';
  }
  let reader = new BerReader(message, bodyAt);
  if ((level & messageFlag.encrypted) !== 0) {
    const plain = keys.priv === undefined ? undefined : decrypt(reader.octetString(), keys.priv, salt, time);
    if (reader.failed) return reader.failedAt;
    if (plain?.[0] !== 0x30) return 'decryption-error';
    reader = new BerReader(plain);
  }
  reader.descend(0x30);
  const contextEngineId = reader.octetString();
  const context = reader.octetString();
  return reader.failed ? reader.failedAt : { reader, contextEngineId, context };
}

/** Reads a scopedPDU (RFC 3412 section 6.8) at the reader's place; undefined when it is none. */
export function readScopedPdu(reader: BerReader): AnswerPdu | undefined {
  reader.descend(0x30);
  reader.octetString();
  reader.octetString();
  return readPdu(reader);
}
