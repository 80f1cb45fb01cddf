import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { integer, objectIdentifier, octets, startAgent, timeTicks, viewOf } from '../lab/agent/index.ts';
import { replayWalk } from '../lab/index.ts';
import { sharedFolder, suiteNeeding } from '../test/needs.ts';
import { fangzhou } from './run.fake.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

interface Told {
  readonly verdict: string;
  readonly checks: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly severity: string;
    readonly findings: readonly { readonly oid: string; readonly value: string; readonly text: string }[];
  }[];
}

async function isolation(...args: readonly string[]) {
  return fangzhou(['isolation', '-t', '1', '-r', '0', ...args]);
}

/** A device that tells its name and nothing of its tables. */
async function bareAgent(): Promise<string> {
  const view = viewOf([
    { oid: '1.3.6.1.2.1.1.2.0', value: objectIdentifier('1.3.6.1.4.1.99') },
    { oid: '1.3.6.1.2.1.1.3.0', value: timeTicks(100) },
    { oid: '1.3.6.1.2.1.1.5.0', value: octets('bare\u001b[2J') },
    { oid: '1.3.6.1.2.1.4.1.0', value: integer(1) },
  ]);
  const agent = await startAgent({ view, credentials: [{ version: 'v2c', community: 'public' }] });
  cleanUps.push(() => agent.stop());
  return `udp:127.0.0.1:${agent.port}`;
}

describe('fangzhou isolation', () => {
  it('cannot tell of a device without tables: 3, in exactly the document that is promised', async () => {
    const { code, out, err } = await isolation(await bareAgent(), '--prefix', '10.0.0.0/8', '--json');
    expect({ code, err }).toEqual({ code: 3, err: '' });
    expect(JSON.parse(out)).toEqual({
      verdict: 'unknown',
      checks: ['ISO-05', 'ISO-07', 'ISO-08', 'ISO-10'].map((id) => ({
        id,
        verdict: 'unknown',
        severity: 'S1',
        findings: [],
      })),
    });
  });

  it.each([
    ['nobody answers', '127.0.0.1:9', []],
    ['the agent refuses', undefined, ['-u', 'nobody']],
    ['the community is wrong', undefined, ['-c', 'wrong']],
  ])('cannot tell when %s: 3, with what to do', async (_, target, flags) => {
    const at = target ?? (await bareAgent());
    const { code, out } = await isolation(at, '--prefix', '10.0.0.0/8', ...flags, '--lang', 'en');
    expect(code).toBe(3);
    expect(out).toMatch(/^\S+: unknown \(0 checks passed, 0 failed, 4 cannot be told\)\n/);
    expect(out).toContain('the device did not answer, or refused us');
  });

  it.each([
    ['10.0.0.1/8', '--prefix 10.0.0.1/8 has host bits set: the prefix of this length is 10.0.0.0/8'],
    ['ten', '--prefix ten is no prefix'],
    ['10.0.0.0/8,', '--prefix  is no prefix'],
    ['0.0.0.0/0', '--prefix 0.0.0.0/0 holds every address'],
    ['0.0.0.0/1', '--prefix 0.0.0.0/1 holds'],
    ['2000::/3', '--prefix 2000::/3 holds'],
  ])('names the bad prefix %s before it asks anybody: 2', async (prefix, what) => {
    const { code, err } = await isolation('127.0.0.1:9', '--prefix', prefix, '--lang', 'en');
    expect(code).toBe(2);
    expect(err).toContain(what);
  });

  it.each([['--router'], ['--peer']])('names a bad %s: 2', async (flag) => {
    const { code, err } = await isolation('127.0.0.1:9', flag, '10.1.1.1/32', '--lang', 'en');
    expect(code).toBe(2);
    expect(err).toContain(`${flag} 10.1.1.1/32 is no address`);
  });

  it.each([
    [
      'behind',
      (target: string) => [target, '--prefix', '10.0.0.0/8', '172.16.0.0/12', '--router', '10.1.1.1', '10.1.1.2'],
    ],
    ['before', (target: string) => ['--prefix', '10.0.0.0/8,172.16.0.0/12', '--router=10.1.1.1,10.1.1.2', target]],
    [
      'amid',
      (target: string) => [
        '--prefix',
        '10.0.0.0/8',
        target,
        '--prefix',
        '172.16.0.0/12',
        '--router',
        '10.1.1.1,10.1.1.2',
      ],
    ],
  ])('takes several values %s its target', async (_, args) => {
    const { code, out } = await isolation(...args(await bareAgent()), '--lang', 'en');
    expect(code).toBe(3);
    expect(out).toContain('declared inside: 10.0.0.0/8 172.16.0.0/12; routers: 10.1.1.1 10.1.1.2');
  });

  it('takes an address behind --router for its target where there is no other', async () => {
    const { code, out } = await isolation(
      '--prefix',
      '10.0.0.0/8',
      '--router',
      '10.1.1.1',
      '127.0.0.2',
      '--lang',
      'en',
    );
    expect(code).toBe(3);
    expect(out).toMatch(/^127\.0\.0\.2:161: unknown/);
  });

  it('lets nothing that a device says disturb the terminal', async () => {
    const { out } = await isolation(await bareAgent(), '--lang', 'zh-CN');
    expect(out).not.toContain('\u001b');
    expect(out).toContain('无法判定');
  });
});

