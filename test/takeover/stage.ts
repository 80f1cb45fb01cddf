/** Two hosts, each with an instance and a database; a witness and a receiver of pages at a third place; wires between them that can be cut. */
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../core/index.ts';
import { loadInventory } from '../../inventory/index.ts';
import { type Lab, startLab } from '../../lab/index.ts';
import { startTrialPostgres, type TrialPostgres } from '../../standby/postgres.fake.ts';
import { freePort } from '../free-port.ts';
import { type Cutter, startCutter } from './cutter.ts';
import { createInstance, type Instance, spawnProgram } from './instance.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { replaced, smallCity } from './small-city.ts';

export type Host = 'a' | 'b';
export const hosts: readonly Host[] = ['a', 'b'];
export const otherOf = (host: Host): Host => (host === 'a' ? 'b' : 'a');

export interface Stage {
  readonly lab: Lab;
  readonly linkIds: readonly string[];
  readonly instances: Readonly<Record<Host, Instance>>;
  readonly databases: Readonly<Record<Host, TrialPostgres>>;
  readonly receiver: Receiver;
  /** Cuts a host off from everything that is not on it, both ways; or joins it again. */
  isolate(host: Host, isCut: boolean): void;
  /** Makes the database of a host follow the other one's again. */
  rebuild(host: Host): Promise<void>;
  arbiter: { kill(): void; start(): void };
  logOf(host: Host): string;
  close(): Promise<void>;
}

const district = 'jintan';
const env = {
  FANGZHOU_SNMP_AUTH_KEY: 'trial-auth-key-1',
  FANGZHOU_SNMP_PRIV_KEY: 'trial-priv-key-1',
  FANGZHOU_TRIAL_HOOK: 'trial-webhook-secret',
  FANGZHOU_TRIAL_KEY: 'k'.repeat(64),
};

export async function startStage(folder: string, options: { readonly ttlSeconds: number }): Promise<Stage> {
  const city = join(folder, 'city');
  smallCity(city, { district });
  const base = replaced(
    readFileSync(join(city, 'fangzhou.yaml'), 'utf8'),
    ['period: 60s', 'period: 2s'],
    ['timeout: 2s', 'timeout: 500ms'],
    ['retries: 2', 'retries: 1'],
    ['write_interval: 5s', 'write_interval: 1s'],
  );
  writeFileSync(join(city, 'fangzhou.yaml'), base);
  const read = await loadInventory({ source: city, env });
  if (!read.ok) throw new Error(`the small city has mistakes: ${JSON.stringify(read.mistakes[0])}`);
  const lab = await startLab({
    city: read.value.city,
    credentials: read.value.settings.credentials,
    clock: systemClock,
  });
  const targets = [...lab.targets].map(([device, { host, port }]) => `${device},udp:${host}:${port}`);
  writeFileSync(join(city, 'targets.csv'), `device,target\n${targets.join('\n')}\n`);

  const receiver = await startReceiver();
  const first = await startTrialPostgres();
  first.sql('CREATE DATABASE fangzhou');
  /** Wires by name: from which host to what. */
  const wires = new Map<string, Cutter>();
  const wire = async (from: Host, to: string, port: number): Promise<number> => {
    const cutter = await startCutter({ port });
    wires.set(`${from} ${to}`, cutter);
    return cutter.port;
  };
  const replicationA = await wire('b', 'replication', first.port);
  const second = await first.replica(replicationA);
  const replicationB = await wire('a', 'replication', second.port);
  const databases = { a: first, b: second };
  const replication: Readonly<Record<Host, number>> = { a: replicationB, b: replicationA };

  const arbiterPort = await freePort();
  const keyFile = join(folder, 'arbiter.key');
  writeFileSync(keyFile, env.FANGZHOU_TRIAL_KEY);
  chmodSync(keyFile, 0o600);
  let arbiterProcess: ChildProcess | undefined;
  const arbiter = {
    start(): void {
      const files = ['--key-file', keyFile, '--votes', join(folder, 'votes')];
      arbiterProcess = spawnProgram(
        ['arbiter', '--listen', `tcp:127.0.0.1:${arbiterPort}`, ...files],
        {},
        join(folder, 'arbiter.log'),
      );
    },
    kill: () => void arbiterProcess?.kill('SIGKILL'),
  };
  arbiter.start();

  const logOf = (host: Host): string => join(folder, `${host}.log`);
  const instanceOf = async (id: Host): Promise<Instance> => {
    const port = await freePort();
    const peer = otherOf(id);
    const settings = join(folder, `${id}.yaml`);
    const toPeer = await wire(id, 'database', databases[peer].port);
    const database = (at: Host, through: number) =>
      `    - { host: 127.0.0.1, port: ${through}, user: postgres, at: ${at}, password: { env: FANGZHOU_TRIAL_DB } }`;
    const pair = [
      'alerts:',
      '  webhook:',
      `    url: http://127.0.0.1:${await wire(id, 'receiver', receiver.port)}/`,
      '    secret: { env: FANGZHOU_TRIAL_HOOK }',
      '    timeout: 2s',
      '    attempts: 20',
      'standby:',
      `  id: ${id}`,
      `  peer: ${peer}`,
      `  url: http://127.0.0.1:${port}`,
      '  postgres:',
      database(id, databases[id].port),
      database(peer, toPeer),
      `  arbiter: { address: "tcp:127.0.0.1:${await wire(id, 'arbiter', arbiterPort)}", key: { env: FANGZHOU_TRIAL_KEY } }`,
      `  ttl: ${options.ttlSeconds}s`,
      '  notify_delay: 15s',
    ];
    writeFileSync(settings, `${replaced(base, ['inventory: .', `inventory: ${city}`])}\n${pair.join('\n')}\n`);
    const data = join(folder, id);
    mkdirSync(data);
    const more = { ...env, FANGZHOU_TRIAL_DB: first.password };
    return createInstance({ id, port, config: settings, data, env: more, logFile: logOf(id) });
  };
  const instances = { a: await instanceOf('a'), b: await instanceOf('b') };
  const links = [...read.value.city.links.keys()];

  return {
    lab,
    linkIds: links,
    instances,
    databases,
    receiver,
    arbiter,
    logOf,
    isolate(host, isCut) {
      const peer = otherOf(host);
      for (const [name, cutter] of wires) {
        const [from, to] = name.split(' ');
        // All that leaves the host, and what comes to its database from the other.
        if (from === host || (from === peer && (to === 'database' || to === 'replication'))) cutter.cut(isCut);
      }
    },
    rebuild: (host) => databases[host].rebuild(databases[otherOf(host)], replication[host]),
    async close() {
      for (const host of hosts) {
        instances[host].signal('SIGCONT');
        instances[host].signal('SIGKILL');
      }
      arbiterProcess?.kill('SIGKILL');
      await Promise.all(hosts.map((host) => instances[host].ended()));
      await lab.stop();
      await receiver.close();
      await Promise.all([...wires.values()].map((cutter) => cutter.close()));
      await Promise.all([second.remove(), first.remove()]);
    },
  };
}
