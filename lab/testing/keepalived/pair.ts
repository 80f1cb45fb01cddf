import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSession } from '../../../collector/index.ts';
import { systemClock } from '../../../core/index.ts';
import { keepalivedConfiguration, snmpdConfiguration } from './configuration.ts';
import { type Lan, openLan } from './lan.ts';
import { childrenOf, type HostProcess, type NetnsHost } from './netns-host.ts';
import { stageFolder } from './stage-folder.ts';
import { pause, until } from './until.ts';
import { startWitness, type Witness } from './witness.ts';

export type Member = 'a' | 'b';
export const members: readonly Member[] = ['a', 'b'];
export const otherOf = (member: Member): Member => (member === 'a' ? 'b' : 'a');

const servicePort = 80;
const snmpPort = 161;
const startWithinMs = 15_000;

export interface KeepalivedPairOptions {
  /** VRRP's version and time between adverts; 2 and a second, as most are set up. */
  readonly version?: 2 | 3;
  readonly advertMs?: number;
  readonly preempt?: boolean;
  /** Lines for both members' snmpd.conf. */
  readonly snmpdLines?: readonly string[];
  /** Further VRRP instances on the same hosts. */
  readonly furtherVrids?: readonly number[];
}

/**
 * Two real keepalived with snmpd (AgentX), each on a host of its own at one switch, a service on both, and a third host whose agent
 * tells the ARP table of the net and where the independent probe runs. Nothing is simulated; all ends with `remove`, or with this process.
 */
export interface KeepalivedPair {
  readonly lan: Lan;
  readonly virtualAddress: string;
  readonly servicePort: number;
  readonly witness: Witness;
  /** Where each one's agent answers to the community `public`: members by their management wire, `c` the neighbour. */
  agentOf(host: Member | 'c'): { readonly host: string; readonly port: number };
  macOf(member: Member): string;
  /** Members whose kernel holds the virtual address. */
  holders(): readonly Member[];
  /** Waits until exactly these hold it. */
  untilHeldBy(...holders: readonly Member[]): Promise<void>;
  /** keepalived is killed before it can let go of anything: the address stays. */
  kill9(member: Member): void;
  /** keepalived ends in order, as by `systemctl stop`. */
  term(member: Member): void;
  /** keepalived starts, again. */
  start(member: Member): Promise<void>;
  /** Stops, without a trace in any table, until `resume`: SIGSTOP. */
  freeze(member: Member): void;
  resume(member: Member): void;
  /** The track script of a member fails. */
  fault(member: Member, bad?: boolean): void;
  /** The members no longer hear each other, while all others hear both. */
  partition(apart?: boolean): void;
  /** A member is cut off from everybody at the switch, and sees it not. */
  cutOff(member: Member, off?: boolean): void;
  /** Both, or one, lose their carrier. */
  linkDown(which?: readonly Member[]): void;
  /** Everything at the switch is as it was; keepalived runs on both; scripts are good. */
  heal(): Promise<void>;
  /** So many changes of the master, one after the other. */
  flap(times: number): Promise<void>;
  /** The neighbour keeps a MAC for the virtual address, whatever it hears; without one, it learns again. */
  pinMac(mac: string | undefined): void;
  /** The service itself stops or starts on a member. */
  service(member: Member, up: boolean): Promise<void>;
  remove(): Promise<void>;
}

interface Machine {
  readonly host: NetnsHost;
  readonly folder: string;
  keepalived: HostProcess | undefined;
  /** It was told to end, or killed: whoever starts it anew waits until it has. */
  ending: boolean;
  service: HostProcess | undefined;
}

