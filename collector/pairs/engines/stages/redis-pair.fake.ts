/** Two real Redis servers, `b` a replica of `a`, on 127.0.0.1. */

import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { freePort } from '../../../../test/free-port.ts';
import {
  accountOf,
  eventually,
  folderFor,
  removeFolder,
  type ServerProcess,
  startServer,
  subfolder,
} from './server-process.fake.ts';

export type Side = 'a' | 'b';

export interface RedisPair {
  endpoint(side: Side): { readonly host: string; readonly port: number };
  /** Runs a command as the default user; what it printed. */
  command(side: Side, ...words: readonly string[]): string;
  kill(side: Side): Promise<void>;
  start(side: Side): Promise<void>;
  close(): Promise<void>;
}

const binary = (name: string): string => {
  const found = globSync(`/usr/bin/${name}`)[0];
  if (found === undefined) throw new Error(`${name} is not installed: apt-get install redis-server`);
  return found;
};

/** Starts the pair; rejects with what the server said when it does not come up. */
export async function redisPair(): Promise<RedisPair> {
  const account = accountOf('nobody');
  const folder = folderFor(account, 'redispair');
  const password = `pair-${process.pid}`;
  const ports = { a: await freePort(), b: await freePort() };
  const servers = new Map<Side, ServerProcess>();

  function command(side: Side, ...words: readonly string[]): string {
    const args = ['-h', '127.0.0.1', '-p', String(ports[side]), '-e', '--no-auth-warning', ...words];
    const env = { PATH: process.env.PATH, REDISCLI_AUTH: password };
    return execFileSync(binary('redis-cli'), args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  }

  async function start(side: Side): Promise<void> {
    const args = ['--port', String(ports[side]), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const keys = ['--requirepass', password, '--masterauth', password, '--repl-diskless-sync-delay', '0'];
    const server = startServer(
      binary('redis-server'),
      [...args, ...keys, '--dir', subfolder(account, folder, side), '--repl-ping-replica-period', '1'],
      { account, cwd: folder },
    );
    servers.set(side, server);
    await eventually(async () => {
      if (!server.running()) throw new Error(`Redis ended: ${server.said()}`);
      command(side, 'PING');
    });
  }

  async function close(): Promise<void> {
    await Promise.all([...servers.values()].map((server) => server.stop('SIGKILL')));
    removeFolder(folder);
  }

  try {
    await Promise.all([start('a'), start('b')]);
    command('b', 'REPLICAOF', '127.0.0.1', String(ports.a));
    await eventually(async () => {
      if (!command('b', 'INFO', 'replication').includes('master_link_status:up')) throw new Error('no link');
    });
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    endpoint: (side) => ({ host: '127.0.0.1', port: ports[side] }),
    command,
    start,
    close,
    kill: async (side) => servers.get(side)?.stop('SIGKILL'),
  };
}
