/** Sound on the line: SDP (RFC 8866), G.711 (ITU-T), RTP (RFC 3550) and keys (RFC 4733). */

export const samplesPerSecond = 8_000;
/** 20 ms. */
export const frameSamples = 160;
const codecs = { 8: 'PCMA', 0: 'PCMU' } as const;
const ownEventType = 101;

/** What we can speak: A-law first, as telephones of this country do. */
export function sdpOffer(host: string, port: number, session: number): string {
  const family = host.includes(':') ? 'IP6' : 'IP4';
  return [
    'v=0',
    `o=fangzhou ${session} ${session} IN ${family} ${host}`,
    's=-',
    `c=IN ${family} ${host}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 8 0 ${ownEventType}`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    `a=rtpmap:${ownEventType} telephone-event/8000`,
    `a=fmtp:${ownEventType} 0-15`,
    'a=ptime:20',
    'a=sendrecv',
    '',
  ].join('\r\n');
}

export interface Line {
  readonly host: string;
  readonly port: number;
  readonly payloadType: 0 | 8;
  /** Of keys: our number of them, which the other side should use, and its own. */
  readonly eventTypes: readonly number[];
}

/** Where the other side wants to hear, and in which coding; undefined where nothing of it is ours. */
export function readSdp(body: string): Line | undefined {
  const [session = '', ...media] = body.split(/^(?=m=)/m);
  const audio = media.find((part) => part.startsWith('m=audio '));
  const [, port, formats = ''] = /^m=audio (\d+)(?:\/\d+)? RTP\/AVP ([\d ]+)/.exec(audio ?? '') ?? [];
  const host = /^c=IN IP[46] ([^\s/]+)/m.exec(audio ?? '')?.[1] ?? /^c=IN IP[46] ([^\s/]+)/m.exec(session)?.[1];
  const offered = formats.trim().split(/ +/).map(Number);
  const payloadType = offered.find((type) => type === 8 || type === 0);
  if (port === undefined || port === '0' || host === undefined || (payloadType !== 8 && payloadType !== 0))
    return undefined;
  const eventType = /^a=rtpmap:(\d+) telephone-event\/8000/im.exec(audio ?? '')?.[1];
  return {
    host,
    port: Number(port),
    payloadType,
    eventTypes: eventType === undefined ? [ownEventType] : [ownEventType, Number(eventType)],
  };
}

/** Linear samples in the coding of a payload type, one octet each. */
export function encodeG711(samples: Int16Array, payloadType: keyof typeof codecs): Buffer {
  const encode = payloadType === 8 ? aLaw : muLaw;
  return Buffer.from(Uint8Array.from(samples, encode));
}

/** G.711, table 1a: sign, three bits of segment, four of step, every second bit turned. */
function aLaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = Math.min(0x7fff, sample >= 0 ? sample : -sample - 1) >> 3;
  const segment = magnitude < 0x20 ? 0 : Math.floor(Math.log2(magnitude)) - 4;
  const step = segment < 2 ? magnitude >> 1 : magnitude >> segment;
  return (sign | (segment << 4) | (step & 0x0f)) ^ 0x55;
}

/** Table 2a: the same with a bias of 33, all bits turned. */
function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const segment = Math.floor(Math.log2(magnitude)) - 7;
  return ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff;
}

/** Makes packets of one stream, each after the one before. */
export function rtpStream(
  payloadType: number,
  source: { readonly sequence: number; readonly at: number; readonly id: number },
) {
  let count = 0;
  return (payload: Buffer): Buffer => {
    const head = Buffer.alloc(12);
    head[0] = 0x80;
    head[1] = payloadType | (count === 0 ? 0x80 : 0);
    head.writeUInt16BE((source.sequence + count) & 0xffff, 2);
    head.writeUInt32BE((source.at + count * frameSamples) >>> 0, 4);
    head.writeUInt32BE(source.id >>> 0, 8);
    count += 1;
    return Buffer.concat([head, payload]);
  };
}

/** Keys in packets that come, each once, as soon as it is pressed: its packets have one time stamp. */
export function keyReader(eventTypes: readonly number[]): (packet: Buffer) => string | undefined {
  let last: number | undefined;
  return (packet) => {
    if (packet.length < 16 || ((packet[0] ?? 0) & 0xc0) !== 0x80 || !eventTypes.includes((packet[1] ?? 0) & 0x7f))
      return undefined;
    const at = packet.readUInt32BE(4);
    const offset = 12 + ((packet[0] ?? 0) & 0x0f) * 4;
    const event = packet[offset];
    if (at === last || event === undefined) return undefined;
    last = at;
    return '0123456789*#ABCD'[event];
  };
}

/** A tone, for what nobody said in words. */
export function tone(hertz: number, milliseconds: number): Int16Array {
  return Int16Array.from({ length: (milliseconds * samplesPerSecond) / 1_000 }, (_, index) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * hertz * index) / samplesPerSecond)),
  );
}
