import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { suiteNeeding, toolPath } from '../../../../test/needs.ts';
import type { Asked, PacemakerFacts } from '../../model.ts';
import { askOf } from '../ask.fake.ts';
import { Unlikely } from '../told.ts';
import { type CibOptions, cibOf } from './cib.fake.ts';
import { pacemakerOf, readPacemaker } from './read.ts';
import { parseXml } from './xml.ts';

const old = `<?xml version="1.0"?>
<crm_mon version="1.1.19"><summary><current_dc present="false"/>
<cluster_options stonith-enabled="true" no-quorum-policy="stop" maintenance-mode="false"/></summary>
<nodes><node name="a" online="true" standby="false" standby_onfail="true" maintenance="false" unclean="true"/></nodes>
<resources><clone><resource id="db" role="Master" managed="true" failed="false"><node name="a"/></resource>
<resource id="db" role="Slave" managed="false" failed="false"/></clone></resources>
<fence_history><fence_event action="reboot" target="b" status="failed" completed="2026-11-02"/>
<fence_event action="reboot" target="b" status="success"/></fence_history></crm_mon>`;

describe('what crm_mon prints', () => {
  it('old words and new ones say the same, and without a coordinator there is no quorum', async () => {
    expect(await pacemakerOf(old, 7)).toEqual({
      outcome: 'answered',
      at: 7,
      facts: {
        withQuorum: false,
        stonithEnabled: true,
        noQuorumPolicy: 'stop',
        maintenanceMode: false,
        nodes: [{ name: 'a', online: true, standby: true, maintenance: false, unclean: true }],
        resources: [
          { id: 'db', role: 'Promoted', managed: true, failed: false, nodes: ['a'] },
          { id: 'db', role: 'Unpromoted', managed: false, failed: false, nodes: [] },
        ],
        bans: [],
        failures: [],
        fencingFailures: ['reboot b 2026-11-02'],
      },
    });
  });

  it('an error beside status 0 and OK is an error', async () => {
    const text = `<pacemaker-result><status code="0" message="OK"><errors><error>Could not connect to the CIB: no such device</error></errors></status></pacemaker-result>`;
    expect(await pacemakerOf(text, 0)).toMatchObject({
      outcome: 'malformed',
      reason: {
        key: 'collector.pairs.pacemaker.error',
        params: { said: 'Could not connect to the CIB: no such device' },
      },
    });
  });

  it.each([
    ['cut', old.slice(0, 300)],
    ['nothing', ''],
    ['no XML', 'CLUSTER WARN: offline node: db-b'],
    ['of another program', '<html><body/></html>'],
    ['without its options', '<pacemaker-result><summary/></pacemaker-result>'],
    ['an entity of its own', `<!DOCTYPE x [<!ENTITY a "b">]>${old}`],
    ['nested without an end', '<a>'.repeat(40) + '</a>'.repeat(40)],
    ['a flag that is none', old.replace('stonith-enabled="true"', 'stonith-enabled="maybe"')],
  ])('%s is refused and never half read', (_, text) => expect(pacemakerOf(text, 0)).rejects.toThrow(Unlikely));

  it('names that an object has by itself are refused, and the five entities of XML are read once', async () => {
    await expect(parseXml('<a><constructor b="1"/></a>')).rejects.toThrow(Unlikely);
    const root = await parseXml('<a b="&amp;lt;">&lt;3 &other;</a>');
    expect(root.children.a?.[0]).toMatchObject({ text: '<3 &other;', attributes: { b: '&lt;' } });
  });

  it('of whatever text comes facts, or a refusal', async () => {
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<summary>',
      '</summary>',
      'x="1"',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '<?',
      '?>',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), async (pieces) => {
        await expect(pacemakerOf(pieces.join(''), 0)).rejects.toThrow(Unlikely);
      }),
    );
  });
});

