import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BerReader } from '../../snmp/wire/ber-reader.ts';
import { BerWriter } from '../../snmp/wire/ber-writer.ts';
import { type LdapFilter, parseFilter, writeFilter } from './filter.ts';
import { bindRequest, readLdap, searchRequest } from './messages.ts';

const encoded = (text: string): string | undefined => {
  const filter = parseFilter(text);
  if (filter === undefined) return undefined;
  const writer = new BerWriter();
  writeFilter(writer, filter);
  return writer.take().toString('hex');
};
const octets = (text: string): string => {
  const hex = Buffer.from(text).toString('hex');
  return `04${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`;
};

describe('filters of LDAP in their string form', () => {
  it.each([
    // The examples of RFC 4515 section 4, by the tags of RFC 4511 section 4.5.1.
    ['(cn=Babs Jensen)', `a311${octets('cn')}${octets('Babs Jensen')}`],
    ['(!(cn=Tim Howes))', `a211a30f${octets('cn')}${octets('Tim Howes')}`],
    ['(o=univ*of*mich*)', `a415${octets('o')}30108004756e697681026f6681046d696368`],
    ['(seeAlso=)', `a30b${octets('seeAlso')}0400`],
    ['(cn:caseExactMatch:=Fred Flintstone)', undefined],
    ['(cn:=Betty Rubble)', `a9128202636e830c426574747920527562626c65`],
    ['(:1.2.3:=Wilma)', `a90e8105312e322e33830557696c6d61`],
    ['(o:dn:=Ace)', `a90b82016f83034163658401ff`],
    ['(o=Parens R Us \\28for all\\29)', `a31a${octets('o')}${octets('Parens R Us (for all)')}`],
    ['(cn=*\\2A*)', `a409${octets('cn')}300381012a`],
    ['(bin=\\00\\00\\00\\04)', `a30b${octets('bin')}040400000004`],
    ['(sn=Lu\\c4\\8di\\c4\\87)', `a30d${octets('sn')}${octets('Lučić')}`],
    ['objectClass=*', '870b6f626a656374436c617373'],
    ['(&)', 'a000'],
    ['(|(a>=1)(b<=2)(c~=3))', `a118a506040161040131a606040162040132a806040163040133`],
  ])('%s is encoded as the RFC says', (text, expected) => {
    if (expected === undefined) expect(parseFilter(text)).toMatchObject({ kind: 'extensible', rule: 'caseExactMatch' });
    else expect(encoded(text)).toBe(expected);
  });

  it.each([
    '',
    '(',
    '(cn=a',
    'cn=a)',
    '(cn)',
    '(cn=a)(sn=b)',
    '(cn=\\2)',
    '(cn=\\zz)',
    '(=a)',
    '(c n=a)',
    '(cn=a**b)',
    '(!)',
    '(:=a)',
  ])('%j is none', (text) => expect(parseFilter(text)).toBeUndefined());

  it('are read back as they were written, however deep', () => {
    const attribute = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/);
    const value = fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes));
    const item: fc.Arbitrary<LdapFilter> = fc.oneof(
      fc.record({
        kind: fc.constantFrom('equal' as const, 'greater' as const, 'less' as const, 'approx' as const),
        attribute,
        value,
      }),
      fc.record({ kind: fc.constant('present' as const), attribute }),
    );
    const { filter } = fc.letrec<{ filter: LdapFilter }>((tie) => ({
      filter: fc.oneof(
        { depthSize: 'small' },
        item,
        fc.record({
          kind: fc.constantFrom('and' as const, 'or' as const),
          parts: fc.array(tie('filter'), { maxLength: 3 }),
        }),
        fc.record({ kind: fc.constant('not' as const), part: tie('filter') }),
      ),
    }));
    fc.assert(
      fc.property(filter, (given) => {
        expect(parseFilter(textOf(given))).toEqual(given);
      }),
    );
    expect(parseFilter(`${'(!'.repeat(2_000)}(a=b)${')'.repeat(2_000)}`)).toBeUndefined();
  });
});

const signs = { equal: '=', greater: '>=', less: '<=', approx: '~=' } as const;

function textOf(filter: LdapFilter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.kind === 'and' ? '&' : '|'}${filter.parts.map(textOf).join('')})`;
    case 'not':
      return `(!${textOf(filter.part)})`;
    case 'present':
      return `(${filter.attribute}=*)`;
    case 'substrings':
    case 'extensible':
      return '';
    default: {
      const escaped = [...filter.value].map((octet) => `\\${octet.toString(16).padStart(2, '0')}`).join('');
      return `(${filter.attribute}${signs[filter.kind]}${escaped})`;
    }
  }
}

describe('messages of LDAP', () => {
  it('are those of RFC 4511', () => {
    // LDAPMessage { 1, bindRequest { 3, "cn=a", simple "secret" } }
    expect(bindRequest(1, { dn: 'cn=a', password: 'secret' }).toString('hex')).toBe(
      '301602010160110201030404636e3d618006736563726574',
    );
    const filter = parseFilter('(a=b)');
    if (filter === undefined) throw new Error('no filter');
    const request = searchRequest(3, { baseDn: 'dc=x', filter, sizeLimit: 1, timeLimitSeconds: 10 });
    const reader = new BerReader(request);
    reader.descend(0x30);
    expect(reader.integer()).toBe(3);
    reader.descend(0x63);
    expect(reader.octetString().toString()).toBe('dc=x');
    expect(request.subarray(reader.at).toString('hex')).toBe(
      '0a01020a010002010102010a010100a30604016104016230050403312e31',
    );
  });

  it('come out of a stream whole, however it was cut, and anything else is refused', () => {
    const result = fc.record({ id: fc.nat(2 ** 31 - 1), code: fc.nat(127), said: fc.string({ maxLength: 300 }) });
    fc.assert(
      fc.property(result, fc.nat(), ({ id, code, said }, cut) => {
        const writer = new BerWriter();
        writer.octetString(Buffer.from(said));
        writer.octetString(Buffer.alloc(0));
        const mark = writer.length;
        writer.octet(code);
        writer.wrap(0x0a, mark);
        writer.wrap(0x65, 0);
        writer.integer(id);
        writer.wrap(0x30, 0);
        const whole = writer.take();
        const diagnostic = Buffer.from(said).toString('utf8');
        const value = { id, kind: 'done', resultCode: code, diagnostic };
        expect(readLdap(Buffer.concat([whole, Buffer.from([0x30])]))).toEqual({ value, octets: whole.length });
        const some = cut % whole.length;
        if (some > 0) expect(readLdap(whole.subarray(0, some))).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (given) => {
        const read = readLdap(Buffer.from([0x30, ...given]));
        expect(read === undefined || read === 'not-ldap' || read.octets <= given.length + 1).toBe(true);
      }),
    );
  });
});
