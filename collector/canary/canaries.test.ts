import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTwoNetworks, type TwoNetworks } from '../../test/namespaces.fake.ts';
import { suiteNeeding } from '../../test/needs.ts';
import type { CanaryResult } from './model.ts';
import type { CanaryStep } from './run.ts';
import { commitmentOf } from './token.ts';

const main = join(import.meta.dirname, '..', '..', 'main.ts');
const child = join(import.meta.dirname, 'canaries.child.ts');

suiteNeeding(['ip', 'nft', 'ping', 'traceroute', 'nping', 'tcpdump', 'root'], 'canaries between two networks', () => {
  let networks: TwoNetworks;
  let folder: string;
  let sentinel: ChildProcess;
  let vkey = '';
  const heard: { readonly by: string; readonly nonce: string; readonly from: string }[] = [];

  beforeAll(async () => {
    networks = openTwoNetworks();
    folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
    const args = [
      '--host',
      '0.0.0.0',
      '--tcp',
      '80,443',
      '--dns',
      '53',
      '--zone',
      'leak.example',
      '--ntp',
      '123',
      '--json',
    ];
    sentinel = spawn(
      'ip',
      ['netns', 'exec', networks.outer.namespace, process.execPath, main, 'sentinel', '--folder', folder, ...args],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    if (sentinel.stderr === null || sentinel.stdout === null) throw new Error('no pipes');
    createInterface({ input: sentinel.stderr }).on('line', (line) => {
      if (line.includes('sentinel-heard')) heard.push(JSON.parse(line));
    });
    const first = await new Promise<string>((resolve) => {
      createInterface({ input: sentinel.stdout as NonNullable<typeof sentinel.stdout> }).once('line', resolve);
    });
    vkey = (JSON.parse(first) as { key: string }).key;
  });

  afterAll(async () => {
    sentinel?.kill('SIGKILL');
    networks?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const step = (protocol: CanaryStep['protocol'], port = 0): CanaryStep => ({
    protocol,
    targetId: 's1',
    target: { address: networks.outer.address, port, ...(protocol === 'dns' ? { name: 'leak.example' } : {}) },
    control: { address: networks.leak.innerAddress, port },
  });
  const spoofed = (): CanaryStep => ({
    ...step('spoofed'),
    target: { address: networks.leak.innerAddress, port: 0 },
    claimed: networks.outer.address,
  });
  function tryAll(steps: readonly CanaryStep[]): { commitments: readonly string[]; results: readonly CanaryResult[] } {
    const args = ['netns', 'exec', networks.inner.namespace, process.execPath, child, vkey, JSON.stringify(steps)];
    const [first = '', ...lines] = execFileSync('ip', args, { encoding: 'utf8' }).trim().split('\n');
    return { ...(JSON.parse(first) as { commitments: string[] }), results: lines.map((line) => JSON.parse(line)) };
  }
  const every = (): CanaryStep[] => [
    step('icmp'),
    step('tcp', 443),
    step('dns', 53),
    step('http', 80),
    step('ntp', 123),
    step('traceroute'),
  ];
  const open = {
    icmp: 'icmp type echo-request',
    tcp: 'tcp dport 443',
    dns: 'udp dport 53',
    http: 'tcp dport 80',
    ntp: 'udp dport 123',
    traceroute: 'udp dport 33434-33534',
  } as const;

  test.each(Object.keys(open) as (keyof typeof open)[])(
    'a hole for %s alone is found by that probe alone',
    (protocol) => {
      networks.allow(open[protocol]);
      const { results } = tryAll(every());
      expect(Object.fromEntries(results.map((each) => [each.protocol, each.answer.outcome]))).toEqual({
        icmp: 'silent',
        tcp: 'silent',
        dns: 'silent',
        http: 'silent',
        ntp: 'silent',
        // The host on both networks is the first hop, and says so.
        traceroute: 'answered',
        [protocol]: 'proved',
      });
    },
  );

  test('a host with a second way answers a spoofed request to the outside, where the sentinel hears it', async () => {
    networks.allow();
    const { results, commitments } = tryAll([spoofed()]);
    const nonce = results[0]?.nonce ?? '';
    expect(commitments).toEqual([commitmentOf(nonce)]);
    expect(results[0]?.answer.outcome).toBe('silent');
    expect(results[0]?.control?.answer.outcome).toBe('proved');
    await expect
      .poll(() => heard.filter((one) => one.nonce === nonce))
      .toEqual([expect.objectContaining({ by: 'icmp', from: networks.leak.innerAddress })]);
  });

  test('without a hole everything is silent, and the controls inside are reached where somebody answers', () => {
    networks.allow();
    const { results } = tryAll(every());
    expect(results.map(({ answer }) => answer.outcome)).toEqual([
      'silent',
      'silent',
      'silent',
      'silent',
      'silent',
      'answered',
    ]);
    // Nobody inside serves TCP, DNS, HTTP or NTP here: a control that is refused is no control.
    expect(results.map(({ control }) => control?.answer.outcome)).toEqual([
      'proved',
      'refused',
      'refused',
      'refused',
      'refused',
      'proved',
    ]);
  });

  test('a target to which there is no way at all is refused by our own side', () => {
    const { results } = tryAll([{ ...step('icmp'), target: { address: '203.0.113.9', port: 0 } }]);
    expect(['refused', 'silent']).toContain(results[0]?.answer.outcome);
  });
});
