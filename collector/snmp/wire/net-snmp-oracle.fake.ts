import { createRequire } from 'node:module';
import { decodeMessage } from '../../../lab/agent/codec.ts';
import { decodeVarbind, type Varbind } from '../varbind.ts';

const require = createRequire(import.meta.url);

/** A message as net-snmp reads it. */
export interface TheirMessage {
  readonly version: number;
  readonly community?: string;
  readonly msgGlobalData?: { readonly msgID: number; readonly msgFlags: number; readonly msgMaxSize: number };
  readonly msgSecurityParameters?: {
    readonly msgAuthoritativeEngineID: Buffer;
    readonly msgAuthoritativeEngineBoots: number;
    readonly msgAuthoritativeEngineTime: number;
    readonly msgUserName: string;
  };
  user?: object;
  buffer?: Buffer | undefined;
  readonly pdu: {
    readonly type: number;
    readonly id: number;
    readonly errorStatus: number;
    readonly errorIndex: number;
    readonly nonRepeaters?: number;
    readonly maxRepetitions?: number;
    readonly contextName?: string;
    readonly contextEngineID?: Buffer;
    readonly varbinds: readonly { readonly oid: string; readonly type: number; readonly value: unknown }[];
    options?: object;
  } | null;
  checkAuthentication(user: object, refused: () => void): boolean;
  decryptPdu(user: object, refused: () => void): boolean;
  toBuffer(): Buffer;
}

/** What net-snmp makes of a datagram; undefined where it throws. */
export function theirReading(datagram: Buffer): TheirMessage | undefined {
  try {
    return decodeMessage(Buffer.from(datagram)) as unknown as TheirMessage;
  } catch {
    return undefined;
  }
}

export function theirVarbinds({ pdu }: TheirMessage): readonly Varbind[] {
  return (pdu?.varbinds ?? []).map(({ oid, type, value }) => decodeVarbind(oid, type, value));
}

/** The same message, encoded by net-snmp. */
export function theirEncoding(message: TheirMessage): Buffer {
  const { pdu } = message;
  if (pdu !== null) pdu.options = { nonRepeaters: pdu.nonRepeaters, maxRepetitions: pdu.maxRepetitions };
  message.buffer = undefined;
  return message.toBuffer();
}

/** net-snmp as its authors left it, in a copy that nobody amends. */
export function untouchedNetSnmp<T>(): T {
  const entry = require.resolve('net-snmp');
  const isTheirs = (path: string) => /[\\/]node_modules[\\/](net-snmp|asn1-ber)[\\/]/.test(path);
  const kept = Object.entries(require.cache).filter(([path]) => isTheirs(path));
  for (const [path] of kept) delete require.cache[path];
  try {
    return require(entry) as T;
  } finally {
    for (const path of Object.keys(require.cache).filter(isTheirs)) delete require.cache[path];
    for (const [path, module] of kept) require.cache[path] = module;
  }
}
