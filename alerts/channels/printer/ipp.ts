/** IPP (RFC 8010, RFC 8011): requests as octets, answers as words. */

export const operations = { printJob: 0x0002, jobAttributes: 0x0009, printerAttributes: 0x000b } as const;
const tags = { operation: 0x01, end: 0x03 } as const;
const syntaxes = {
  charset: 0x47,
  language: 0x48,
  uri: 0x45,
  name: 0x42,
  keyword: 0x44,
  mime: 0x49,
  integer: 0x21,
} as const;

export type IppAttribute = readonly [syntax: keyof typeof syntaxes, name: string, ...values: (string | number)[]];

/** A request with its operation attributes in their order (charset and language first, 4.1.4), and a document behind it. */
export function ippRequest(
  operation: number,
  requestId: number,
  attributes: readonly IppAttribute[],
  document?: Buffer,
): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x0101, 0);
  head.writeUInt16BE(operation, 2);
  head.writeUInt32BE(requestId, 4);
  const all: readonly IppAttribute[] = [
    ['charset', 'attributes-charset', 'utf-8'],
    ['language', 'attributes-natural-language', 'en'],
    ...attributes,
  ];
  const parts = all.flatMap(([syntax, name, ...values]) =>
    // Further values of one attribute have no name (3.1.5).
    values.map((value, index) => attribute(syntaxes[syntax], index === 0 ? name : '', value)),
  );
  const body = [head, Buffer.from([tags.operation]), ...parts, Buffer.from([tags.end])];
  return Buffer.concat(document === undefined ? body : [...body, document]);
}

function attribute(syntax: number, name: string, value: string | number): Buffer {
  const octets = Buffer.alloc(4);
  if (typeof value === 'number') octets.writeInt32BE(value);
  const bytes = typeof value === 'number' ? octets : Buffer.from(value);
  const head = Buffer.alloc(3 + Buffer.byteLength(name) + 2);
  head[0] = syntax;
  head.writeUInt16BE(Buffer.byteLength(name), 1);
  head.write(name, 3);
  head.writeUInt16BE(bytes.length, head.length - 2);
  return Buffer.concat([head, bytes]);
}

export interface IppAnswer {
  /** RFC 8011, appendix B: below 0x0100 it was done, 0x04xx is our fault, 0x05xx the printer's. */
  readonly status: number;
  /** By name, of whatever group; whole numbers of four octets as numbers, all else as text. */
  readonly attributes: ReadonlyMap<string, readonly (string | number)[]>;
}

/** Undefined: not IPP, or cut. Never throws. */
export function readIpp(octets: Buffer): IppAnswer | undefined {
  if (octets.length < 9 || (octets[0] !== 1 && octets[0] !== 2)) return undefined;
  const attributes = new Map<string, (string | number)[]>();
  let last = '';
  for (let at = 8; at < octets.length; ) {
    const tag = octets[at] ?? tags.end;
    at += 1;
    if (tag === tags.end) return { status: octets.readUInt16BE(2), attributes };
    if (tag < 0x10) continue;
    if (at + 2 > octets.length) return undefined;
    const nameEnd = at + 2 + octets.readUInt16BE(at);
    if (nameEnd + 2 > octets.length) return undefined;
    const valueEnd = nameEnd + 2 + octets.readUInt16BE(nameEnd);
    if (valueEnd > octets.length) return undefined;
    const name = octets.toString('utf8', at + 2, nameEnd);
    const value = octets.subarray(nameEnd + 2, valueEnd);
    if (name !== '') last = name;
    // Integer, boolean, enum (3.5.2).
    const isNumber = tag === 0x21 || tag === 0x22 || tag === 0x23;
    const known = attributes.get(last) ?? [];
    known.push(isNumber && value.length > 0 ? value.readIntBE(0, Math.min(4, value.length)) : value.toString('utf8'));
    attributes.set(last, known);
    at = valueEnd;
  }
  return undefined;
}
