import { existsSync } from 'node:fs';
import { type NetnsHost, run, startHost } from './netns-host.ts';

/** Names of ours begin so, with the process that made them: what a killed run left behind can be told and is taken away. */
const prefix = 'fzk';
/** Nets that are tried for a free one: 10.255.1.0/24 and on. */
const firstNet = 1;
const lastNet = 250;

/** Hosts at one switch, each with a second wire to this process: management goes on when the switch does not. */
export interface Lan {
  readonly hosts: ReadonlyMap<string, NetnsHost>;
  /** Of a host in the common net, and on its wire to this process. */
  addressOf(name: string): string;
  managementOf(name: string): string;
  /** Free for a virtual address; this process is in the same net too, as a client. */
  readonly virtualAddress: string;
  /** Whether two hosts hear each other; all others go on hearing both. */
  separate(names: readonly string[], apart: boolean): void;
  /** A port of the switch takes no frames, though both ends see light. */
  mute(name: string, muted: boolean): void;
  /** A cable is pulled: both ends lose their carrier. */
  unplug(name: string, out: boolean): void;
  remove(): Promise<void>;
}

/** Takes away what runs that were killed could not. */
function sweep(): void {
  const isOrphan = (name: string): boolean => {
    const owner = new RegExp(`^${prefix}(\\d+)[a-z]m?$`).exec(name)?.[1];
    return owner !== undefined && !existsSync(`/proc/${owner}`);
  };
  const words = (text: string, at: number) => text.split('\n').map((line) => line.split(/[ @:]+/)[at] ?? '');
  for (const name of words(run('ip', 'netns', 'list'), 0)) if (isOrphan(name)) quietly('ip', 'netns', 'del', name);
  for (const name of words(run('ip', '-o', 'link', 'show'), 1)) if (isOrphan(name)) quietly('ip', 'link', 'del', name);
}

/** For what may be gone already: two runs may sweep at the same time, and a wire goes with its far end. */
function quietly(file: string, ...args: readonly string[]): void {
  try {
    run(file, ...args);
  } catch {
    // It is gone, or was never made.
  }
}

function freeNet(): number {
  const taken = run('ip', '-4', '-o', 'addr', 'show');
  const wanted = firstNet + (process.pid % (lastNet - firstNet));
  for (let tried = 0; tried < lastNet; tried++) {
    const net = firstNet + ((wanted - firstNet + tried) % (lastNet - firstNet));
    if (!taken.includes(` 10.255.${net}.`)) return net;
  }
  throw new Error('no free net 10.255.x.0/24');
}

/**
 * Makes hosts at a switch of their own, in namespaces; at most five, with names of one letter. @throws when this process may not.
 */
export async function openLan(names: readonly string[]): Promise<Lan> {
  sweep();
  const base = `10.255.${freeNet()}`;
  const tag = `${prefix}${process.pid}`;
  const hosts = new Map<string, NetnsHost>();
  const bridge = `${tag}z`;
  const remove = async (): Promise<void> => {
    // By name: a namespace lives on while another process of the machine happens to hold it.
    for (const name of names) quietly('ip', 'link', 'del', `${tag}${name}m`);
    quietly('ip', 'link', 'del', `${tag}r`);
    const ended = await Promise.allSettled([...hosts.values()].map((host) => host.remove()));
    quietly('ip', 'netns', 'del', bridge);
    const failed = ended.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  const inBridge = (...args: readonly string[]) => run('ip', '-n', bridge, ...args);
  /** A wire from the switch to a host, or to this process. */
  const plug = (port: string, far: readonly string[], end: string): void => {
    inBridge('link', 'add', port, 'type', 'veth', 'peer', 'name', end, ...far);
    inBridge('link', 'set', port, 'master', 'br0', 'up');
  };
  try {
    run('ip', 'netns', 'add', bridge);
    inBridge('link', 'add', 'br0', 'type', 'bridge');
    inBridge('link', 'set', 'br0', 'up');
    for (const [at, name] of names.entries()) {
      const host = await startHost(name, `${tag}${name}`);
      hosts.set(name, host);
      plug(`p${name}`, ['netns', host.namespace], 'eth0');
      const wire = `${tag}${name}m`;
      run('ip', 'link', 'add', wire, 'type', 'veth', 'peer', 'name', 'mgmt', 'netns', host.namespace);
      run('ip', 'addr', 'add', `${base}.${129 + at * 4}/30`, 'dev', wire);
      run('ip', 'link', 'set', wire, 'up');
      for (const [device, address] of [
        ['eth0', `${base}.${1 + at}/25`],
        ['mgmt', `${base}.${130 + at * 4}/30`],
      ] as const) {
        run('ip', '-n', host.namespace, 'addr', 'add', address, 'dev', device);
        run('ip', '-n', host.namespace, 'link', 'set', device, 'up');
      }
    }
    plug('pr', ['netns', String(process.pid)], `${tag}r`);
    run('ip', 'addr', 'add', `${base}.126/25`, 'dev', `${tag}r`);
    run('ip', 'link', 'set', `${tag}r`, 'up');
  } catch (error) {
    await remove().catch(() => {});
    throw error;
  }
  const ports = (at: readonly string[], ...change: readonly string[]): void => {
    for (const name of at) run('bridge', '-n', bridge, 'link', 'set', 'dev', `p${name}`, ...change);
  };
  const silenced = new Set<string>();
  return {
    hosts,
    addressOf: (name) => `${base}.${1 + names.indexOf(name)}`,
    managementOf: (name) => `${base}.${130 + names.indexOf(name) * 4}`,
    virtualAddress: `${base}.100`,
    separate: (at, apart) => ports(at, 'isolated', apart ? 'on' : 'off'),
    mute(name, muted) {
      if (silenced.has(name) === muted) return;
      ports([name], 'state', muted ? '0' : '3');
      if (muted) silenced.add(name);
      else silenced.delete(name);
    },
    unplug(name, out) {
      inBridge('link', 'set', `p${name}`, out ? 'down' : 'up');
      // A port that comes up forwards again by itself.
      if (out) silenced.delete(name);
    },
    remove,
  };
}
