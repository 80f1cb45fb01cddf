import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Drill } from '../../audit/index.ts';
import { cityFolder, referenceEnv, referenceText } from '../../inventory/city.fake.ts';
import { openTwoNetworks, type TwoNetworks } from '../../test/namespaces.fake.ts';
import { suiteNeeding } from '../../test/needs.ts';

const main = join(import.meta.dirname, '..', '..', 'main.ts');
const child = join(import.meta.dirname, 'drill.child.ts');
const holes = [
  'icmp type echo-request',
  'tcp dport { 80, 443 }',
  'udp dport { 53, 123 }',
  'udp dport 33434-33534',
] as const;

suiteNeeding(['ip', 'nft', 'ping', 'traceroute', 'tcpdump', 'root'], 'a leak drill between two networks', () => {
  let networks: TwoNetworks;
  let folder: string;
  let sentinel: ChildProcess;
  let vkey = '';

  beforeAll(async () => {
    networks = openTwoNetworks();
    folder = mkdtempSync(join(tmpdir(), 'drill-'));
    const args = ['--folder', folder, '--host', '0.0.0.0', '--tcp', '80,443', '--ntp', '123', '--json'];
    const dns = ['--dns', '53', '--zone', 'leak.example'];
    sentinel = spawn(
      'ip',
      ['netns', 'exec', networks.outer.namespace, process.execPath, main, 'sentinel', ...args, ...dns],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const first = await new Promise<string>((resolve, reject) => {
      sentinel.once('exit', () => reject(new Error('the sentinel ended')));
      if (sentinel.stdout !== null) createInterface({ input: sentinel.stdout }).once('line', resolve);
    });
    vkey = (JSON.parse(first) as { key: string }).key;
  }, 120_000);

  afterAll(() => {
    sentinel?.kill('SIGKILL');
    networks?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function drill(minutes: number): Promise<{ drill: Drill; judged: unknown[]; whats: string[] }> {
    const isolation = `
isolation:
  inner: [{ prefix: 10.99.1.0/24 }]
  canaries:
    place: jintan-dc
    timeout: 1s
    outside:
      - { id: s1, address: ${networks.outer.address}, key: '${vkey}', zone: leak.example, tcp: [443], http: 80, dns: 53, ntp: 123 }
    controls: { icmp: ${networks.leak.innerAddress} }
`;
    await using city = await cityFolder({ 'fangzhou.yaml': `${await referenceText('fangzhou.yaml')}${isolation}` });
    const args = ['netns', 'exec', networks.inner.namespace, process.execPath, child, city.path, `${minutes}`];
    return JSON.parse(execFileSync('ip', args, { encoding: 'utf8', env: { ...process.env, ...referenceEnv } }));
  }

  const found = ({ results }: Drill) =>
    Object.fromEntries(results.map(({ protocol, foundAfterMs }) => [protocol, foundAfterMs !== undefined]));

  test('with a hole finds every way out, ends by itself, and hands nothing to the judging', async () => {
    networks.allow(...holes);
    const { drill: ended, judged, whats } = await drill(2);
    networks.allow();
    expect(found(ended)).toEqual({ icmp: true, tcp: true, dns: true, http: true, ntp: true, traceroute: true });
    expect(ended.state).toBe('ended');
    expect(ended.endedAt).toBeLessThan(ended.endsAt);
    expect(judged).toEqual([]);
    expect([whats[0], whats[1], whats.at(-1)]).toEqual(['drill-begun', 'commitments', 'drill-ended']);
  }, 120_000);

  test('without a hole says that every way out was missed', async () => {
    networks.allow();
    const { drill: ended } = await drill(0.1);
    expect(ended.state).toBe('ended');
    expect(found(ended)).toEqual({ icmp: false, tcp: false, dns: false, http: false, ntp: false, traceroute: false });
  }, 120_000);
});