suiteNeeding(['crm_mon'], 'the real crm_mon', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pacemaker-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What it prints of a CIB, by way of a file, as the collector reads it. */
  async function read(cib: string | undefined, at = 1_790_000_000_000): Promise<Asked<PacemakerFacts> | undefined> {
    const [cibFile, file] = [join(folder, 'cib.xml'), join(folder, 'crm_mon-test-db-a.xml')];
    writeFileSync(cibFile, cib ?? '');
    const env = { ...process.env, ...(cib === undefined ? {} : { CIB_file: cibFile }) };
    const args = ['-1', '--output-as=xml', '--inactive'];
    let printed = '';
    try {
      printed = execFileSync(toolPath('crm_mon'), args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] });
    } catch (thrown) {
      printed = (thrown as { readonly stdout: string }).stdout;
    }
    writeFileSync(file, printed);
    utimesSync(file, at / 1000, at / 1000);
    return readPacemaker(askOf({ pacemaker: { file: join(folder, 'crm_mon-{member}.xml') } }));
  }
  const facts = async (options: CibOptions): Promise<PacemakerFacts> => {
    const answer = await read(cibOf(options));
    if (answer?.outcome !== 'answered') throw new Error(JSON.stringify(answer));
    return answer.facts;
  };

  test('a healthy cluster is read whole, as old as its file', async () => {
    expect(await read(cibOf())).toEqual({
      outcome: 'answered',
      at: 1_790_000_000_000,
      facts: {
        withQuorum: true,
        dc: 'db-a',
        stonithEnabled: true,
        noQuorumPolicy: 'stop',
        maintenanceMode: false,
        nodes: [
          { name: 'db-a', online: true, standby: false, maintenance: false, unclean: false },
          { name: 'db-b', online: true, standby: false, maintenance: false, unclean: false },
        ],
        resources: [
          { id: 'vip', role: 'Started', managed: true, failed: false, nodes: ['db-a'] },
          { id: 'db', role: 'Promoted', managed: true, failed: false, nodes: ['db-a'] },
          { id: 'db', role: 'Unpromoted', managed: true, failed: false, nodes: ['db-b'] },
        ],
        bans: [],
        failures: [],
        fencingFailures: [],
      },
    });
  });

  test.each<[string, CibOptions, Partial<PacemakerFacts>]>([
    ['a forgotten ban', { ban: true }, { bans: [{ id: 'cli-ban-vip-on-db-b', resource: 'vip', node: 'db-b' }] }],
    [
      'fencing that is off',
      { stonith: false, noQuorumPolicy: 'ignore' },
      { stonithEnabled: false, noQuorumPolicy: 'ignore' },
    ],
    ['maintenance', { maintenance: true }, { maintenanceMode: true }],
    ['a lost quorum', { quorum: false }, { withQuorum: false }],
    ['a failed monitor', { failure: 'disk full' }, { failures: ['db_monitor_10000 db-b error disk full'] }],
  ])('%s shows', async (_, options, expected) => {
    expect(await facts(options)).toMatchObject(expected);
  });

  test('a node that was put aside, and one that is gone, each show as such', async () => {
    expect((await facts({ standby: true })).nodes[1]).toMatchObject({ name: 'db-b', online: true, standby: true });
    expect((await facts({ secondOnline: false })).nodes[1]).toMatchObject({ name: 'db-b', online: false });
  });

  test('a CIB that cannot be read is malformed, whatever the exit code says', async () => {
    expect(await read('<nothing/>')).toMatchObject({ outcome: 'malformed' });
  });

  test('where no cluster runs it is absent', async () => {
    expect(await read(undefined)).toMatchObject({ outcome: 'absent' });
  });

  test('a file that nobody brought says nothing of the member', async () => {
    const gone = await readPacemaker(askOf({ pacemaker: { file: join(folder, 'nothing.xml') } }));
    expect(gone).toMatchObject({ outcome: 'silent', reason: { key: 'collector.pairs.source.no-file' } });
  });
});
