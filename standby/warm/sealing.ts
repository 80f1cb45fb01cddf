/**
 * How the two sides know each other and keep what they say to themselves, by one shared key and without TLS: a request carries a
 * MAC over its body, a counter that only rises and the receiver's boot id (so that an old one cannot be sent again); the answer
 * is a stream of frames under AES-256-GCM with a key of that request alone (so that an old answer fits no new request).
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { limits } from '../limits.ts';

const scheme = 'Fangzhou-Standby';
const tagBytes = 16;
const lengthBytes = 4;

/** What a frame holds: JSON, a change set, rows of a copy, ledger entries, a blob, the end. */
export type FrameType = 'J' | 'S' | 'R' | 'E' | 'B' | 'Z';
export interface Frame {
  readonly type: FrameType;
  readonly bytes: Buffer;
}

/** Who asks, as the authorization header says it. */
export interface Credential {
  readonly boot: string;
  readonly counter: number;
  readonly mac: string;
}

/** An answer that was cut, altered, or sealed with another key. */
export class SealError extends Error {}

function derived(secret: string, salt: string, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, `fangzhou warm standby ${use}`, 32));
}

/** The header of a request. `boot` is what the receiver called itself last; it refuses another and tells its own. */
export function authorize(
  secret: string,
  boot: string,
  counter: number,
  body: string,
): Credential & { header: string } {
  const mac = macOf(secret, boot, counter, body);
  return { boot, counter, mac, header: `${scheme} boot=${boot}, counter=${counter}, mac=${mac}` };
}

/** The credential of a header; undefined when it is none. */
export function parseCredential(header: string | undefined): Credential | undefined {
  const [, boot, counter, mac] =
    new RegExp(`^${scheme} boot=([0-9a-f]{0,32}), counter=(\\d{1,16}), mac=([0-9a-f]{64})$`).exec(header ?? '') ?? [];
  return boot === undefined || mac === undefined ? undefined : { boot, counter: Number(counter), mac };
}

export function isGenuine(secret: string, { boot, counter, mac }: Credential, body: string): boolean {
  return timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(secret, boot, counter, body), 'hex'));
}

function macOf(secret: string, boot: string, counter: number, body: string): string {
  return createHmac('sha256', derived(secret, '', 'request'))
    .update(`${boot}\n${counter}\n${body}`)
    .digest('hex');
}

/** Seals the frames of one answer, in order. */
export function createSealer(secret: string, request: Credential): (type: FrameType, payload?: Uint8Array) => Buffer {
  const key = derived(secret, request.mac, 'answer');
  let number = 0;
  return (type, payload = Buffer.alloc(0)) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number++));
    const body = Buffer.concat([
      cipher.update(type, 'latin1'),
      cipher.update(payload),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt32BE(body.length, 0);
    return Buffer.concat([length, body]);
  };
}

/** Opens the frames of one answer as they come; ends after the end frame. @throws SealError */
export async function* openFrames(
  secret: string,
  request: Credential,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Frame> {
  const key = derived(secret, request.mac, 'answer');
  let parts: Buffer[] = [];
  let held = 0;
  let number = 0;
  for await (const chunk of chunks) {
    parts.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    held += chunk.length;
    for (;;) {
      if (held < lengthBytes) break;
      if ((parts[0]?.length ?? 0) < lengthBytes) parts = [Buffer.concat(parts)];
      const length = parts[0]?.readUInt32BE(0) ?? 0;
      if (length < tagBytes + 1 || length > limits.maxFrameBytes)
        throw new SealError('a frame of an impossible length');
      if (held < lengthBytes + length) break;
      const all = Buffer.concat(parts);
      const frame = opened(key, number++, all.subarray(lengthBytes, lengthBytes + length));
      parts = [all.subarray(lengthBytes + length)];
      held = parts[0]?.length ?? 0;
      yield frame;
      if (frame.type === 'Z') return;
    }
  }
  throw new SealError('the answer was cut off');
}

function opened(key: Buffer, number: number, sealed: Buffer): Frame {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number), { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagBytes)), decipher.final()]);
    return { type: plain.toString('latin1', 0, 1) as FrameType, bytes: plain.subarray(1) };
  } catch (cause) {
    throw new SealError('a frame was altered, or sealed with another key', { cause });
  }
}

function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(number), 4);
  return nonce;
}
