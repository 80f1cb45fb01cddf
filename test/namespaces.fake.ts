import { execFileSync } from 'node:child_process';

/** Runs a tool of this machine and gives what it prints. @throws when it fails. */
function run(file: string, ...args: readonly string[]): string {
  return execFileSync(file, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Two networks and a host on both, each in a network namespace of its own; nothing of it is seen by the machine itself. */
export interface TwoNetworks {
  readonly inner: { readonly namespace: string; readonly address: string };
  readonly outer: { readonly namespace: string; readonly address: string };
  /** The host on both: `innerAddress` is its address inside. */
  readonly leak: { readonly namespace: string; readonly innerAddress: string };
  /** What the host on both lets through, as nft writes it: `icmp type echo-request`. Empty: nothing. */
  allow(...matches: readonly string[]): void;
  remove(): void;
}

/** @throws when this process may not make namespaces: it must be root. */
export function openTwoNetworks(): TwoNetworks {
  const tag = `fz${process.pid}`;
  const [inner, outer, leak] = [`${tag}in`, `${tag}out`, `${tag}leak`];
  const remove = (): void => {
    for (const name of [inner, outer, leak]) {
      try {
        run('ip', 'netns', 'del', name);
      } catch {
        // It was never made.
      }
    }
  };
  try {
    for (const name of [inner, outer, leak]) {
      run('ip', 'netns', 'add', name);
      run('ip', '-n', name, 'link', 'set', 'lo', 'up');
    }
    const wire = (end: string, address: string, far: string, farAddress: string): void => {
      const [near, other] = [`${end.slice(-8)}a`, `${end.slice(-8)}b`];
      run('ip', '-n', end, 'link', 'add', near, 'type', 'veth', 'peer', 'name', other, 'netns', far);
      for (const [namespace, name, text] of [
        [end, near, address],
        [far, other, farAddress],
      ] as const) {
        run('ip', '-n', namespace, 'addr', 'add', text, 'dev', name);
        run('ip', '-n', namespace, 'link', 'set', name, 'up');
      }
    };
    wire(inner, '10.99.1.1/24', leak, '10.99.1.9/24');
    wire(outer, '198.51.100.1/24', leak, '198.51.100.9/24');
    run('ip', '-n', inner, 'route', 'add', 'default', 'via', '10.99.1.9');
    run('ip', '-n', outer, 'route', 'add', '10.99.1.0/24', 'via', '198.51.100.9');
    // Answers of a router are rationed by default, which would make tests depend on what ran before.
    const settings = ['net.ipv4.ip_forward=1', 'net.ipv4.icmp_ratelimit=0'];
    run('ip', 'netns', 'exec', leak, 'sysctl', '-qw', ...settings);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    inner: { namespace: inner, address: '10.99.1.1' },
    outer: { namespace: outer, address: '198.51.100.1' },
    leak: { namespace: leak, innerAddress: '10.99.1.9' },
    allow(...matches) {
      const rules = matches.map((match) => `ip saddr 10.99.1.0/24 ${match} accept`).join('\n');
      const table = `flush ruleset
table inet leak {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ${matches.length === 0 ? '' : 'ct state established,related accept'}
    ${rules}
  }
}`;
      execFileSync('ip', ['netns', 'exec', leak, 'nft', '-f', '-'], { input: table });
    },
    remove,
  };
}
