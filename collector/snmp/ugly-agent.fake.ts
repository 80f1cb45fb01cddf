import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { peekId } from './peek-id.ts';

/** BER (X.690): tag, length, contents. */
export function tlv(tag: number, ...contents: readonly (Buffer | readonly number[])[]): Buffer {
  const body = Buffer.concat(contents.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(part))));
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

export function berInteger(value: number): Buffer {
  const body = Buffer.alloc(4);
  body.writeInt32BE(value);
  return tlv(2, body);
}

export function berOid(oid: string): Buffer {
  const [first = 1, second = 3, ...rest] = oid.split('.').map(Number);
  const octets = [first * 40 + second];
  for (const part of rest) {
    const group = [part & 0x7f];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
      group.unshift((left & 0x7f) | 0x80);
    octets.push(...group);
  }
  return tlv(6, octets);
}

/** A name with its already encoded value. */
export type RawBind = readonly [oid: string, value: Buffer];

export interface Answer {
  readonly id: number;
  readonly errorStatus?: number;
  readonly errorIndex?: number;
  readonly binds?: readonly RawBind[];
  /** 0 for SNMPv1, 1 for v2c. */
  readonly version?: number;
  readonly community?: string;
  /** GetResponse is 0xa2. */
  readonly pduTag?: number;
}

/** A v1 or v2c message; every field may be wrong. */
export function response(answer: Answer): Buffer {
  const { id, errorStatus = 0, errorIndex = 0, binds = [], version = 1, community = 'public', pduTag = 0xa2 } = answer;
  const list = tlv(0x30, ...binds.map(([oid, value]) => tlv(0x30, berOid(oid), value)));
  const pdu = tlv(pduTag, berInteger(id), berInteger(errorStatus), berInteger(errorIndex), list);
  return tlv(0x30, tlv(2, [version]), tlv(4, Buffer.from(community)), pdu);
}

/** One request as the ugly agent sees it, and what it may do with it. */
export interface UglyRequest {
  readonly id: number;
  /** From 0, counting every datagram. */
  readonly number: number;
  readonly datagram: Buffer;
  /** 160 GET, 161 GETNEXT, 165 GETBULK. */
  readonly pduTag: number;
  /** Sends back from the agent's own address. */
  reply(datagram: Buffer): void;
  /** Sends back from another port. */
  replyFromElsewhere(datagram: Buffer): void;
}

export interface UglyAgent {
  readonly port: number;
  /** Datagrams received. */
  readonly heard: () => number;
  stop(): Promise<void>;
}

/** An agent that answers whatever a test makes up, byte by byte, on a UDP socket of 127.0.0.1 or ::1. */
export async function startUglyAgent(
  behave: (request: UglyRequest) => void,
  host: '127.0.0.1' | '::1' = '127.0.0.1',
): Promise<UglyAgent> {
  const [socket, stranger] = await Promise.all([bound(host), bound(host)]);
  let heard = 0;
  socket.on('message', (datagram: Buffer, from: RemoteInfo) => {
    const send = (through: Socket) => (bytes: Buffer) => through.send(bytes, from.port, from.address);
    behave({
      id: peekId(datagram) ?? 0,
      number: heard++,
      datagram,
      pduTag: pduTagOf(datagram),
      reply: send(socket),
      replyFromElsewhere: send(stranger),
    });
  });
  return {
    port: socket.address().port,
    heard: () => heard,
    stop: async () => {
      await Promise.all([socket, stranger].map((each) => new Promise<void>((resolve) => each.close(() => resolve()))));
    },
  };
}

/** The tag after version and community, both short. */
function pduTagOf(datagram: Buffer): number {
  const first = datagram[1] ?? 0;
  const version = first < 0x80 ? 2 : 2 + (first & 0x7f);
  const community = version + 3;
  return datagram[community + 2 + (datagram[community + 1] ?? 0)] ?? 0;
}

async function bound(host: string): Promise<Socket> {
  const socket = createSocket(host === '::1' ? 'udp6' : 'udp4');
  await new Promise<void>((resolve) => socket.bind(0, host, resolve));
  return socket;
}
