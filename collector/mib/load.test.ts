import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { FakeSession } from '../snmp/session.fake.ts';
import { loadMibs } from './load.ts';
import { readNamed } from './read-named.ts';

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-mib-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const smi = 'SMALL-SMI DEFINITIONS ::= BEGIN\nsmall OBJECT IDENTIFIER ::= { enterprises 99999 }\nEND\n';
const mib = `SMALL-MIB DEFINITIONS ::= BEGIN IMPORTS small FROM SMALL-SMI;
smName OBJECT-TYPE SYNTAX DisplayString MAX-ACCESS read-only STATUS current DESCRIPTION "n" ::= { small 1 }
smTable OBJECT-TYPE SYNTAX SEQUENCE OF SmEntry MAX-ACCESS not-accessible STATUS current DESCRIPTION "t" ::= { small 2 }
smEntry OBJECT-TYPE SYNTAX SmEntry MAX-ACCESS not-accessible STATUS current DESCRIPTION "e" INDEX { smIndex } ::= { smTable 1 }
smHeat OBJECT-TYPE SYNTAX Integer32 UNITS "C" MAX-ACCESS read-only STATUS current DESCRIPTION "h" ::= { smEntry 2 }
END
`;

describe('a folder of MIB files', () => {
  it('names what is in it, one folder deep, whatever the order and the encoding', async () => {
    const good = join(folder, 'good');
    mkdirSync(join(good, 'maker'), { recursive: true });
    writeFileSync(join(good, 'maker', 'Z-SMI.mib'), smi);
    // "描述" in GB18030, as older makers write their descriptions.
    const bytes = Buffer.from(mib.replace('"n"', '"\u00c3\u00e8\u00ca\u00f6"'), 'latin1');
    writeFileSync(join(good, 'SMALL-MIB'), bytes);
    writeFileSync(join(good, 'notes.pdf'), 'no MIB');
    const { names, mistakes } = await loadMibs(good);
    expect(mistakes).toEqual([]);
    expect(names.objects.map(({ name, oid }) => [name, oid])).toEqual([
      ['smName', '1.3.6.1.4.1.99999.1'],
      ['smHeat', '1.3.6.1.4.1.99999.2.1.2'],
    ]);
  });

  it('that does not exist, or lacks the file that others build on, is named', async () => {
    expect(await loadMibs(join(folder, 'gone'))).toMatchObject({
      isFolder: false,
      mistakes: [{ what: { key: 'collector.mib.unreadable.what' } }],
    });
    const half = join(folder, 'half');
    mkdirSync(half);
    writeFileSync(join(half, 'SMALL-MIB.my'), mib);
    const { names, mistakes } = await loadMibs(half);
    expect(names.objects).toEqual([]);
    expect(mistakes).toMatchObject([
      { line: 2, column: 1, what: { key: 'collector.mib.parent.what', params: { name: 'small' } } },
    ]);
  });

  it('lets a device be asked by name, below its own enterprise number only', async () => {
    const { names } = await loadMibs(join(folder, 'good'));
    const session = new FakeSession({
      '1.3.6.1.4.1.99999.1.0': { type: 'octets', value: Buffer.from('wall') },
      '1.3.6.1.4.1.99999.2.1.2.7': { type: 'integer', value: 41 },
    });
    const ask = (sysObjectID: string) => readNamed({ session, clock: systemClock, names, sysObjectID });
    expect(await ask('1.3.6.1.4.1.99999.5')).toEqual({
      values: [
        { object: 'smName', module: 'SMALL-MIB', oid: '1.3.6.1.4.1.99999.1.0', index: '0', value: 'wall' },
        { object: 'smHeat', module: 'SMALL-MIB', oid: '1.3.6.1.4.1.99999.2.1.2.7', index: '7', value: 41, units: 'C' },
      ],
      faults: [],
    });
    expect((await ask('1.3.6.1.4.1.9999.5')).values).toEqual([]);
    expect((await ask('')).values).toEqual([]);
  });
});

const debian = '/usr/share/snmp/mibs';
/** Debian leaves the RFCs' own modules out; the oracle needs the root that everything hangs on. */
const root = `SNMPv2-SMI DEFINITIONS ::= BEGIN
org OBJECT IDENTIFIER ::= { iso 3 } dod OBJECT IDENTIFIER ::= { org 6 } internet OBJECT IDENTIFIER ::= { dod 1 }
private OBJECT IDENTIFIER ::= { internet 4 } enterprises OBJECT IDENTIFIER ::= { private 1 }
END
`;

suiteNeeding(['snmptranslate'], "the MIBs of Net-SNMP's own package", () => {
  it.runIf(existsSync(debian))('have the OIDs that snmptranslate gives them', async () => {
    const { names, mistakes } = await loadMibs(debian);
    expect(mistakes).toEqual([]);
    const asked = names.objects.filter(({ module }) => module.startsWith('UCD-') || module === 'LM-SENSORS-MIB');
    expect(asked.length).toBeGreaterThan(150);
    const base = join(folder, 'base');
    mkdirSync(base);
    writeFileSync(join(base, 'SNMPv2-SMI.txt'), root);
    const args = [
      '-M',
      `${base}:${debian}`,
      '-m',
      'ALL',
      '-On',
      ...asked.map(({ module, name }) => `${module}::${name}`),
    ];
    const { stdout } = spawnSync(toolPath('snmptranslate'), args, { encoding: 'utf8' });
    const oids = stdout.split('\n').filter((line) => line !== '');
    expect(asked.map(({ oid }) => `.${oid}`)).toEqual(oids);
  });
});
