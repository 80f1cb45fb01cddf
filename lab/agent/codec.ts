import { createRequire } from 'node:module';
import { amendNetSnmp, type LibraryPrivacy } from '../../collector/index.ts';

/** What the codec reads from and writes to; the rest of net-snmp's BER writer stays its own. */
export interface BerWriter {
  startSequence(tag?: number): void;
  endSequence(): void;
  writeInt(number: number, tag?: number): void;
  writeBuffer(bytes: Buffer, tag?: number): void;
}

export interface RequestPdu {
  readonly type: number;
  readonly id: number;
  readonly varbinds: readonly { readonly oid: string }[];
  readonly nonRepeaters?: number;
  readonly maxRepetitions?: number;
  readonly contextName?: string;
  readonly contextEngineID?: Buffer;
}

/** A PDU that encodes itself; net-snmp puts it into a message and secures that. */
export interface ResponsePdu {
  readonly type: number;
  readonly id: number;
  readonly contextEngineID?: Buffer;
  readonly contextName: string;
  toBuffer(writer: BerWriter): void;
}

export interface SnmpUser {
  readonly name: string;
  /** 1 noAuthNoPriv, 2 authNoPriv, 3 authPriv. */
  readonly level: number;
  readonly authProtocol: number;
  readonly authKey: string;
  readonly privProtocol: number;
  readonly privKey: string;
}

export interface SecurityParameters {
  readonly msgAuthoritativeEngineID: Buffer;
  msgAuthoritativeEngineBoots: number;
  msgAuthoritativeEngineTime: number;
  msgUserName: string;
}

export interface SnmpMessage {
  readonly version: number;
  readonly community: string;
  pdu: RequestPdu | ResponsePdu | null;
  user: SnmpUser;
  readonly msgGlobalData: { msgID: number; msgMaxSize: number; msgFlags: number; msgSecurityModel: number };
  readonly msgSecurityParameters: SecurityParameters;
  checkAuthentication(user: SnmpUser, refused: () => void): boolean;
  decryptPdu(user: SnmpUser, refused: () => void): boolean;
  createResponseForRequest(pdu: ResponsePdu): SnmpMessage;
  createReportResponseMessage(engine: object, context: string, errorType: string): SnmpMessage;
  toBuffer(): Buffer;
}

interface Library extends LibraryPrivacy {
  createAgent(options: object): {
    listener: { send(message: object): void };
    onMsg(socket: undefined, buffer: Buffer, from: object): void;
  };
  readonly AuthProtocols: Readonly<Record<string, number>>;
  readonly Authentication: LibraryPrivacy['Authentication'] & {
    readonly algorithms: Readonly<Record<number, { CRYPTO_ALGORITHM: string } | undefined>>;
  };
}

// net-snmp has no types; this file is the one place of the lab that knows it.
export const library: Library = createRequire(import.meta.url)('net-snmp');
amendNetSnmp(library);

/** An empty v3 discovery request, as any manager sends first. */
const discovery = Buffer.from(
  '3038020103300e020101020301000004010402010304' +
    '10300e040002010002010004000400040030110400' +
    '0400a00b0201010201000201003000',
  'hex',
);

/**
 * net-snmp's message class, which it does not export. Its agent builds messages of it when it answers a discovery, so one
 * is asked once, without a socket. Its agent itself is not used: it sends no report for a wrong digest, for a message out
 * of the time window or for one that it cannot decrypt, and localises keys for any engine id that a stranger names.
 */
function messageClass(): { createFromBuffer(buffer: Buffer): SnmpMessage } {
  let found: unknown;
  const socket = { on() {}, bind() {} };
  const agent = library.createAgent({ dgramModule: { createSocket: () => socket }, disableAuthorization: true });
  agent.listener.send = (message) => {
    found = message.constructor;
  };
  agent.onMsg(undefined, discovery, {});
  if (typeof found !== 'function') throw new Error('net-snmp did not answer its own discovery');
  return found as unknown as { createFromBuffer(buffer: Buffer): SnmpMessage };
}

const Message = messageClass();

/** Decodes a datagram. Throws on malformed bytes. A v3 message that is encrypted has no PDU yet. */
export function decodeMessage(bytes: Buffer): SnmpMessage {
  return Message.createFromBuffer(bytes);
}

/** Whether a decoded PDU is a request with what an agent needs, so that no damaged field goes further. */
export function isRequest(pdu: RequestPdu | ResponsePdu | null): pdu is RequestPdu {
  return (
    pdu !== null &&
    'varbinds' in pdu &&
    Number.isInteger(pdu.id) &&
    pdu.varbinds.every(({ oid }) => /^\d+(\.\d+)+$/.test(oid) && oid.length < 1500)
  );
}