/** Starts all of it, `a` being the master. @throws when something does not come up; nothing is left then. */
export async function keepalivedPair(options: KeepalivedPairOptions = {}): Promise<KeepalivedPair> {
  const { version = 2, advertMs = 1000, preempt = false, snmpdLines = [], furtherVrids = [] } = options;
  const lan = await openLan(['a', 'b', 'c']);
  const folder = stageFolder();
  const { virtualAddress } = lan;
  const machines = new Map<string, Machine>();
  const machine = (name: string): Machine => {
    const found = machines.get(name);
    if (found === undefined) throw new Error(`no host ${name}`);
    return found;
  };
  const badFile = (member: Member) => join(machine(member).folder, 'bad');
  const agentOf = (name: string) => ({ host: lan.managementOf(name), port: snmpPort });

  async function remove(): Promise<void> {
    await lan.remove();
    rmSync(folder, { recursive: true, force: true });
  }

  async function startSnmpd({ host, folder: own }: Machine): Promise<void> {
    const persistent = join(own, 'persistent');
    mkdirSync(persistent, { recursive: true });
    writeFileSync(join(own, 'snmpd.conf'), snmpdConfiguration(join(own, 'agentx'), snmpdLines));
    await host.start('snmpd', ['-f', '-Lf', join(own, 'snmpd.log'), '-I', '-smux'], {
      env: { ...process.env, SNMPCONFPATH: `${own}:${persistent}`, SNMP_PERSISTENT_DIR: persistent },
    });
    const target = { transport: 'udp4', ...agentOf(host.name) } as const;
    const credential = { version: 'v2c', community: 'public' } as const;
    const session = openSession({ target, credential, clock: systemClock, timeoutMs: 250, retries: 0 });
    try {
      await until(`snmpd on ${host.name}`, startWithinMs, async () => {
        const answer = await session.get('system', ['1.3.6.1.2.1.1.3.0']);
        return answer.ok || undefined;
      });
    } finally {
      session.close();
    }
  }

  async function start(member: Member): Promise<void> {
    const own = machine(member);
    if (own.ending) await own.keepalived?.ended();
    else if (own.keepalived?.running() === true) return;
    own.ending = false;
    const at = (name: string) => join(own.folder, name);
    writeFileSync(
      at('keepalived.conf'),
      keepalivedConfiguration({
        name: member,
        priority: member === 'a' ? 100 : 90,
        virtualAddress,
        badFile: badFile(member),
        version,
        advertMs,
        preempt,
        further: furtherVrids.map((vrid, index) => ({
          vrid,
          virtualAddress: virtualAddress.replace(/\d+$/, String(101 + index)),
        })),
      }),
      { mode: 0o600 },
    );
    // A daemon that was killed leaves these behind, and the next would take itself for a second one.
    for (const name of ['keepalived.pid', 'vrrp.pid']) rmSync(at(name), { force: true });
    own.keepalived = await own.host.start('keepalived', [
      ...['--dont-fork', '--log-console', '--no-syslog', '--vrrp', '--snmp'],
      ...['--snmp-agent-socket', at('agentx'), '--use-file', at('keepalived.conf')],
      ...['--pid', at('keepalived.pid'), '--vrrp_pid', at('vrrp.pid')],
    ]);
  }

  async function service(member: Member, up: boolean): Promise<void> {
    const own = machine(member);
    if (!up) {
      own.service?.signal('SIGKILL');
      await own.service?.ended();
      return;
    }
    if (own.service?.running() === true) return;
    const script = join(import.meta.dirname, 'service.child.ts');
    own.service = await own.host.start(process.execPath, [script, member, String(servicePort)]);
  }

  const holders = (): readonly Member[] =>
    members.filter((member) =>
      machine(member).host.run('ip', '-4', '-o', 'addr', 'show').includes(` ${virtualAddress}/`),
    );
  const untilHeldBy = async (...wanted: readonly Member[]): Promise<void> => {
    await until(
      `the address at ${wanted.join(' and ') || 'nobody'}`,
      startWithinMs,
      () => holders().join() === wanted.join() || undefined,
    );
  };
  const fault = (member: Member, bad = true): void => {
    if (bad) writeFileSync(badFile(member), '');
    else rmSync(badFile(member), { force: true });
  };
  const term = (member: Member): void => {
    machine(member).ending = true;
    machine(member).keepalived?.signal('SIGTERM');
  };
  const pinMac = (mac: string | undefined): void => {
    const { host } = machine('c');
    if (mac === undefined) {
      if (host.run('ip', 'neigh', 'show', virtualAddress).includes('PERMANENT'))
        host.run('ip', 'neigh', 'del', virtualAddress, 'dev', 'eth0');
    } else host.run('ip', 'neigh', 'replace', virtualAddress, 'lladdr', mac, 'dev', 'eth0', 'nud', 'permanent');
  };
  const resume = (member: Member): void => {
    const own = machine(member).keepalived;
    if (own?.running() !== true) return;
    for (const pid of childrenOf(own.pid)) process.kill(pid, 'SIGCONT');
    own.signal('SIGCONT');
  };

  async function heal(): Promise<void> {
    lan.separate(members, false);
    pinMac(undefined);
    for (const member of members) {
      lan.unplug(member, false);
      lan.mute(member, false);
      fault(member, false);
      resume(member);
    }
    for (const member of members) {
      await start(member);
      await service(member, true);
    }
    await until('one holder', startWithinMs, () => holders().length === 1 || undefined);
  }

  try {
    for (const [name, host] of lan.hosts) {
      const own = join(folder, name);
      mkdirSync(own);
      machines.set(name, { host, folder: own, keepalived: undefined, ending: false, service: undefined });
    }
    await Promise.all([...machines.values()].map(startSnmpd));
    for (const member of members) await service(member, true);
    await start('a');
    await untilHeldBy('a');
    await start('b');
    const witness = await startWitness(machine('c').host, { address: virtualAddress, port: servicePort });
    await until(
      'a good answer through the address',
      startWithinMs,
      () => witness.tries().some(({ ok }) => ok) || undefined,
    );
    return {
      lan,
      virtualAddress,
      servicePort,
      witness,
      agentOf,
      macOf(member) {
        const text = machine(member).host.run('cat', '/sys/class/net/eth0/address');
        return text.trim();
      },
      holders,
      untilHeldBy,
      kill9(member) {
        const own = machine(member).keepalived;
        if (own === undefined) return;
        machine(member).ending = true;
        // The parent would start its child anew, and the child would let go when its parent is gone.
        own.signal('SIGSTOP');
        for (const pid of childrenOf(own.pid)) process.kill(pid, 'SIGKILL');
        own.signal('SIGKILL');
      },
      term,
      start,
      freeze(member) {
        const own = machine(member).keepalived;
        if (own === undefined) return;
        own.signal('SIGSTOP');
        for (const pid of childrenOf(own.pid)) process.kill(pid, 'SIGSTOP');
      },
      resume,
      fault,
      partition: (apart = true) => lan.separate(members, apart),
      cutOff: (member, off = true) => lan.mute(member, off),
      linkDown(which = members) {
        for (const member of which) lan.unplug(member, true);
      },
      heal,
      async flap(times) {
        for (let change = 0; change < times; change++) {
          const [holder] = holders();
          if (holder === undefined) throw new Error('nobody holds the address');
          term(holder);
          await untilHeldBy(otherOf(holder));
          await start(holder);
          // It must have heard the other before it can take over again.
          await pause(advertMs);
        }
      },
      pinMac,
      service,
      remove,
    };
  } catch (error) {
    await remove().catch(() => {});
    throw error;
  }
}
