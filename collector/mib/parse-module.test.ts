import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mistakes } from '../../inventory/index.ts';
import { namesOf } from './names.ts';
import { parseMib } from './parse-module.ts';

const mib = `-- A maker's MIB
EXAMPLE-MIB DEFINITIONS ::= BEGIN
IMPORTS MODULE-IDENTITY, OBJECT-TYPE, Integer32, enterprises FROM SNMPv2-SMI
        DisplayString, TEXTUAL-CONVENTION FROM SNMPv2-TC;

example MODULE-IDENTITY
    LAST-UPDATED "202601010000Z"
    ORGANIZATION "Somebody"
    CONTACT-INFO "nobody"
    DESCRIPTION  "With a -- dash, and { braces } in a text"
    ::= { enterprises 99999 }

ExState ::= TEXTUAL-CONVENTION
    STATUS current
    DESCRIPTION "States"
    SYNTAX INTEGER { up(1), down(2) }

ExTenths ::= TEXTUAL-CONVENTION
    DISPLAY-HINT "d-1"
    STATUS current
    DESCRIPTION "Tenths"
    SYNTAX Integer32 (-1000..1000)

exObjects OBJECT IDENTIFIER ::= { example 1 }

exState OBJECT-TYPE
    SYNTAX ExState
    MAX-ACCESS read-only
    STATUS current
    DESCRIPTION "The state"
    ::= { exObjects 1 }

exFanTable OBJECT-TYPE
    SYNTAX SEQUENCE OF ExFanEntry
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "Fans"
    ::= { exObjects 2 }

exFanEntry OBJECT-TYPE
    SYNTAX ExFanEntry
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "A fan"
    INDEX { exFanIndex }
    ::= { exFanTable 1 }

ExFanEntry ::= SEQUENCE { exFanIndex Integer32, exFanHeat ExTenths, exFanFlags BITS }

exFanIndex OBJECT-TYPE
    SYNTAX Integer32 (1..2147483647)
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "Index"
    ::= { exFanEntry 1 }

exFanHeat OBJECT-TYPE
    SYNTAX ExTenths
    UNITS "degrees"
    MAX-ACCESS read-only
    STATUS current
    DESCRIPTION "Heat"
    ::= { exFanEntry 2 }

exFanFlags OBJECT-TYPE
    SYNTAX BITS { loud(0), dusty(1) }
    ACCESS read-only
    STATUS mandatory
    DESCRIPTION "Flags"
    ::= { exFanEntry 3 }

exDown TRAP-TYPE
    ENTERPRISE example
    VARIABLES { exState }
    DESCRIPTION "Down"
    ::= 1
END
`;

function read(text: string) {
  const mistakes = new Mistakes();
  const modules = parseMib({ file: 'example.mib', text, mistakes });
  const names = namesOf(modules, mistakes);
  const said = mistakes.list().map(({ line, column, what }) => {
    return `${what.key.replace(/^collector\.mib\./, '').replace(/\.what$/, '')} ${line}:${column} ${Object.values(what.params ?? {})}`;
  });
  return { modules, names, said };
}

describe('a MIB file', () => {
  it('gives its objects by OID, with the words, hints and units of their syntax', () => {
    const { names, said } = read(mib);
    expect(said).toEqual([]);
    expect(names.objects.map(({ name, oid, kind }) => [name, oid, kind])).toEqual([
      ['exState', '1.3.6.1.4.1.99999.1.1', 'scalar'],
      ['exFanHeat', '1.3.6.1.4.1.99999.1.2.1.2', 'column'],
      ['exFanFlags', '1.3.6.1.4.1.99999.1.2.1.3', 'column'],
    ]);
    const [state, heat, flags] = names.objects;
    expect([...(state?.syntax.words ?? [])]).toEqual([
      [1, 'up'],
      [2, 'down'],
    ]);
    expect([heat?.syntax.hint, heat?.units]).toEqual(['d-1', 'degrees']);
    expect([flags?.syntax.type, flags?.syntax.words.get(1)]).toEqual(['BITS', 'dusty']);
    expect(names.nameOf('1.3.6.1.4.1.99999')).toBe('example');
  });

  it('with one broken definition says where, and gives the others', () => {
    const { names, said } = read(mib.replace('SYNTAX ExState\n', 'SYNTAX { }\n'));
    const line = mib.slice(0, mib.indexOf('SYNTAX ExState\n')).split('\n').length;
    expect(said).toEqual([`misread ${line}:12 {`]);
    expect(names.objects.map(({ name }) => name)).toEqual(['exFanHeat', 'exFanFlags']);
  });

  it('that hangs on a name of another file says which', () => {
    const { names, said } = read(mib.replace('{ enterprises 99999 }', '{ someCorp 7 }'));
    expect(said).toEqual(['parent 6:1 someCorp']);
    expect(names.objects).toEqual([]);
  });

  it('whose names hang on each other in a circle ends, and gives the others', () => {
    const circle = 'C-MIB DEFINITIONS ::= BEGIN a OBJECT IDENTIFIER ::= { b 1 } b OBJECT IDENTIFIER ::= { a 1 } END';
    expect(read(circle).names.objects).toEqual([]);
  });

  it.each([
    ['no module', 'hello', ['no-module 1:6 ']],
    ['an empty file', '', ['no-module 1:1 ']],
    ['a file cut off', mib.slice(0, mib.indexOf('exFanTable')), [expect.stringMatching(/^no-end \d+:\d+ $/)]],
    [
      'an open string',
      'X-MIB DEFINITIONS ::= BEGIN a MODULE-IDENTITY DESCRIPTION "',
      [expect.stringMatching(/^misread/), expect.stringMatching(/^no-end/)],
    ],
  ])('that is none (%s) is named', (_, text, expected) => expect(read(text).said).toEqual(expected));

  it('cut and changed anywhere never throws (property)', () => {
    fc.assert(
      fc.property(fc.nat(mib.length), fc.nat(40), fc.string({ maxLength: 10 }), (at, length, put) => {
        read(mib.slice(0, at) + put + mib.slice(at + length));
      }),
      { numRuns: 400 },
    );
  });
});