suiteNeeding(['shared/walks/expected.json'], 'fangzhou isolation on recorded devices, replayed over UDP', () => {
  const folder = join(sharedFolder(), 'walks');
  const all = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<
    string,
    {
      readonly publicNeighbours: number;
      readonly ownPublicAddresses: number;
      readonly publicRoutes: number;
      readonly liveOutsideTcp: number;
      readonly defaultNextHops: readonly string[];
      readonly forbiddenMedia: readonly { readonly up: boolean }[];
    }
  >;
  const privateSpace = ['--prefix', '10.0.0.0/8,172.16.0.0/12', '--prefix', '192.168.0.0/16'];
  /** As in recorded-walks.test.ts: expected.json took the digits of this device's OIDs for addresses. */
  const saidByTheColumns: Readonly<Record<string, object>> = {
    'venus-vsos-v0600r0705b20180507': { ownPublicAddresses: 0, publicNeighbours: 5 },
  };

  async function told(name: string, ...flags: readonly string[]) {
    const { agent } = await replayWalk({ file: join(folder, `${name}.snmprec.gz`) });
    cleanUps.push(() => agent.stop());
    const { code, out, err } = await isolation(`udp:127.0.0.1:${agent.port}`, ...flags, '--json');
    expect(err).toBe('');
    const document = JSON.parse(out) as Told;
    expect(code).toBe({ isolated: 0, violated: 1, unknown: 3 }[document.verdict]);
    const findings = (id: string) => document.checks.find((check) => check.id === id)?.findings ?? [];
    const below = (id: string, ...oids: readonly string[]) =>
      findings(id).filter(({ oid }) => oids.some((prefix) => oid.startsWith(`${prefix}.`))).length;
    const keys = document.checks.flatMap((check) => check.findings.map(({ oid }) => `${check.id} ${oid}`));
    // One finding for each offending row: none twice, whichever tables tell it.
    expect(new Set(keys).size).toBe(keys.length);
    return { document, code, findings, below };
  }

  it.each(Object.entries(all))(
    'finds in %s what was recorded, to the count',
    async (name, expected) => {
      const routers = expected.defaultNextHops.flatMap((address) => ['--router', address]);
      const { below, findings } = await told(name, ...privateSpace, ...routers);
      const ip = '1.3.6.1.2.1.4';
      expect({
        publicNeighbours: below('ISO-08', `${ip}.22`),
        ownPublicAddresses: below('ISO-08', `${ip}.20`),
        // By the destination; a next hop that is outside is another finding.
        publicRoutes: below('ISO-07', `${ip}.21.1.1`, `${ip}.24.4.1.1`),
        liveOutsideTcp: below('ISO-08', '1.3.6.1.2.1.6'),
        media: findings('ISO-05').length + findings('ISO-10').length,
      }).toEqual({
        publicNeighbours: expected.publicNeighbours,
        ownPublicAddresses: expected.ownPublicAddresses,
        publicRoutes: expected.publicRoutes,
        liveOutsideTcp: expected.liveOutsideTcp,
        // A medium that is down is none: tunnels that boxes bring along are all down.
        media: expected.forbiddenMedia.filter(({ up }) => up).length,
        ...saidByTheColumns[name],
      });
    },
    60_000,
  );

  it('calls topsec-ngfw4000-uf violated: 249 neighbours and 14 addresses of its own are on the internet', async () => {
    for (const flags of [[], privateSpace]) {
      const { document, code, findings } = await told('topsec-ngfw4000-uf', ...flags);
      expect([code, document.verdict]).toEqual([1, 'violated']);
      expect(findings('ISO-08')).toHaveLength(249 + 14);
      // Its route table breaks off after one column.
      expect(document.checks.find(({ id }) => id === 'ISO-07')?.verdict).toBe('unknown');
    }
  });

  it('calls huawei-s5720 isolated once its prefix and its router are declared, and not before', async () => {
    const declared = await told('huawei-s5720', '--prefix', '10.0.0.0/8', '--router', '10.20.101.1');
    expect([declared.code, declared.document.verdict]).toEqual([0, 'isolated']);
    const noRouter = await told('huawei-s5720', '--prefix', '10.0.0.0/8');
    expect(noRouter.code).toBe(1);
    expect(noRouter.findings('ISO-07')).toMatchObject([{ oid: '1.3.6.1.2.1.4.21.1.7.0.0.0.0', value: '10.20.101.1' }]);
    const nothing = await told('huawei-s5720', '--router', '10.20.101.1');
    expect([nothing.code, nothing.document.verdict]).toEqual([3, 'unknown']);
  });

  it.each([
    ['h3c-e528-1', ['--prefix', '10.0.0.0/8', '--router', '10.1.123.1']],
    ['ibm-x3550-m3', ['--prefix', '192.168.0.0/16', '--router', '192.168.49.2']],
    ['unknown-001', ['--prefix', '172.16.0.0/12', '--router', '172.21.4.1']],
    [
      'ruijie-s5750-24gt12sfp',
      ['--prefix', '10.0.0.0/8', '2001:da8:215::/48', '--router', '10.1.30.1', '2001:da8:215:30::1'],
    ],
    ['server-2003-5-2', ['--prefix', '202.195.128.0/24', '10.0.0.0/8', '--router', '202.195.128.1']],
  ])('calls %s isolated once its networks are declared', async (name, flags) => {
    const { document } = await told(name, ...flags);
    expect(document.checks.flatMap(({ findings }) => findings)).toEqual([]);
    expect(document.verdict).toBe('isolated');
  });
});
