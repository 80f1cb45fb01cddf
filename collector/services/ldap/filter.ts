/** String filters of LDAP (RFC 4515), as they go into a search request (RFC 4511 section 4.5.1.7). */
import type { BerWriter } from '../../snmp/wire/ber-writer.ts';

export type LdapFilter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly LdapFilter[] }
  | { readonly kind: 'not'; readonly part: LdapFilter }
  | { readonly kind: 'equal' | 'greater' | 'less' | 'approx'; readonly attribute: string; readonly value: Buffer }
  | { readonly kind: 'present'; readonly attribute: string }
  | {
      readonly kind: 'substrings';
      readonly attribute: string;
      readonly initial: Buffer | undefined;
      readonly any: readonly Buffer[];
      readonly final: Buffer | undefined;
    }
  | {
      readonly kind: 'extensible';
      readonly attribute: string | undefined;
      readonly rule: string | undefined;
      readonly withDn: boolean;
      readonly value: Buffer;
    };

/** Nesting that is followed. */
const mostDepth = 32;

/** Reads a filter; the outer parentheses may be missing, as in most programs. Undefined: it is none. */
export function parseFilter(text: string): LdapFilter | undefined {
  const whole = text.trim();
  const reader = new FilterReader(whole.startsWith('(') ? whole : `(${whole})`);
  const filter = reader.filter(0);
  return filter !== undefined && reader.isAtEnd ? filter : undefined;
}

class FilterReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  filter(depth: number): LdapFilter | undefined {
    if (depth > mostDepth || !this.#take('(')) return undefined;
    const filter = this.#inside(depth);
    return filter !== undefined && this.#take(')') ? filter : undefined;
  }

  #inside(depth: number): LdapFilter | undefined {
    if (this.#take('&')) return this.#list('and', depth);
    if (this.#take('|')) return this.#list('or', depth);
    if (this.#take('!')) {
      const part = this.filter(depth + 1);
      return part === undefined ? undefined : { kind: 'not', part };
    }
    const end = this.#text.slice(this.#at).search(/[()]/);
    const item = end < 0 ? '' : this.#text.slice(this.#at, this.#at + end);
    this.#at += item.length;
    return itemOf(item);
  }

  #list(kind: 'and' | 'or', depth: number): LdapFilter | undefined {
    const parts: LdapFilter[] = [];
    while (this.#text[this.#at] === '(') {
      const part = this.filter(depth + 1);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    // `(&)` and `(|)` are true and false (RFC 4526).
    return { kind, parts };
  }

  #take(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }
}

const attributePattern = '[A-Za-z][A-Za-z0-9-]*(?:;[A-Za-z0-9-]+)*|\\d+(?:\\.\\d+)+(?:;[A-Za-z0-9-]+)*';
const simple = new RegExp(`^(${attributePattern})(=|>=|<=|~=)(.*)$`, 's');
const extensible = new RegExp(`^(${attributePattern})?(:dn)?(?::([A-Za-z0-9][A-Za-z0-9.-]*))?:=(.*)$`, 'is');

function itemOf(item: string): LdapFilter | undefined {
  const [, attribute, operator, written = ''] = simple.exec(item) ?? [];
  if (attribute === undefined) return extensibleOf(item);
  if (operator !== '=') {
    const value = octetsOf(written);
    const kind = operator === '>=' ? 'greater' : operator === '<=' ? 'less' : 'approx';
    return value === undefined || written.includes('*') ? undefined : { kind, attribute, value };
  }
  if (written === '*') return { kind: 'present', attribute };
  const values = written.split('*').map(octetsOf);
  if (!values.every((value) => value !== undefined)) return undefined;
  const [initial = Buffer.alloc(0), ...rest] = values;
  const final = rest.pop();
  if (final === undefined) return { kind: 'equal', attribute, value: initial };
  // Two stars beside each other hold nothing between them.
  if (rest.some(({ length }) => length === 0)) return undefined;
  const some = (value: Buffer): Buffer | undefined => (value.length === 0 ? undefined : value);
  return { kind: 'substrings', attribute, initial: some(initial), any: rest, final: some(final) };
}

function extensibleOf(item: string): LdapFilter | undefined {
  const [whole, attribute, dn, rule, written = ''] = extensible.exec(item) ?? [];
  const value = octetsOf(written);
  if (whole === undefined || value === undefined || (attribute === undefined && rule === undefined)) return undefined;
  return { kind: 'extensible', attribute, rule, withDn: dn !== undefined, value };
}

/** A value with its `\2a` escapes resolved (RFC 4515 section 3); undefined: one is broken. */
function octetsOf(written: string): Buffer | undefined {
  const octets: number[] = [];
  const utf8 = Buffer.from(written, 'utf8');
  for (let at = 0; at < utf8.length; at++) {
    const octet = utf8[at] ?? 0;
    if (octet !== 0x5c) octets.push(octet);
    else {
      const digits = utf8.toString('latin1', at + 1, at + 3);
      if (!/^[0-9a-f]{2}$/i.test(digits)) return undefined;
      octets.push(Number.parseInt(digits, 16));
      at += 2;
    }
  }
  return Buffer.from(octets);
}

/** Context tags of the choice (RFC 4511 section 4.5.1). */
const tags = {
  ...{ and: 0xa0, or: 0xa1, not: 0xa2, equal: 0xa3, substrings: 0xa4, greater: 0xa5 },
  ...{ less: 0xa6, present: 0x87, approx: 0xa8, extensible: 0xa9 },
} as const;

/** Writes a filter; the writer goes backwards, so the last part comes first. */
export function writeFilter(writer: BerWriter, filter: LdapFilter): void {
  const mark = writer.length;
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const part of filter.parts.toReversed()) writeFilter(writer, part);
      break;
    case 'not':
      writeFilter(writer, filter.part);
      break;
    case 'present':
      writer.raw(Buffer.from(filter.attribute));
      break;
    case 'substrings':
      writeSubstrings(writer, filter);
      writer.octetString(Buffer.from(filter.attribute));
      break;
    case 'extensible':
      if (filter.withDn) tagged(writer, 0x84, Buffer.from([0xff]));
      tagged(writer, 0x83, filter.value);
      if (filter.attribute !== undefined) tagged(writer, 0x82, Buffer.from(filter.attribute));
      if (filter.rule !== undefined) tagged(writer, 0x81, Buffer.from(filter.rule));
      break;
    default:
      writer.octetString(filter.value);
      writer.octetString(Buffer.from(filter.attribute));
  }
  writer.wrap(tags[filter.kind], mark);
}

function writeSubstrings(writer: BerWriter, filter: Extract<LdapFilter, { kind: 'substrings' }>): void {
  const mark = writer.length;
  if (filter.final !== undefined) tagged(writer, 0x82, filter.final);
  for (const value of filter.any.toReversed()) tagged(writer, 0x81, value);
  if (filter.initial !== undefined) tagged(writer, 0x80, filter.initial);
  writer.wrap(0x30, mark);
}

function tagged(writer: BerWriter, tag: number, octets: Uint8Array): void {
  const mark = writer.length;
  writer.raw(octets);
  writer.wrap(tag, mark);
}
