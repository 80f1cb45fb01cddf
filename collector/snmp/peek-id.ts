/**
 * The id that pairs an answer with its request, read from the head of a datagram: request-id in v1 and v2c (RFC 3416),
 * msgID in v3 (RFC 3412), which is in clear. Undefined when the head is no SNMP message.
 */
export function peekId(datagram: Buffer): number | undefined {
  const outer = header(datagram, 0, 0x30);
  if (outer === undefined) return undefined;
  const version = header(datagram, outer.start, 0x02);
  if (version === undefined || version.length !== 1) return undefined;
  const number = datagram[version.start];
  const second = version.start + version.length;
  if (number === 3) {
    const globalData = header(datagram, second, 0x30);
    return globalData === undefined ? undefined : integer(datagram, globalData.start);
  }
  if (number !== 0 && number !== 1) return undefined;
  const community = header(datagram, second, 0x04);
  if (community === undefined) return undefined;
  const pdu = header(datagram, community.start + community.length, undefined);
  return pdu === undefined ? undefined : integer(datagram, pdu.start);
}

/** Whether the datagram ends before the message in it does; the library would read the half that is there. */
export function isTruncated(datagram: Buffer): boolean {
  const outer = header(datagram, 0, 0x30);
  return outer === undefined || outer.start + outer.length > datagram.length;
}

interface Header {
  readonly start: number;
  readonly length: number;
}

function header(data: Buffer, at: number, tag: number | undefined): Header | undefined {
  const first = data[at + 1];
  if (first === undefined || (tag !== undefined && data[at] !== tag)) return undefined;
  if (first < 0x80) return { start: at + 2, length: first };
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0 || lengthBytes > 4 || at + 2 + lengthBytes > data.length) return undefined;
  return { start: at + 2 + lengthBytes, length: data.readUIntBE(at + 2, lengthBytes) };
}

function integer(data: Buffer, at: number): number | undefined {
  const head = header(data, at, 0x02);
  if (head === undefined || head.length < 1 || head.length > 5 || head.start + head.length > data.length) {
    return undefined;
  }
  return data.readIntBE(head.start, head.length);
}
