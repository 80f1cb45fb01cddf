/** The little of `net-snmp` (no types of its own) that `session.ts` uses, as read in its source, version 3.29. */
declare module 'net-snmp' {
  export interface RawVarbind {
    readonly oid: string;
    /** ASN.1 tag. */
    readonly type: number;
    readonly value: unknown;
  }

  export interface RawPdu {
    id: number;
    readonly type: number;
    readonly errorStatus: number;
    readonly errorIndex: number;
    readonly varbinds: readonly RawVarbind[];
  }

  export interface RawMessage {
    readonly version: number;
    readonly pdu: RawPdu;
    /** Only in v3. Bit 0 authenticated, bit 1 encrypted. */
    readonly msgGlobalData?: { readonly msgFlags: number; msgID: number };
    /** The octets, once it was encoded or because it came so. */
    readonly buffer?: Buffer;
  }

  export interface RawRequest {
    readonly message: RawMessage;
    readonly responseCb: RawCallback;
  }

  export type RawCallback = (error: Error | null, varbinds?: readonly RawVarbind[]) => void;

  export interface RawUser {
    name: string;
    level: number;
    authProtocol?: number;
    authKey?: string;
    privProtocol?: number;
    privKey?: string;
  }

  /** What a session calls on its socket; any object with these will do. */
  export interface SocketLike {
    on(event: 'message' | 'close' | 'error', listener: (...args: never[]) => void): void;
    send(
      buffer: Buffer,
      offset: number,
      length: number,
      port: number,
      address: string,
      callback: (error: Error | null, bytes: number) => void,
    ): void;
    bind(port?: number, address?: string): void;
    ref(): void;
    unref(): void;
    close(): void;
  }

  export interface SessionOptions {
    version?: number;
    transport?: 'udp4' | 'udp6';
    port?: number;
    /** Of notifications. */
    trapPort?: number;
    /** Sent again this many times after the first. */
    retries?: number;
    /** Milliseconds for each try. */
    timeout?: number;
    context?: string;
    /** For all sessions of the process: an INTEGER beyond 32 bits is a mistake. */
    strictIntRangeChecks?: boolean;
    dgramModule?: { createSocket(transport: 'udp4' | 'udp6'): SocketLike };
  }

  export interface Session {
    version: number;
    get(oids: readonly string[], callback: RawCallback): void;
    getNext(oids: readonly string[], callback: RawCallback): void;
    getBulk(oids: readonly string[], nonRepeaters: number, maxRepetitions: number, callback: RawCallback): void;
    inform(oid: string, varbinds: readonly RawVarbind[], options: { upTime: number }, callback: RawCallback): void;
    trap(
      oid: string,
      varbinds: readonly RawVarbind[],
      options: { upTime: number },
      callback: (error: Error | null) => void,
    ): void;
    close(): void;
    /** Encodes and sends, the first time and again. */
    send(request: RawRequest): void;
    on(event: 'error', listener: (error: Error) => void): void;
    unregisterRequest(id: number): unknown;
    /** Called with every decoded answer whose digest was right, before anything in it is used. */
    setEngineTime(message: RawMessage): void;
    onSimpleGetResponse: (request: RawRequest, message: RawMessage) => void;
    /** v3: what requests carry of the agent's engine; absent before discovery. */
    msgSecurityParameters?: { msgAuthoritativeEngineBoots: number } | undefined;
    engineTimeBoots: number | null;
    engineTimeBase: number | null;
    engineTimeReceivedAt: number | null;
    latestReceivedEngineTime: number | null;
  }

  const snmp: {
    createSession(target: string, community: string, options: SessionOptions): Session;
    createV3Session(target: string, user: RawUser, options: SessionOptions): Session;
    readonly Version1: number;
    readonly Version2c: number;
    readonly ObjectType: Readonly<Record<'OctetString' | 'Integer', number>>;
    readonly SecurityLevel: Readonly<Record<'noAuthNoPriv' | 'authNoPriv' | 'authPriv', number>>;
    readonly AuthProtocols: Readonly<Record<string, number>>;
    readonly PrivProtocols: Record<string, number>;
    /** Exported "for testing"; `net-snmp-privacy.ts` says why they are amended. */
    readonly Authentication: {
      authToKeyCache: Record<string, Buffer>;
      passwordToKey(authProtocol: number, password: string | Buffer, engineId: Buffer): Buffer;
      computeCacheKey(authProtocol: number, password: string | Buffer, engineId: Buffer): string;
    };
    readonly Encryption: {
      readonly algorithms: Record<number, object>;
      readonly encryptPduAes: unknown;
      readonly decryptPduAes: unknown;
      readonly generateLocalizedKeyBlumenthal: unknown;
      readonly generateLocalizedKeyReeder: unknown;
    };
  };
  export default snmp;
}
