/** The messages of LDAP (RFC 4511) that a bind and a search need, in the BER of `collector/snmp/wire`. */
import { BerReader, signed } from '../../snmp/wire/ber-reader.ts';
import { BerWriter } from '../../snmp/wire/ber-writer.ts';
import type { Found } from '../channel.ts';
import { type LdapFilter, writeFilter } from './filter.ts';

const sequence = 0x30;
const enumerated = 0x0a;
/** Tags of the operations (section 4.1.1). */
const operations = {
  ...{ bindRequest: 0x60, unbindRequest: 0x42, searchRequest: 0x63, extendedRequest: 0x77 },
  ...{ bindResponse: 0x61, searchEntry: 0x64, searchDone: 0x65, searchReference: 0x73, extendedResponse: 0x78 },
} as const;
/** Section 4.14.1. */
const startTlsName = '1.3.6.1.4.1.1466.20037';

function message(id: number, operation: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter(512);
  write(writer);
  writer.wrap(operation, 0);
  writer.integer(id);
  writer.wrap(sequence, 0);
  return writer.take();
}

/** A simple bind (section 4.2); without name and password it is anonymous. */
export function bindRequest(id: number, ask: { readonly dn: string; readonly password: string }): Buffer {
  return message(id, operations.bindRequest, (writer) => {
    writer.raw(Buffer.from(ask.password, 'utf8'));
    writer.wrap(0x80, 0);
    writer.octetString(Buffer.from(ask.dn, 'utf8'));
    writer.integer(3);
  });
}

export function startTlsRequest(id: number): Buffer {
  return message(id, operations.extendedRequest, (writer) => {
    writer.raw(Buffer.from(startTlsName));
    writer.wrap(0x80, 0);
  });
}

export function unbindRequest(id: number): Buffer {
  return message(id, operations.unbindRequest, () => {});
}

export interface SearchAsk {
  readonly baseDn: string;
  readonly filter: LdapFilter;
  /** The server ends the search after so many. */
  readonly sizeLimit: number;
  readonly timeLimitSeconds: number;
}

/** A search of the whole subtree that asks for no attributes (`1.1`, section 4.5.1.8): entries are only counted. */
export function searchRequest(id: number, { baseDn, filter, sizeLimit, timeLimitSeconds }: SearchAsk): Buffer {
  return message(id, operations.searchRequest, (writer) => {
    const attributes = writer.length;
    writer.octetString(Buffer.from('1.1'));
    writer.wrap(sequence, attributes);
    writeFilter(writer, filter);
    octets(writer, 0x01, 0x00);
    writer.integer(timeLimitSeconds);
    writer.integer(sizeLimit);
    // Aliases are not followed (neverDerefAliases); wholeSubtree.
    octets(writer, enumerated, 0x00);
    octets(writer, enumerated, 0x02);
    writer.octetString(Buffer.from(baseDn, 'utf8'));
  });
}

function octets(writer: BerWriter, tag: number, octet: number): void {
  const mark = writer.length;
  writer.octet(octet);
  writer.wrap(tag, mark);
}

export interface LdapAnswer {
  readonly id: number;
  readonly kind: 'bind' | 'entry' | 'reference' | 'done' | 'extended';
  /** Of `bind`, `done` and `extended`: section 4.1.9. */
  readonly resultCode: number;
  /** The server's own words. */
  readonly diagnostic: string;
}

const kinds: Readonly<Record<number, LdapAnswer['kind']>> = {
  [operations.bindResponse]: 'bind',
  [operations.searchEntry]: 'entry',
  [operations.searchReference]: 'reference',
  [operations.searchDone]: 'done',
  [operations.extendedResponse]: 'extended',
};

/** Octets of one message: an entry without attributes is its name alone. */
const messageBytes = 131_072;

/** The message at the beginning of what was heard; undefined: not all has come yet. */
export function readLdap(heard: Buffer): Found<LdapAnswer> | 'not-ldap' | undefined {
  if (heard[0] !== sequence) return 'not-ldap';
  const length = lengthOf(heard);
  if (length === undefined) return undefined;
  if (length === 'bad' || length > messageBytes) return 'not-ldap';
  if (heard.length < length) return undefined;
  const reader = new BerReader(heard, 0, length);
  reader.descend(sequence);
  const id = reader.integer();
  const kind = kinds[reader.peek()];
  if (reader.failed || kind === undefined) return 'not-ldap';
  const answer = { id, kind, resultCode: 0, diagnostic: '' };
  if (kind === 'entry' || kind === 'reference') return { value: answer, octets: length };
  reader.descend(reader.peek());
  const end = reader.enter(enumerated);
  const resultCode = signed(heard, reader.at, end);
  reader.at = end;
  reader.octetString();
  const diagnostic = reader.octetString().toString('utf8');
  if (reader.failed || resultCode === undefined) return 'not-ldap';
  return { value: { ...answer, resultCode, diagnostic }, octets: length };
}

/** Octets of the first element with its header; undefined: the header has not all come; `bad`: no definite length of up to four octets. */
function lengthOf(heard: Buffer): number | 'bad' | undefined {
  const first = heard[1];
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count === 0 || count > 4) return 'bad';
  if (heard.length < 2 + count) return undefined;
  return 2 + count + heard.readUIntBE(2, count);
}
